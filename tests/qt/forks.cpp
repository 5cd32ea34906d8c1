/* SPDX-License-Identifier: MIT */
/* Laws of the child of a fork, whose application is the parent's. Not of fork in general: that is the kit's (tests/kit).
 *
 * The child may not use check, which would report to the wrong place: it ends with the number of the first thing that
 * was not as it should be, 0 if all was. */
#include "fixture.hpp"

#include <sys/wait.h>
#include <unistd.h>

namespace
{

constexpr int backlog = 5;
std::atomic<int> ran;

/* Helpers. */

void
in_child(int (*look)())
{
    pid_t child = fork();
    if (child == 0)
        _exit(look());
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 0);
}

void
open_with_backlog()
{
    ran = 0;
    ck_assert_int_eq(weir_qt_attach(w), 0);
    ck_assert(it_works());
    for (int i = 0; i < backlog; i++)
        ck_assert_int_eq(weir_post(w, add_one, &ran), 0);
}

/* In the child: lets go of the application, and goes on without it. */
int
go_on_by_hand()
{
    if (weir_fork_child(w, WEIR_FORK_KEEP) != WEIR_ESYSTEM)
        return 1;
    if (weir_detach(w) != WEIR_EDETACHED)
        return 2;
    if (weir_attach(w, nullptr, nullptr) != 0)
        return 3;
    if (weir_post(w, add_one, &ran) != 0)
        return 4;
    for (int i = 0; i < 100 && ran < backlog + 1; i++)
        if (weir_turn(w, nullptr, nullptr) < 0)
            return 5;
    return ran == backlog + 1 ? 0 : 6;
}

void
parent_goes_on()
{
    ck_assert(run_until([] { return ran == backlog; }));
    ck_assert(it_works());
}

/* Laws. */

START_TEST(the_child_lets_go_and_goes_on_by_hand)
{
    open_with_backlog();
    in_child(go_on_by_hand);
    parent_goes_on();
}
END_TEST

/* The copy of the parent's application is still there, and a child that has but one thread may run it or delete it. */

int
run_the_copy()
{
    int wrong = go_on_by_hand();
    if (wrong)
        return wrong;
    struct weir_stats before, after;
    weir_stats(w, &before);
    for (int i = 0; i < 20; i++)
        QCoreApplication::processEvents();
    weir_stats(w, &after);
    return before.turns == after.turns ? 0 : 7;
}

int
delete_the_copy()
{
    int wrong = go_on_by_hand();
    if (wrong)
        return wrong;
    app.reset();
    return weir_turn(w, nullptr, nullptr) == 0 ? 0 : 7; /* not the loss of what it is attached to now */
}

int
free_then_use_the_copy()
{
    int wrong = go_on_by_hand();
    if (wrong)
        return wrong;
    if (weir_close(w, WEIR_DROP, 0) != 0)
        return 7;
    weir_free(w);
    for (int i = 0; i < 20; i++)
        QCoreApplication::processEvents();
    app.reset();
    return 0;
}

START_TEST(the_copy_of_the_application_leaves_the_childs_weir_alone)
{
    static int (*const uses[])() = {run_the_copy, delete_the_copy, free_then_use_the_copy};
    open_with_backlog();
    in_child(uses[_i]);
    parent_goes_on();
}
END_TEST

int
drain_under_fire()
{
    if (weir_fork_child(w, WEIR_FORK_KEEP) != WEIR_ESYSTEM)
        return 1;
    if (weir_attach(w, nullptr, nullptr) != 0)
        return 2;
    if (weir_close(w, WEIR_DRAIN, WEIR_S(30)) != 0)
        return 3;
    weir_free(w);
    return 0;
}

START_TEST(a_fork_under_fire_leaves_parent_and_child_whole)
{
    ck_assert_int_eq(weir_qt_attach(w), 0);
    fire shots(w);
    for (int round = 0; round < 10; round++) {
        ck_assert(shots.goes_on());
        in_child(drain_under_fire);
    }
    shots.cease();
    ck_assert(it_works());
    ck_assert_int_eq(shots.ended, shots.accepted);
}
END_TEST

} // namespace

void
laws_of_fork(TCase *tcase)
{
    tcase_add_test(tcase, the_child_lets_go_and_goes_on_by_hand);
    tcase_add_loop_test(tcase, the_copy_of_the_application_leaves_the_childs_weir_alone, 0, 3);
    tcase_add_test(tcase, a_fork_under_fire_leaves_parent_and_child_whole);
}
