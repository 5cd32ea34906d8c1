/* SPDX-License-Identifier: MIT */
/* Laws of the child of a fork, whose context is the parent's. Not of fork in general: that is the kit's (tests/kit).
 *
 * The child may not use check, which would report to the wrong place: it ends with the number of the first thing that
 * was not as it should be, 0 if all was. */
#include "fixture.h"

#include <sys/wait.h>
#include <unistd.h>

enum {
    BACKLOG = 5
};

static atomic_int ran;

/* Helpers. */

static void
in_child(int (*look)(void))
{
    pid_t child = fork();
    if (child == 0)
        _exit(look());
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 0);
}

static void
open_with_backlog(void)
{
    ran = 0;
    ck_assert_int_eq(weir_glib_attach(w, context), 0);
    ck_assert(it_works());
    for (int i = 0; i < BACKLOG; i++)
        ck_assert_int_eq(weir_post(w, add_one, &ran), 0);
}

static bool
turns_run_all(int all)
{
    for (int i = 0; i < 100 && ran < all; i++)
        if (weir_turn(w, NULL, NULL) < 0)
            return false;
    return ran == all;
}

/* In the child: lets go of the context, and goes on without it. */
static int
go_on_by_hand(void)
{
    if (weir_fork_child(w, WEIR_FORK_KEEP) != WEIR_ESYSTEM)
        return 1;
    if (weir_detach(w) != WEIR_EDETACHED)
        return 2;
    if (weir_attach(w, NULL, NULL) != 0)
        return 3;
    if (weir_post(w, add_one, &ran) != 0)
        return 4;
    return turns_run_all(BACKLOG + 1) ? 0 : 5;
}

static bool
backlog_has_run(void *unused)
{
    (void)unused;
    return ran == BACKLOG;
}

static void
parent_goes_on(void)
{
    ck_assert(run_until(backlog_has_run, NULL));
    ck_assert(it_works());
    holds(context, 1, 1);
}

/* Laws. */

START_TEST(the_child_lets_go_and_goes_on_by_hand)
{
    open_with_backlog();
    in_child(go_on_by_hand);
    parent_goes_on();
}
END_TEST

static int
go_on_with_another_context(void)
{
    if (weir_fork_child(w, WEIR_FORK_KEEP) != WEIR_ESYSTEM)
        return 1;
    GMainContext *of_the_child = g_main_context_new();
    if (weir_glib_attach(w, of_the_child) != 0)
        return 2;
    for (int i = 0; i < 1000 && ran < BACKLOG; i++)
        g_main_context_iteration(of_the_child, FALSE);
    if (ran != BACKLOG)
        return 3;
    if (weir_close(w, WEIR_DRAIN, 0) != 0)
        return 4;
    weir_free(w);
    g_main_context_unref(of_the_child);
    return 0;
}

START_TEST(the_child_goes_on_with_a_context_of_its_own)
{
    open_with_backlog();
    in_child(go_on_with_another_context);
    parent_goes_on();
}
END_TEST

/* The copy of the parent's context is still there, and a child that has but one thread may run it or destroy it. */

static int
run_the_copy(void)
{
    int failed = go_on_by_hand();
    if (failed)
        return failed;
    uint64_t turns, after;
    struct weir_stats stats;
    weir_stats(w, &stats);
    turns = stats.turns;
    for (int i = 0; i < 20; i++)
        g_main_context_iteration(context, FALSE);
    weir_stats(w, &stats);
    after = stats.turns;
    return after == turns ? 0 : 6;
}

static int
destroy_the_copy(void)
{
    int failed = go_on_by_hand();
    if (failed)
        return failed;
    g_main_context_unref(context);
    return weir_turn(w, NULL, NULL) == 0 ? 0 : 6; /* not the loss of what it is attached to now */
}

static int
free_then_use_the_copy(void)
{
    int failed = go_on_by_hand();
    if (failed)
        return failed;
    if (weir_close(w, WEIR_DROP, 0) != 0)
        return 6;
    weir_free(w);
    for (int i = 0; i < 20; i++)
        g_main_context_iteration(context, FALSE);
    g_main_context_unref(context);
    return 0;
}

START_TEST(the_copy_of_the_context_leaves_the_childs_weir_alone)
{
    static int (*const uses[])(void) = {run_the_copy, destroy_the_copy, free_then_use_the_copy};
    open_with_backlog();
    in_child(uses[_i]);
    parent_goes_on();
}
END_TEST

/* Other threads post as the process forks. */

static struct fire firing;

static int
drain_under_fire(void)
{
    if (weir_fork_child(w, WEIR_FORK_KEEP) != WEIR_ESYSTEM)
        return 1;
    if (weir_attach(w, NULL, NULL) != 0)
        return 2;
    if (weir_post(w, add_one, &ran) < 0) /* there is room, or a turn makes some */
        weir_turn(w, NULL, NULL);
    if (weir_close(w, WEIR_DRAIN, WEIR_S(30)) != 0)
        return 3;
    weir_free(w);
    return 0;
}

START_TEST(a_fork_under_fire_leaves_parent_and_child_whole)
{
    ck_assert_int_eq(weir_glib_attach(w, context), 0);
    fire(&firing);
    for (int round = 0; round < 10; round++) {
        ck_assert(run_until(has_fired_more, &firing));
        in_child(drain_under_fire);
    }
    cease_fire(&firing);
    ck_assert(it_works());
    ck_assert_int_eq(firing.ended, firing.accepted);
}
END_TEST

void
laws_of_fork(TCase *tcase)
{
    tcase_add_test(tcase, the_child_lets_go_and_goes_on_by_hand);
    tcase_add_test(tcase, the_child_goes_on_with_a_context_of_its_own);
    tcase_add_loop_test(tcase, the_copy_of_the_context_leaves_the_childs_weir_alone, 0, 3);
    tcase_add_test(tcase, a_fork_under_fire_leaves_parent_and_child_whole);
}
