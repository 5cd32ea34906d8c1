/* SPDX-License-Identifier: MIT */
/* Laws of labels, of who is told that a scope is cancelled, and of those who hold one. Not of what is in it
 * (scopes.c, scope_trees.c). */
#include "jobs.h"

static struct weir_scope *
labelled(struct weir_scope *parent, const char *label)
{
    struct weir_scope *scope;
    ck_assert_int_eq(weir_scope_new_in(kit.w, parent, label, &scope), 0);
    return scope;
}

/* Labels. */

static void
label_is(struct weir_scope *scope, const char *label)
{
    struct weir_job_info info;
    char text[64];
    struct job *job = start_in(scope, end_at_once);
    ck_assert_int_eq(weir_job_get(kit.w, job->id, &info, text, sizeof text), 0);
    ck_assert_str_eq(info.label, label);
    run_until_ended(job);
}

START_TEST(the_label_of_a_scope_is_told_with_its_jobs)
{
    char words[] = "exports";
    struct weir_scope *scope = labelled(NULL, words), *plain = labelled(NULL, NULL),
                      *empty = labelled(NULL, "");
    struct weir_scope *cut = labelled(NULL, "0123456789012345678901234567890123456789");
    struct weir_scope *child = labelled(scope, NULL);
    memset(words, 'x', sizeof words - 1);
    label_is(scope, "exports");
    label_is(plain, "");
    label_is(empty, "");
    label_is(cut, "0123456789012345678901234567890");
    weir_scope_free(child);
    weir_scope_free(cut);
    weir_scope_free(empty);
    weir_scope_free(plain);
    weir_scope_free(scope);
}
END_TEST

START_TEST(scopes_of_one_label_are_cancelled_together)
{
    struct weir_scope *group[3] = {labelled(NULL, "a"), labelled(NULL, "a"), labelled(NULL, "a")};
    struct weir_scope *other = labelled(NULL, "b"), *longer = labelled(NULL, "aa"), *plain = a_scope();
    struct weir_scope *child = labelled(group[0], NULL);
    struct job *job = settled(start_in(child, sleep_long)), *left = settled(start_in(longer, sleep_long));
    ck_assert_int_eq(weir_scope_cancel_label(kit.w, "nobody"), 0);
    ck_assert_int_eq(weir_scope_cancel(group[1]), 0);
    ck_assert_int_eq(weir_scope_cancel_label(kit.w, "a"), 2);
    ck_assert_int_eq(weir_scope_cancel_label(kit.w, "a"), 0);
    for (int i = 0; i < 3; i++)
        ck_assert(weir_scope_is_cancelled(group[i]));
    ck_assert(weir_scope_is_cancelled(child));
    ck_assert(!weir_scope_is_cancelled(other) && !weir_scope_is_cancelled(longer));
    ck_assert(!weir_scope_is_cancelled(plain));
    run_until_ended(job);
    ended_as(job, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
    ck_assert_int_eq(left->dones, 0);
    struct weir_scope *later = labelled(NULL, "a"); /* the label is as good as before */
    ck_assert(!weir_scope_is_cancelled(later));
    ck_assert_int_eq(weir_scope_cancel_label(kit.w, "a"), 1);
    struct weir_scope *all[] = {child, group[0], group[1], group[2], other, longer, plain, later};
    for (int i = 0; i < 8; i++)
        weir_scope_free(all[i]);
    ck_assert_int_eq(weir_scope_cancel_label(kit.w, "b"), 0); /* it bears it no more */
}
END_TEST

/* What a scope bears is cut at a whole character. */
START_TEST(a_label_that_is_cut_inside_a_character_is_found_by_the_whole)
{
    static const char whole[] =
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xc3\xa9 more"; /* 30 bytes, and a character of 2 */
    static const char other[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xc3\xa9 more";
    char nothing[40]; /* bytes of no character: cut, none is left */
    memset(nothing, 0x80, sizeof nothing);
    nothing[sizeof nothing - 1] = '\0';
    struct weir_scope *scopes[] = {labelled(NULL, whole), labelled(NULL, other), labelled(NULL, nothing),
                                   a_scope()};
    ck_assert_int_eq(weir_scope_cancel_label(kit.w, nothing), 0); /* nor do those that bear none */
    ck_assert_int_eq(weir_scope_cancel_label(kit.w, whole), 1);
    ck_assert(weir_scope_is_cancelled(scopes[0]));
    ck_assert(!weir_scope_is_cancelled(scopes[1]));
    ck_assert_int_eq(weir_scope_cancel_label(kit.w, other), 1);
    ck_assert(!weir_scope_is_cancelled(scopes[2]) && !weir_scope_is_cancelled(scopes[3]));
    for (int i = 0; i < 4; i++)
        weir_scope_free(scopes[i]);
}
END_TEST

/* Who is told. */

static struct told {
    atomic_int times;
    bool on_loop_thread;
    uint64_t turn;
} told[8];

static void
be_told(void *arg)
{
    struct told *who = arg;
    who->on_loop_thread = weir_on_loop_thread(kit.w);
    who->turn = stats_now().turns;
    add_one(&who->times);
}

static void
tell_of(struct weir_scope *scope, struct told *who)
{
    ck_assert_int_eq(weir_scope_on_cancel(scope, be_told, who), 0);
}

static void
was_told_once(struct told *who)
{
    run_until_reaches(&who->times, 1);
    run_for(WEIR_MS(1));
    ck_assert_int_eq(who->times, 1);
    ck_assert(who->on_loop_thread);
}

static void
forget_told(void)
{
    memset(told, 0, sizeof told);
}

static int
cancel_it(void *scope)
{
    return weir_scope_cancel(scope);
}

START_TEST(a_cancel_is_told_once_on_the_loop_thread)
{
    struct weir_scope *scope = a_scope();
    for (int i = 0; i < 8; i++)
        tell_of(scope, &told[i]);
    run_for(WEIR_MS(1));
    ck_assert_int_eq(told[0].times, 0);
    if (_i)
        ck_assert_int_eq(ask_elsewhere(cancel_it, scope), 0);
    else
        ck_assert_int_eq(weir_scope_cancel(scope), 0);
    ck_assert_int_eq(told[0].times, 0); /* never inside the call */
    ck_assert_int_eq(weir_scope_cancel(scope), 0);
    for (int i = 0; i < 8; i++)
        was_told_once(&told[i]);
    weir_scope_free(scope);
    run_for(WEIR_MS(1));
    ck_assert_int_eq(told[0].times, 1);
}
END_TEST

START_TEST(the_cancel_of_a_parent_is_told_to_those_below)
{
    struct weir_scope *parent = a_scope(), *child = labelled(parent, NULL),
                      *grandchild = labelled(child, NULL);
    struct weir_scope *beside = a_scope();
    tell_of(parent, &told[0]);
    tell_of(child, &told[1]);
    tell_of(grandchild, &told[2]);
    tell_of(beside, &told[3]);
    ck_assert_int_eq(weir_scope_cancel(child), 0);
    was_told_once(&told[1]);
    was_told_once(&told[2]);
    ck_assert_int_eq(told[0].times, 0);
    ck_assert_int_eq(weir_scope_cancel(parent), 0);
    was_told_once(&told[0]);
    was_told_once(&told[1]);
    was_told_once(&told[2]);
    weir_scope_free(grandchild);
    weir_scope_free(child);
    weir_scope_free(parent);
    ck_assert_int_eq(told[3].times, 0);
    weir_scope_free(beside); /* that cancels it */
    was_told_once(&told[3]);
}
END_TEST

static void
ask_late(void *scope)
{
    told[1].turn = stats_now().turns;
    tell_of(scope, &told[0]);
    told[1].times = told[0].times;
}

START_TEST(who_asks_after_the_cancel_is_told_in_a_later_turn)
{
    struct weir_scope *scope = a_scope();
    ck_assert_int_eq(weir_scope_cancel(scope), 0);
    ck_assert_int_ge(weir_post(kit.w, ask_late, scope), 0);
    was_told_once(&told[0]);
    ck_assert_int_eq(told[1].times, 0);
    ck_assert_uint_gt(told[0].turn, told[1].turn);
    weir_scope_free(scope);
}
END_TEST

START_TEST(after_the_barrier_who_asked_has_been_told)
{
    struct weir_scope *scope = a_scope(), *child = labelled(scope, NULL);
    tell_of(scope, &told[0]);
    tell_of(child, &told[1]);
    if (_i)
        ck_assert_int_eq(weir_scope_cancel(scope), 0); /* it is on its way */
    ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
    ck_assert_int_eq(told[0].times, 1);
    ck_assert_int_eq(told[1].times, 1);
    ck_assert(told[0].on_loop_thread && told[1].on_loop_thread);
    run_for(WEIR_MS(1));
    weir_scope_free(child);
    weir_scope_free(scope);
    run_for(WEIR_MS(1));
    ck_assert_int_eq(told[0].times + told[1].times, 2);
}
END_TEST

START_TEST(a_close_tells_who_asked)
{
    struct weir_scope *scope = a_scope(), *asked = a_scope();
    tell_of(scope, &told[0]);
    tell_of(asked, &told[1]);
    ck_assert_int_eq(weir_scope_cancel(asked), 0);
    if (_i)
        lose_the_host();
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    ck_assert_int_eq(told[0].times, 1);
    ck_assert_int_eq(told[1].times, 1);
    ck_assert(told[0].on_loop_thread);
    ck_assert(weir_scope_is_cancelled(scope));
    weir_scope_free(scope);
    weir_scope_free(asked);
    ck_assert_int_eq(told[0].times + told[1].times, 2);
}
END_TEST

static void
cancel_another(void *scope)
{
    ck_assert_int_eq(weir_scope_cancel(scope), 0);
    add_one(&told[7].times);
}

START_TEST(who_is_told_may_cancel_and_free_others)
{
    struct weir_scope *scope = a_scope(), *other = a_scope();
    ck_assert_int_eq(weir_scope_on_cancel(scope, cancel_another, other), 0);
    tell_of(other, &told[0]);
    ck_assert_int_eq(weir_scope_cancel(scope), 0);
    was_told_once(&told[0]);
    ck_assert_int_eq(told[7].times, 1);
    ck_assert(weir_scope_is_cancelled(other));
    weir_scope_free(scope);
    weir_scope_free(other);
}
END_TEST

/* Who holds it. */

START_TEST(a_scope_that_is_held_stays_after_it_was_freed)
{
    static struct ledger ledger;
    memset(&ledger, 0, sizeof ledger);
    struct weir_scope *scope = a_scope(), *child = labelled(scope, NULL);
    struct weir_task task = ledger_task(&ledger);
    task.scope = scope;
    must_post(task);
    ck_assert_ptr_eq(weir_scope_hold(scope), scope);
    ck_assert_ptr_eq(weir_scope_hold(scope), scope);
    weir_scope_free(scope);
    ck_assert(weir_scope_is_cancelled(scope));
    ck_assert(weir_scope_is_cancelled(child));
    run_until_reaches(&ledger.cancelled, 1);
    weir_scope_release(scope);
    ck_assert_int_eq(weir_scope_cancel(scope), 0);
    weir_scope_free(child);
    weir_scope_release(scope);
    ledger_is(&ledger, 0, 1, 0);
}
END_TEST

START_TEST(a_scope_that_is_held_outlives_its_weir)
{
    struct weir_scope *scope = a_scope(), *child = labelled(scope, "held too");
    weir_scope_hold(scope);
    weir_scope_hold(child);
    if (_i)
        ck_assert_int_eq(weir_scope_cancel(scope), 0);
    weir_scope_free(scope);
    weir_scope_free(child);
    kit_close();
    ck_assert(weir_scope_is_cancelled(scope));
    ck_assert(weir_scope_is_cancelled(child));
    ck_assert_int_eq(weir_scope_cancel(scope), 0);
    ck_assert_int_eq(weir_scope_cancel(child), 0);
    weir_scope_release(scope);
    weir_scope_release(child);
    kit_open(NULL);
}
END_TEST

/* Threads that hold one scope, cancel it and let go, while its owner frees it. */
static void *
cancel_and_let_go(void *scope)
{
    weir_scope_cancel(scope);
    bool cancelled = weir_scope_is_cancelled(scope);
    weir_scope_release(scope);
    return cancelled ? NULL : scope;
}

START_TEST(the_last_to_let_go_ends_a_scope_whoever_that_is)
{
    for (int round = 0; round < 20; round++) {
        struct weir_scope *scope = a_scope(), *child = labelled(scope, NULL);
        struct job *job = start_in(child, sleep_long);
        pthread_t threads[2];
        for (int i = 0; i < 2; i++)
            threads[i] = kit_thread(cancel_and_let_go, weir_scope_hold(scope));
        weir_scope_free(scope);
        weir_scope_free(child);
        run_until_ended(job);
        for (int i = 0; i < 2; i++)
            ck_assert_ptr_null(kit_join(threads[i]));
        ck_assert_int_eq(job->end.status, WEIR_JOB_CANCELLED);
    }
}
END_TEST

void
laws_of_scope_calls(Suite *suite)
{
    TCase *tcase = case_of_jobs(suite, "scope calls");
    tcase_add_checked_fixture(tcase, forget_told, NULL);
    tcase_add_test(tcase, the_label_of_a_scope_is_told_with_its_jobs);
    tcase_add_test(tcase, scopes_of_one_label_are_cancelled_together);
    tcase_add_test(tcase, a_label_that_is_cut_inside_a_character_is_found_by_the_whole);
    tcase_add_loop_test(tcase, a_cancel_is_told_once_on_the_loop_thread, 0, 2);
    tcase_add_test(tcase, the_cancel_of_a_parent_is_told_to_those_below);
    tcase_add_test(tcase, who_asks_after_the_cancel_is_told_in_a_later_turn);
    tcase_add_loop_test(tcase, after_the_barrier_who_asked_has_been_told, 0, 2);
    tcase_add_loop_test(tcase, a_close_tells_who_asked, 0, 2);
    tcase_add_test(tcase, who_is_told_may_cancel_and_free_others);
    tcase_add_test(tcase, a_scope_that_is_held_stays_after_it_was_freed);
    tcase_add_loop_test(tcase, a_scope_that_is_held_outlives_its_weir, 0, 2);
    tcase_add_test(tcase, the_last_to_let_go_ends_a_scope_whoever_that_is);
}
