/* SPDX-License-Identifier: MIT */
/* Laws of the turn: where tasks run, what ends a turn, and what it answers. Not in which order they run (order.c). */
#include "kit.h"

/* Helpers. */

static void
post_many(weir_fn *run, void *arg, int count)
{
    for (int i = 0; i < count; i++)
        ck_assert_int_eq(weir_post(kit.w, run, arg), 0);
}

static int
turn_of(int64_t time, int64_t tasks)
{
    return weir_turn(kit.w, &(struct weir_budget){time, tasks}, NULL);
}

static void
work_1_ms(void *counter)
{
    burn(WEIR_MS(1));
    add_one(counter);
}

/* A task that posts itself again until it is told to stop. */
struct reposter {
    atomic_int runs;
    bool stop;
};

static void
repost(void *arg)
{
    struct reposter *reposter = arg;
    add_one(&reposter->runs);
    if (!reposter->stop)
        weir_post(kit.w, repost, reposter);
}

/* The laws. */

static pthread_t loop_thread;
static atomic_int ran_right;

static void
look_where_it_runs(void *arg)
{
    (void)arg;
    bool right =
        pthread_equal(pthread_self(), loop_thread) && weir_on_loop_thread(kit.w) && weir_current() == kit.w;
    atomic_store(&ran_right, right ? 1 : -1);
}

static void *
post_from_here(void *arg)
{
    (void)arg;
    weir_post(kit.w, look_where_it_runs, NULL);
    return weir_on_loop_thread(kit.w) || weir_current() ? kit.w : NULL;
}

START_TEST(runs_on_the_loop_thread)
{
    loop_thread = pthread_self();
    atomic_store(&ran_right, 0);
    ck_assert_ptr_null(kit_join(kit_thread(post_from_here, NULL)));
    run_until_idle();
    ck_assert_int_eq(atomic_load(&ran_right), 1);
    ck_assert_ptr_null(weir_current());
}
END_TEST

static void
post_and_look(void *arg)
{
    atomic_int *runs = arg;
    for (enum weir_lane lane = WEIR_URGENT; lane <= WEIR_BACKGROUND; lane++) {
        int before = atomic_load(runs);
        struct weir_task task = {.run = add_one, .arg = runs, .lane = lane};
        ck_assert_int_eq(weir_post_task(kit.w, &task, NULL), 0);
        ck_assert_int_eq(atomic_load(runs), before);
    }
}

START_TEST(never_inside_post)
{
    atomic_int runs = 0;
    post_and_look(&runs);
    ck_assert_int_eq(weir_post(kit.w, post_and_look, &runs), 0);
    ck_assert_int_eq(atomic_load(&runs), 0);
    run_until_reaches(&runs, 6);
    run_until_idle();
    ck_assert_int_eq(atomic_load(&runs), 6);
}
END_TEST

START_TEST(a_budget_of_n_runs_exactly_n)
{
    atomic_int runs = 0;
    post_many(add_one, &runs, 10);
    ck_assert_int_eq(turn_of(0, 3), 3);
    ck_assert_int_eq(atomic_load(&runs), 3);
    ck_assert_int_eq(turn_of(0, 1), 1);
    ck_assert_int_eq(turn_of(0, 100), 6);
    ck_assert_int_eq(turn_of(0, 100), 0);
    ck_assert_int_eq(atomic_load(&runs), 10);
}
END_TEST

/* The most tasks that one turn ended, and what all ended together. */
struct longest {
    int64_t most, all;
    int turns, unwatched; /* so many turns at the beginning do not count */
};

static void
keep_longest(void *self, const struct weir_event *event)
{
    struct longest *longest = self;
    if (event->kind != WEIR_TURN_END || longest->unwatched-- > 0)
        return;
    longest->turns += event->count > 0;
    longest->all += event->count;
    if (event->count > longest->most)
        longest->most = event->count;
}

START_TEST(a_turn_of_the_host_keeps_to_the_budget_of_the_options)
{
    atomic_int runs = 0;
    struct longest longest = {.most = 0};
    kit_close();
    kit_open(&(struct weir_options){.budget = {WEIR_FOREVER, 5}});
    ck_assert_int_eq(weir_observe(kit.w, keep_longest, &longest), 0);
    post_many(add_one, &runs, 23);
    run_until_reaches(&runs, 23);
    run_until_idle();
    ck_assert_int_eq(longest.all, 23);
    ck_assert_int_eq(longest.most, 5);
    if (!(host->can & HOST_SHOWS_BUSY) || (host->can & HOST_IS_VIRTUAL))
        ck_assert_int_eq(longest.turns, 5); /* a busy host may take its time in more */
}
END_TEST

START_TEST(a_time_budget_ends_the_turn)
{
    atomic_int runs = 0;
    post_many(work_1_ms, &runs, 20);
    int first = turn_of(WEIR_MS(3), 0);
    ck_assert_int_eq(atomic_load(&runs), first);
    ck_assert_int_ge(first, 1);
    ck_assert_int_le(first, 3); /* each takes a millisecond at least, and may be held up for longer */
    if (host->can & HOST_IS_VIRTUAL)
        ck_assert_int_eq(first, 3);
    run_until_reaches(&runs, 20);
}
END_TEST

START_TEST(of_two_limits_the_first_ends_the_turn)
{
    atomic_int runs = 0;
    post_many(work_1_ms, &runs, 20);
    ck_assert_int_eq(turn_of(WEIR_S(1000), 2), 2);
    ck_assert_int_le(turn_of(WEIR_MS(2), 15), 2);
}
END_TEST

START_TEST(at_least_one_ready_task_runs)
{
    atomic_int runs = 0;
    post_many(work_1_ms, &runs, 3);
    ck_assert_int_eq(turn_of(1, 0), 1);
    ck_assert_int_eq(turn_of(1, 1000), 1);
    ck_assert_int_eq(atomic_load(&runs), 2);
}
END_TEST

START_TEST(a_self_reposting_task_does_not_hold_the_loop)
{
    struct reposter reposter = {.stop = false};
    atomic_int events = 0;
    ck_assert_int_eq(weir_post(kit.w, repost, &reposter), 0);
    ck_assert_int_eq(turn_of(WEIR_FOREVER, INT64_MAX), 1);
    for (int event = 1; event <= 10; event++) {
        host->post(kit.loop, add_one, &events);
        run_until_reaches(&events, event);
        run_until_reaches(&reposter.runs, atomic_load(&reposter.runs) + 1);
    }
    reposter.stop = true;
    run_until_idle();
}
END_TEST

START_TEST(a_budget_without_a_limit_is_refused)
{
    static const struct weir_budget refused[] = {{0, 0}, {-1, 0}, {0, -1}, {WEIR_MS(1), -1}, {-1, 10}};
    atomic_int runs = 0;
    post_many(add_one, &runs, 2);
    uint64_t turns = stats_now().turns;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct weir_next next = {1, 1};
        ck_assert_int_eq(weir_turn(kit.w, &refused[i], &next), WEIR_EINVAL);
        ck_assert(next.earliest_ns == INT64_MAX && next.latest_ns == INT64_MAX);
    }
    ck_assert_int_eq(atomic_load(&runs), 0);
    ck_assert_uint_eq(stats_now().turns, turns);
    run_until_reaches(&runs, 2);
}
END_TEST

/* What a turn answers. */

static struct weir_next
answer_of(struct weir *w, int expected)
{
    struct weir_next next = {1, 1};
    ck_assert_int_eq(weir_turn(w, &(struct weir_budget){0, 1}, &next), expected);
    return next;
}

static void
ck_assert_never(struct weir_next next)
{
    ck_assert_int_eq(next.earliest_ns, INT64_MAX);
    ck_assert_int_eq(next.latest_ns, INT64_MAX);
}

static void *
turn_from_here(void *arg)
{
    struct weir_next *next = arg;
    return weir_turn(kit.w, NULL, next) == WEIR_ETHREAD ? NULL : kit.w;
}

static void
turn_inside(void *arg)
{
    int64_t began = weir_now();
    *(struct weir_next *)arg = answer_of(kit.w, WEIR_EBUSY);
    struct weir_next *next = arg;
    ck_assert_int_eq(next->earliest_ns, next->latest_ns);
    ck_assert_int_le(next->earliest_ns, began + WEIR_S(1)); /* counted from the task's start */
    ck_assert_int_gt(next->earliest_ns, began);
}

START_TEST(next_is_always_written)
{
    struct weir_next next = {1, 1};
    ck_assert_int_eq(weir_turn(NULL, NULL, &next), WEIR_EINVAL);
    ck_assert_never(next);
    ck_assert_never(answer_of(kit.w, 0));
    next = (struct weir_next){1, 1};
    ck_assert_ptr_null(kit_join(kit_thread(turn_from_here, &next)));
    ck_assert_never(next);
    next = (struct weir_next){1, 1};
    ck_assert_int_eq(weir_post(kit.w, turn_inside, &next), 0);
    ck_assert_never(answer_of(kit.w, 1));
    ck_assert_int_ne(next.latest_ns, 1);
    ck_assert_int_eq(weir_detach(kit.w), 0);
    ck_assert_never(answer_of(kit.w, WEIR_EDETACHED));
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, 0), 0);
    ck_assert_never(answer_of(kit.w, WEIR_ECLOSED));
}
END_TEST

START_TEST(an_answer_names_the_next_deadline)
{
    atomic_int runs = 0;
    int64_t before = weir_now();
    struct weir_task task = {.run = add_one, .arg = &runs, .delay = WEIR_S(10)};
    ck_assert_int_eq(weir_post_task(kit.w, &task, NULL), 0);
    int64_t after = weir_now();
    struct weir_next next = answer_of(kit.w, 0);
    ck_assert_int_ge(next.earliest_ns, before + task.delay);
    ck_assert_int_le(next.earliest_ns, after + task.delay);
    ck_assert_int_ge(next.latest_ns, next.earliest_ns);
}
END_TEST

START_TEST(an_answer_is_prompt_until_the_streak_is_used_up)
{
    NEEDS(HOST_IS_VIRTUAL, "its clock cannot be stepped");
    atomic_int runs = 0;
    post_many(work_1_ms, &runs, 20);
    for (int turn = 1; turn < 4; turn++) { /* the weir's own budget is 4 ms */
        struct weir_next next = answer_of(kit.w, 1);
        ck_assert_int_eq(next.earliest_ns, weir_now());
        ck_assert_int_eq(next.latest_ns, weir_now());
    }
    struct weir_next next = answer_of(kit.w, 1);
    ck_assert_int_eq(next.earliest_ns, weir_now());
    ck_assert_int_eq(next.latest_ns, weir_now() + WEIR_MS(50));
    ck_assert_int_eq(answer_of(kit.w, 1).latest_ns, weir_now()); /* a new streak */
    host->pass(kit.loop, WEIR_MS(2));
    for (int turn = 1; turn < 4; turn++) /* another: the gap was over a millisecond */
        ck_assert_int_eq(answer_of(kit.w, 1).latest_ns, weir_now());
    ck_assert_int_gt(answer_of(kit.w, 1).latest_ns, weir_now());
}
END_TEST

START_TEST(a_busy_host_shortens_the_turn)
{
    NEEDS(HOST_IS_VIRTUAL | HOST_SHOWS_BUSY, "its clock cannot be stepped, or it cannot tell");
    atomic_int runs = 0, events = 0;
    post_many(work_1_ms, &runs, 20);
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), 4);
    host->post(kit.loop, add_one, &events);
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), 1);
    run_until_reaches(&events, 1);
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), 4);
}
END_TEST

/* Two weirs. */

static bool
has_either_run_20(void *arg)
{
    atomic_int *runs = arg;
    return atomic_load(&runs[0]) >= 20 || atomic_load(&runs[1]) >= 20;
}

START_TEST(two_weirs_on_one_loop_share_it)
{
    struct weir_options patient = {.max_latency =
                                       WEIR_S(10)}; /* the division lasts twice as long unrenewed */
    struct longest first = {.unwatched = 1}, second = {.unwatched = 1};
    atomic_int runs[2] = {0, 0};
    struct weir *other;
    kit_close();
    kit_open(&patient);
    run_until_idle();
    ck_assert_int_eq(weir_new(&other, &patient), 0);
    ck_assert_int_eq(host->attach(kit.loop, other), 0);
    ck_assert_int_eq(weir_observe(kit.w, keep_longest, &first), 0);
    ck_assert_int_eq(weir_observe(other, keep_longest, &second), 0);
    for (int i = 0; i < 30; i++) {
        ck_assert_int_eq(weir_post(kit.w, work_1_ms, &runs[0]), 0);
        ck_assert_int_eq(weir_post(other, work_1_ms, &runs[1]), 0);
    }
    run_until(has_either_run_20, runs);
    ck_assert_int_ge(atomic_load(&runs[0]), 5);
    ck_assert_int_ge(atomic_load(&runs[1]), 5);
    ck_assert_int_ge(first.most, 1);
    ck_assert_int_le(first.most, 2); /* of the 4 ms of each, half */
    ck_assert_int_ge(second.most, 1);
    ck_assert_int_le(second.most, 2);
    ck_assert_int_eq(weir_close(other, WEIR_DROP, LIMIT), 0);
    weir_free(other);
}
END_TEST

START_TEST(at_least_one_task_runs_however_thin_the_share)
{
    struct weir_options thin = {.budget = {.time = 1}, .max_latency = WEIR_S(10)};
    atomic_int runs = 0;
    struct weir *other;
    kit_close();
    kit_open(&thin);
    ck_assert_int_eq(weir_new(&other, &thin), 0);
    ck_assert_int_eq(host->attach(kit.loop, other), 0);
    post_many(work_1_ms, &runs, 3);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(weir_post(other, work_1_ms, &runs), 0);
    for (int i = 0; i < 2; i++) { /* from the second turn on half a nanosecond is left */
        ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), 1);
        ck_assert_int_eq(weir_turn(other, NULL, NULL), 1);
    }
    ck_assert_int_eq(weir_close(other, WEIR_DROP, LIMIT), 0);
    weir_free(other);
}
END_TEST

START_TEST(a_closed_weir_takes_no_share)
{
    NEEDS(HOST_IS_VIRTUAL, "its clock cannot be stepped");
    atomic_int runs = 0;
    struct weir *other;
    ck_assert_int_eq(weir_new(&other, NULL), 0);
    ck_assert_int_eq(host->attach(kit.loop, other), 0);
    post_many(work_1_ms, &runs, 20);
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(weir_post(other, work_1_ms, &runs), 0);
    ck_assert_int_eq(weir_turn(other, &(struct weir_budget){0, 1}, NULL), 1); /* leaves one behind */
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), 2);
    ck_assert_int_eq(weir_close(other, WEIR_DROP, LIMIT), 0);
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), 4);
    weir_free(other);
}
END_TEST

void
laws_of_turns(Suite *suite)
{
    TCase *tcase = kit_case(suite, "turns");
    tcase_add_test(tcase, runs_on_the_loop_thread);
    tcase_add_test(tcase, never_inside_post);
    tcase_add_test(tcase, a_budget_of_n_runs_exactly_n);
    tcase_add_test(tcase, a_turn_of_the_host_keeps_to_the_budget_of_the_options);
    tcase_add_test(tcase, a_time_budget_ends_the_turn);
    tcase_add_test(tcase, of_two_limits_the_first_ends_the_turn);
    tcase_add_test(tcase, at_least_one_ready_task_runs);
    tcase_add_test(tcase, a_self_reposting_task_does_not_hold_the_loop);
    tcase_add_test(tcase, a_budget_without_a_limit_is_refused);
    tcase_add_test(tcase, next_is_always_written);
    tcase_add_test(tcase, an_answer_names_the_next_deadline);
    tcase_add_test(tcase, an_answer_is_prompt_until_the_streak_is_used_up);
    tcase_add_test(tcase, a_busy_host_shortens_the_turn);
    tcase_add_test(tcase, two_weirs_on_one_loop_share_it);
    tcase_add_test(tcase, at_least_one_task_runs_however_thin_the_share);
    tcase_add_test(tcase, a_closed_weir_takes_no_share);
}
