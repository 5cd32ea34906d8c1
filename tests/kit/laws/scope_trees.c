/* SPDX-License-Identifier: MIT */
/* Laws of trees of scopes: what is said of a scope holds for those in it. Not of one scope by itself (scopes.c), nor of
 * labels and of who is told of a cancel (scope_calls.c). */
#include "jobs.h"

#include <stdlib.h>

/* Fixture: a root, three scopes in it and three in each of those; a job and two tasks in each. */

enum {
    BRANCHES = 3,
    MIDDLE = 1,                 /* the first of those in the root */
    LEAVES = MIDDLE + BRANCHES, /* the first of those in them */
    SCOPES = LEAVES + BRANCHES * BRANCHES
};

static struct tree {
    struct weir_scope *scope[SCOPES];
    struct job *job[SCOPES];
    struct ledger ready[SCOPES], delayed[SCOPES];
} tree;

static int
parent_of(int i)
{
    return (i - 1) / BRANCHES;
}

/* Is i that one, or in it? */
static bool
is_in(int i, int that)
{
    while (i > that)
        i = parent_of(i);
    return i == that;
}

static void
post_in(int i)
{
    struct weir_task task = ledger_task(&tree.ready[i]);
    task.scope = tree.scope[i];
    task.lane = WEIR_BACKGROUND;
    must_post(task);
    task.arg = &tree.delayed[i];
    task.delay = WEIR_S(3600);
    must_post(task);
}

static void
grow(void)
{
    memset(&tree, 0, sizeof tree);
    for (int i = 0; i < SCOPES; i++) {
        struct weir_scope *parent = i ? tree.scope[parent_of(i)] : NULL;
        ck_assert_int_eq(weir_scope_new_in(kit.w, parent, NULL, &tree.scope[i]), 0);
        tree.job[i] = start_in(tree.scope[i], sleep_long);
    }
    for (int i = 0; i < SCOPES; i++)
        settled(tree.job[i]);
    for (int i = 0; i < SCOPES; i++)
        post_in(i);
}

static void
fell(void)
{
    for (int i = 0; i < SCOPES; i++)
        if (tree.scope[i])
            weir_scope_free(tree.scope[i]);
}

static void
cancelled_is(int that)
{
    for (int i = 0; i < SCOPES; i++)
        if (tree.scope[i])
            ck_assert_int_eq(weir_scope_is_cancelled(tree.scope[i]), is_in(i, that));
}

/* Of those in that one; nothing of the rest has ended but what was ready, if it had its turn. */
static void
ended_is(int that, bool rest_ran)
{
    for (int i = 0; i < SCOPES; i++) {
        bool in = is_in(i, that);
        ck_assert_int_eq(tree.job[i]->dones, in);
        ledger_is(&tree.ready[i], !in && rest_ran, in, 0);
        if (in)
            ended_as(tree.job[i], WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
    }
}

static const int cut_at[] = {0, MIDDLE, MIDDLE + 1, LEAVES, SCOPES - 1};

enum {
    CUTS = 5
};

START_TEST(a_cancel_reaches_all_that_is_below_and_nothing_else)
{
    int that = cut_at[_i];
    grow();
    ck_assert_int_eq(weir_scope_cancel(tree.scope[that]), 0);
    cancelled_is(that);
    for (int i = 0; i < SCOPES; i++) {
        struct weir_task task = ledger_task(&tree.ready[i]);
        task.scope = tree.scope[i];
        if (is_in(i, that))
            ck_assert_int_eq(weir_post_task(kit.w, &task, NULL), WEIR_ECANCELLED);
        ck_assert_int_eq(tree.ready[i].cancelled, 0); /* never inside the call */
    }
    for (int i = 0; i < SCOPES; i++) {
        if (is_in(i, that))
            run_until_ended(tree.job[i]);
        run_until_reaches(is_in(i, that) ? &tree.ready[i].cancelled : &tree.ready[i].run, 1);
    }
    ended_is(that, true);
    fell();
}
END_TEST

START_TEST(the_barrier_leaves_nothing_of_all_that_is_below_and_the_rest_alone)
{
    int that = cut_at[_i];
    grow();
    ck_assert_int_eq(weir_scope_barrier(tree.scope[that], 0), 0);
    cancelled_is(that);
    ended_is(that, false);
    for (int i = 0; i < SCOPES; i++)
        ledger_is(&tree.delayed[i], 0, is_in(i, that), 0);
    fell();
}
END_TEST

static void
cancelled_is_after_free(int first, int second)
{
    tree.scope[first] = tree.scope[second] = NULL;
    for (int i = 0; i < SCOPES; i++)
        if (tree.scope[i])
            ck_assert_int_eq(weir_scope_is_cancelled(tree.scope[i]), is_in(i, first) || is_in(i, second));
}

START_TEST(a_scope_that_is_freed_cancels_those_in_it_which_stay)
{
    grow();
    weir_scope_free(tree.scope[MIDDLE]);
    weir_scope_free(tree.scope[SCOPES - 1]); /* in which there is none */
    cancelled_is_after_free(MIDDLE, SCOPES - 1);
    int child = MIDDLE * BRANCHES + 1;
    ck_assert_int_eq(weir_scope_cancel(tree.scope[child]), 0); /* it is the caller's yet */
    ck_assert_int_eq(weir_scope_barrier(tree.scope[child], 0), 0);
    ck_assert_int_eq(weir_scope_barrier(tree.scope[0], 0),
                     0); /* and what was freed is waited for all the same */
    ended_is(0, false);
    fell();
}
END_TEST

static int
cancel_elsewhere(void *scope)
{
    return weir_scope_cancel(scope);
}

START_TEST(a_tree_may_be_cancelled_from_another_thread)
{
    grow();
    ck_assert_int_eq(ask_elsewhere(cancel_elsewhere, tree.scope[MIDDLE]), 0);
    cancelled_is(MIDDLE);
    for (int i = 0; i < SCOPES; i++) {
        if (is_in(i, MIDDLE))
            run_until_ended(tree.job[i]);
        run_until_reaches(is_in(i, MIDDLE) ? &tree.ready[i].cancelled : &tree.ready[i].run, 1);
    }
    ended_is(MIDDLE, true);
    fell();
}
END_TEST

START_TEST(the_barrier_waits_for_a_post_under_way_below)
{
    grow();
    ck_assert_int_eq(scope_enter(tree.scope[LEAVES]), 0); /* as a poster that sleeps right here */
    ck_assert_int_eq(weir_scope_barrier(tree.scope[0], 0), WEIR_ETIMEOUT);
    ck_assert_int_eq(weir_scope_barrier(tree.scope[MIDDLE + 1], 0), 0); /* it is not below this */
    ck_assert_int_eq(weir_scope_barrier(tree.scope[MIDDLE], 0), WEIR_ETIMEOUT);
    scope_leave(tree.scope[LEAVES]);
    ck_assert_int_eq(weir_scope_barrier(tree.scope[0], 0), 0);
    fell();
}
END_TEST

/* Threads that grow trees and cut them, beside one another. */

static struct ledger grown;

enum {
    GROWERS = 4,
    ROUNDS = 60
};

static void *
grow_and_cut(void *root)
{
    for (int round = 0; round < ROUNDS; round++) {
        struct weir_scope *middle, *leaf;
        if (weir_scope_new_in(kit.w, root, "grown", &middle) != 0)
            return root;
        if (weir_scope_new_in(kit.w, middle, NULL, &leaf) != 0)
            return root;
        struct weir_task task = ledger_task(&grown);
        task.scope = leaf;
        if (weir_post_task(kit.w, &task, NULL) < 0)
            return root;
        weir_scope_cancel(round % 2 ? middle : leaf);
        if (!weir_scope_is_cancelled(leaf))
            return root;
        weir_scope_free(round % 3 ? middle : leaf);
        weir_scope_free(round % 3 ? leaf : middle);
    }
    return NULL;
}

START_TEST(threads_may_grow_and_cut_below_one_root)
{
    struct weir_scope *root = a_scope();
    pthread_t threads[GROWERS];
    memset(&grown, 0, sizeof grown);
    for (int i = 0; i < GROWERS; i++)
        threads[i] = kit_thread(grow_and_cut, root);
    for (int i = 0; i < GROWERS; i++)
        ck_assert_ptr_null(kit_join(threads[i]));
    ck_assert(!weir_scope_is_cancelled(root));
    ck_assert_int_eq(weir_scope_barrier(root, 0), 0);
    ledger_is(&grown, 0, GROWERS * ROUNDS, 0);
    weir_scope_free(root);
}
END_TEST

/* Deep and wide. In a thread of its own, whose stack is too small for a call in a call in a call. */

enum {
    GREAT = 100000,
    SMALL_STACK = 256 * 1024
};

struct forest {
    bool deep, from_top; /* how it is planted, and freed */
    struct weir *w;
    struct weir_scope **scope;
    atomic_int ended, told, dropped;
    const char *failed; /* the first thing that was not as it should be */
};

static int
sleep_there(struct weir_job *self, void *unused)
{
    (void)unused;
    return weir_after(self, WEIR_S(3600));
}

static void
ends_there(void *arg, const struct weir_job_info *info)
{
    struct forest *forest = arg;
    if (info->status == WEIR_JOB_CANCELLED)
        add_one(&forest->ended);
}

static void
told_there(void *arg)
{
    add_one(&((struct forest *)arg)->told);
}

static void
dropped_there(void *arg, int why)
{
    if (why == WEIR_ECANCELLED)
        add_one(&((struct forest *)arg)->dropped);
}

static const char *
plant(struct forest *forest)
{
    for (int i = 0; i < GREAT; i++) {
        struct weir_scope *parent = i == 0 ? NULL : forest->scope[forest->deep ? i - 1 : 0];
        if (weir_scope_new_in(forest->w, parent, NULL, &forest->scope[i]) != 0)
            return "new";
    }
    struct weir_scope *last = forest->scope[GREAT - 1];
    if (weir_scope_on_cancel(last, told_there, forest) != 0)
        return "on_cancel";
    struct weir_job_spec spec = {.step = sleep_there, .on_done = ends_there, .arg = forest, .scope = last};
    if (weir_job_start(forest->w, &spec) <= 0)
        return "start";
    weir_turn(forest->w, NULL, NULL);
    struct weir_task task = {.run = add_one, .drop = dropped_there, .arg = forest, .scope = last};
    if (weir_post_task(forest->w, &task, NULL) < 0)
        return "post";
    return NULL;
}

static const char *
cut_down(struct forest *forest)
{
    if (weir_scope_is_cancelled(forest->scope[GREAT - 1]))
        return "cancelled before";
    if (weir_scope_cancel(forest->scope[0]) != 0)
        return "cancel";
    for (int i = 0; i < GREAT; i++)
        if (!weir_scope_is_cancelled(forest->scope[i]))
            return "not cancelled";
    if (weir_scope_barrier(forest->scope[0], WEIR_S(10)) != 0)
        return "barrier";
    if (forest->ended != 1 || forest->told != 1 || forest->dropped != 1)
        return "something is left";
    for (int i = 0; i < GREAT; i++)
        weir_scope_free(forest->scope[forest->from_top ? i : GREAT - 1 - i]);
    return NULL;
}

static void *
plant_and_cut_down(void *arg)
{
    struct forest *forest = arg;
    if (weir_attach(forest->w, NULL, NULL) != 0)
        forest->failed = "attach";
    if (!forest->failed)
        forest->failed = plant(forest);
    if (!forest->failed)
        forest->failed = cut_down(forest);
    if (!forest->failed && weir_close(forest->w, WEIR_DROP, WEIR_FOREVER) != 0)
        forest->failed = "close";
    return NULL;
}

START_TEST(a_tree_may_be_a_hundred_thousand_deep_or_wide)
{
    NEEDS(HOST_IS_VIRTUAL, "it is the same on every host, and takes long");
    struct forest forest = {.deep = _i % 2, .from_top = _i / 2};
    pthread_t thread;
    pthread_attr_t small;
    forest.scope = calloc(GREAT, sizeof(void *));
    ck_assert_ptr_nonnull(forest.scope);
    ck_assert_int_eq(weir_new(&forest.w, NULL), 0);
    ck_assert_int_eq(pthread_attr_init(&small), 0);
    ck_assert_int_eq(pthread_attr_setstacksize(&small, SMALL_STACK), 0);
    ck_assert_int_eq(pthread_create(&thread, &small, plant_and_cut_down, &forest), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    pthread_attr_destroy(&small);
    ck_assert_msg(!forest.failed, "%s", forest.failed);
    weir_free(forest.w);
    free(forest.scope);
}
END_TEST

void
laws_of_scope_trees(Suite *suite)
{
    TCase *tcase = case_of_jobs(suite, "scope trees");
    tcase_add_loop_test(tcase, a_cancel_reaches_all_that_is_below_and_nothing_else, 0, CUTS);
    tcase_add_loop_test(tcase, the_barrier_leaves_nothing_of_all_that_is_below_and_the_rest_alone, 0, CUTS);
    tcase_add_test(tcase, a_scope_that_is_freed_cancels_those_in_it_which_stay);
    tcase_add_test(tcase, a_tree_may_be_cancelled_from_another_thread);
    tcase_add_test(tcase, the_barrier_waits_for_a_post_under_way_below);
    tcase_add_test(tcase, threads_may_grow_and_cut_below_one_root);
    tcase_add_loop_test(tcase, a_tree_may_be_a_hundred_thousand_deep_or_wide, 0, 4);
    laws_of_scope_calls(suite);
}
