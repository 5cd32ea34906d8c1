/* SPDX-License-Identifier: MIT */
/* Laws of the pool: how many threads, how many works wait, and the threads of their own. Not of a system that gives none
 * (works_scarcity.c). */
#include "works.h"

/* Helpers. */

static void
all_go(void)
{
    for (int i = 0; i < works_made; i++)
        let_go(&works[i]);
}

static int
begun_so_far(void)
{
    int count = 0;
    for (int i = 0; i < works_made; i++)
        count += atomic_load(&works[i].begun);
    return count;
}

static bool
so_many_have_begun(void *count)
{
    return begun_so_far() >= *(int *)count;
}

static void
await_begun(int count)
{
    await(so_many_have_begun, &count);
}

/* Threads. */

START_TEST(threads_are_started_when_there_is_work_and_no_more_than_so_many)
{
    int wanted = 3;
    open_workers((struct weir_workers_options){.threads = (uint32_t)wanted});
    ck_assert_int_eq(given.started, 0);
    for (int i = 1; i <= wanted; i++) {
        begun(start_work(stay));
        ck_assert_int_eq(given.started, i);
    }
    for (int i = 0; i < wanted; i++)
        start_work(return_at_once);
    ck_assert_int_eq(given.started, wanted);
    all_go();
    run_until_all_done();
    for (int i = 0; i < 20; i++) {
        run_until_done(start_work(return_at_once));
        ck_assert_int_eq(given.started, wanted); /* they sleep, and are used again */
    }
    for (int i = wanted; i < works_made; i++) {
        bool one_of_them = false;
        for (int thread = 0; thread < wanted; thread++)
            one_of_them |= works[i].thread == works[thread].thread;
        ck_assert(one_of_them);
    }
}
END_TEST

START_TEST(a_pool_has_as_many_threads_as_processors_but_four_at_most)
{
    int wanted = processors() < 4 ? (int)processors() : 4;
    open_workers((struct weir_workers_options){0});
    for (int i = 0; i < 8; i++)
        start_work(stay);
    await_begun(wanted);
    ck_assert_int_eq(given.started, wanted);
    run_for(WEIR_MS(20));
    ck_assert_int_eq(begun_so_far(), wanted);
    all_go();
    run_until_all_done();
    ck_assert_int_eq(given.started, wanted);
}
END_TEST

static int
tell_the_name(struct weir_job *self, struct work *work)
{
    thread_name(work->data, THREAD_NAME_SIZE);
    return weir_done(self, NULL);
}

/* As far as this system shows names: what a thread that bears one is told of itself. */
static void *
tell_a_name(void *name)
{
    thread_name(name, THREAD_NAME_SIZE);
    return NULL;
}

START_TEST(threads_are_named)
{
    static char name[2][THREAD_NAME_SIZE], own[THREAD_NAME_SIZE];
    open_workers((struct weir_workers_options){.name = "loaders", .threads = 1});
    struct work *pool = a_work(tell_the_name), *alone = a_work(tell_the_name);
    pool->data = name[0];
    alone->data = name[1];
    struct weir_work start = work_of(alone);
    start.job.name = "server";
    start.dedicated = true;
    run_until_done(start_work_as(pool, work_of(pool)));
    run_until_done(start_work_as(alone, start));
    ck_assert_str_eq(given.thread[0].name, "loaders 1");
    ck_assert_str_eq(given.thread[1].name, "server");
    kit_join(kit_thread(tell_a_name, own));
    ck_assert_str_ne(own, "");
    ck_assert_str_ne(name[0], own);
    ck_assert_str_ne(name[1], own);
}
END_TEST

START_TEST(threads_of_workers_without_a_name_are_named_weir)
{
    open_workers((struct weir_workers_options){.threads = 2});
    begun(start_work(stay));
    begun(start_work(stay));
    ck_assert_str_eq(given.thread[0].name, "weir 1");
    ck_assert_str_eq(given.thread[1].name, "weir 2");
    all_go();
    run_until_all_done();
}
END_TEST

START_TEST(workers_that_had_no_work_had_no_thread)
{
    open_workers((struct weir_workers_options){.threads = 4});
    run_for(WEIR_MS(5));
    ck_assert_int_eq(given.started, 0);
    ck_assert_int_eq(weir_workers_free(workers, 0), 0);
    workers = NULL;
}
END_TEST

/* How many wait. */

START_TEST(as_many_works_wait_as_there_is_room_for)
{
    open_workers((struct weir_workers_options){.threads = 1, .capacity = 3});
    begun(start_work(stay));
    for (int i = 0; i < 3; i++)
        start_work(return_at_once);
    struct work *refused = a_work(return_at_once);
    for (int i = 0; i < 3; i++)
        refused_as(WEIR_EFULL, work_of(refused));
    ck_assert_int_eq(given.started, 1);
    start_dedicated(return_at_once); /* does not wait */
    all_go();
    run_until_all_done();
    run_until_done(start_work_as(refused, work_of(refused)));
}
END_TEST

START_TEST(a_work_that_is_cancelled_while_it_waits_makes_room)
{
    open_workers((struct weir_workers_options){.threads = 1, .capacity = 3});
    struct weir_scope *scope = a_scope();
    struct work *first = begun(start_work(stay));
    for (int round = 0; round < 4; round++) {
        struct work *queued[3];
        for (int i = 0; i < 3; i++)
            queued[i] = start_work_in(round == 3 ? scope : NULL, return_at_once);
        refused_as(WEIR_EFULL, work_of(queued[0]));
        if (round == 3)
            ck_assert_int_eq(weir_scope_cancel(scope), 0);
        for (int i = 0; i < 3 && round < 3; i++)
            cancel_work(queued[(round + i) % 3]); /* from the front, the middle and the end */
        for (int i = 0; i < 3; i++) {
            run_until_done(queued[i]);
            work_never_began(queued[i], WEIR_JOB_CANCELLED, WEIR_ECANCELLED);
        }
    }
    for (int i = 0; i < 3; i++)
        start_work(return_at_once);
    refused_as(WEIR_EFULL, work_of(first));
    let_go(first);
    run_until_all_done();
    weir_scope_free(scope);
}
END_TEST

START_TEST(a_work_joins_one_with_its_key_though_there_is_no_room)
{
    bool joined = false;
    open_workers((struct weir_workers_options){.threads = 1, .capacity = 1, .dedicated = 1});
    struct work *first = begun(start_work(stay)), *keyed = a_work(return_at_once), *twin;
    struct weir_work start = work_of(keyed), again;
    if (_i)
        begun(start_dedicated(stay));
    start.job.key = "the same";
    start_work_as(keyed, start);
    twin = a_work(return_at_once);
    refused_as(WEIR_EFULL, work_of(twin));
    again = work_of(twin);
    again.job.key = start.job.key;
    again.job.joined = &joined;
    again.dedicated = _i;
    int threads = given.started;
    ck_assert_int_eq(weir_work_start(workers, kit.w, &again), keyed->id);
    ck_assert(joined);
    ck_assert_int_eq(given.started, threads);
    ck_assert_int_eq(first->returned, 0);
    all_go();
    run_until_all_done();
    ck_assert_int_eq(twin->begun, 0);
}
END_TEST

/* Threads of their own. */

static void
start_own_at_end(struct work *work, const struct weir_job_info *info)
{
    (void)info;
    struct weir_work start = work_of(work->other);
    start.dedicated = true;
    start_work_as(work->other, start);
}

static void
hold_until_first_is_done(void)
{
    while (!atomic_load(&works[0].dones) && !atomic_load(&works_over))
        pause_a_little();
}

START_TEST(in_the_on_done_of_a_dedicated_work_its_place_is_free)
{
    open_workers((struct weir_workers_options){.dedicated = 1});
    ride_own_pump();
    struct work *work = a_work(stay);
    struct weir_work start = work_of(work);
    start.dedicated = true;
    work->other = a_work(return_at_once);
    work->at_end = start_own_at_end;
    begun(start_work_as(work, start));
    turn_until_asleep();
    at_next_wake = hold_until_first_is_done; /* its worker, which has just brought it back */
    let_go(work);
    turn_until_done(work);
    turn_until_done(work->other);
    work_completed(work->other);
}
END_TEST

static pthread_key_t farewell;
static struct work *parting; /* whose number is its starter's answer */

/* A destructor of a thread's variable. */
static void
start_at_parting(void *unused)
{
    (void)unused;
    add_one(&parting->asked);
    while (!atomic_load(&parting->go) && !atomic_load(&works_over))
        pause_a_little();
    struct weir_work start = work_of(parting);
    parting->id = weir_work_start(workers, kit.w, &start);
    add_one(&parting->go);
}

static int
say_farewell(struct weir_job *self, struct work *work)
{
    pthread_setspecific(farewell, work);
    return weir_done(self, NULL);
}

START_TEST(what_runs_when_a_thread_ends_may_start_works_and_nobody_waits_for_it)
{
    if (!system_calls_destructors()) {
        not_applicable(__func__, host->name, "nothing of a program's runs when a thread ends here");
        return;
    }
    ck_assert_int_eq(pthread_key_create(&farewell, start_at_parting), 0);
    parting = a_work(return_at_once);
    run_until_done(start_dedicated(say_farewell));
    await_reaches(&parting->asked, 1);
    run_until_done(start_dedicated(return_at_once));
    run_until_done(start_work(return_at_once));
    ck_assert_int_eq(parting->go, 0);
    let_go(parting);
    await_reaches(&parting->go, 2);
    ck_assert_int_gt(parting->id, 0);
    run_until_done(parting);
    pthread_key_delete(farewell);
}
END_TEST

START_TEST(a_dedicated_work_has_a_thread_of_its_own_and_never_the_pools)
{
    open_workers((struct weir_workers_options){.threads = 1, .dedicated = 2});
    struct work *pool = begun(start_work(stay)), *one = begun(start_dedicated(stay)),
                *two = begun(start_dedicated(stay)), *refused = a_work(return_at_once);
    struct weir_work start = work_of(refused);
    ck_assert(one->thread != two->thread && one->thread != pool->thread && two->thread != pool->thread);
    start.dedicated = true;
    refused_as(WEIR_EFULL, start);
    let_go(pool);
    run_until_done(pool);
    refused_as(WEIR_EFULL, start); /* though the pool has nothing to do */
    run_until_done(start_work(return_at_once));
    ck_assert_int_eq(refused->begun, 0);
    let_go(one);
    run_until_done(one);
    run_until_done(start_work_as(refused, start));
    ck_assert(refused->thread != pool->thread || given.started == 4);
    let_go(two);
    run_until_all_done();
}
END_TEST

START_TEST(dedicated_works_come_and_go)
{
    open_workers((struct weir_workers_options){.dedicated = 1});
    for (int i = 0; i < 30; i++)
        run_until_done(start_dedicated(return_at_once));
    ck_assert_int_eq(given.started, 30);
    ck_assert_int_le(given.alive, 30);
}
END_TEST

START_TEST(a_dedicated_work_needs_no_room)
{
    open_workers((struct weir_workers_options){.threads = 1, .capacity = 1});
    begun(start_work(stay));
    struct work *waits = start_work(return_at_once);
    run_until_done(start_dedicated(return_at_once));
    ck_assert_int_eq(waits->begun, 0);
    all_go();
    run_until_all_done();
}
END_TEST

/* Refusals. */

START_TEST(workers_that_cannot_be_are_EINVAL)
{
    static const struct weir_workers_options too_much[] = {
        {.threads = 1025}, {.dedicated = 1025}, {.capacity = (1u << 24) + 1}};
    for (int i = 0; i < 3; i++) {
        struct weir_workers *out = workers;
        ck_assert_int_eq(weir_workers_new(&out, &too_much[i]), WEIR_EINVAL);
        ck_assert_ptr_null(out);
    }
    struct weir_workers *out;
    ck_assert_int_eq(weir_workers_new(NULL, NULL), WEIR_EINVAL);
    ck_assert_int_eq(
        weir_workers_new(&out, &(struct weir_workers_options){.threads = 1024, .dedicated = 1024}), 0);
    ck_assert_int_eq(weir_workers_free(out, 0), 0);
    ck_assert_int_eq(weir_workers_new(&out, NULL), 0);
    ck_assert_int_eq(weir_workers_free(out, 0), 0);
}
END_TEST

START_TEST(a_work_that_cannot_be_is_EINVAL)
{
    struct work *work = a_work(return_at_once);
    const struct weir_work good = work_of(work);
    ck_assert_int_eq(weir_work_start(NULL, kit.w, &good), WEIR_EINVAL);
    ck_assert_int_eq(weir_work_start(workers, NULL, &good), WEIR_EINVAL);
    ck_assert_int_eq(weir_work_start(workers, kit.w, NULL), WEIR_EINVAL);
    struct weir_work bad[] = {good, good, good, good, good, good, good};
    bad[0].job.step = NULL;
    bad[1].job.delay = 1;
    bad[2].job.frames = 1;
    bad[3].job.frame_end = true;
    bad[4].job.timeout = -1;
    bad[5].job.info = "{";
    bad[6].job.key = "";
    for (int i = 0; i < (int)(sizeof bad / sizeof *bad); i++)
        refused_as(WEIR_EINVAL, bad[i]);
    ck_assert_int_eq(given.started, 0);
    ck_assert_int_eq(weir_job_next(kit.w, 0), 0);
}
END_TEST

START_TEST(a_work_in_a_scope_of_another_weir_is_EINVAL_and_in_a_cancelled_one_ECANCELLED)
{
    struct weir *other;
    struct weir_scope *foreign, *own = a_scope();
    ck_assert_int_eq(weir_new(&other, NULL), 0);
    ck_assert_int_eq(weir_scope_new(other, &foreign), 0);
    struct weir_work start = work_of(a_work(return_at_once));
    start.job.scope = foreign;
    refused_as(WEIR_EINVAL, start);
    start.job.scope = own;
    ck_assert_int_eq(weir_scope_cancel(own), 0);
    refused_as(WEIR_ECANCELLED, start);
    ck_assert_int_eq(given.started, 0);
    weir_scope_free(own);
    weir_scope_free(foreign);
    ck_assert_int_eq(weir_close(other, WEIR_DROP, 0), 0);
    weir_free(other);
}
END_TEST

void
laws_of_work_pools(Suite *suite)
{
    TCase *tcase = case_of_works(suite, "work pools");
    tcase_add_test(tcase, threads_are_started_when_there_is_work_and_no_more_than_so_many);
    tcase_add_test(tcase, a_pool_has_as_many_threads_as_processors_but_four_at_most);
    tcase_add_test(tcase, threads_are_named);
    tcase_add_test(tcase, threads_of_workers_without_a_name_are_named_weir);
    tcase_add_test(tcase, workers_that_had_no_work_had_no_thread);
    tcase_add_test(tcase, as_many_works_wait_as_there_is_room_for);
    tcase_add_test(tcase, a_work_that_is_cancelled_while_it_waits_makes_room);
    tcase_add_loop_test(tcase, a_work_joins_one_with_its_key_though_there_is_no_room, 0, 2);
    tcase_add_test(tcase, in_the_on_done_of_a_dedicated_work_its_place_is_free);
    tcase_add_test(tcase, what_runs_when_a_thread_ends_may_start_works_and_nobody_waits_for_it);
    tcase_add_test(tcase, a_dedicated_work_has_a_thread_of_its_own_and_never_the_pools);
    tcase_add_test(tcase, dedicated_works_come_and_go);
    tcase_add_test(tcase, a_dedicated_work_needs_no_room);
    tcase_add_test(tcase, workers_that_cannot_be_are_EINVAL);
    tcase_add_test(tcase, a_work_that_cannot_be_is_EINVAL);
    tcase_add_test(tcase, a_work_in_a_scope_of_another_weir_is_EINVAL_and_in_a_cancelled_one_ECANCELLED);
}
