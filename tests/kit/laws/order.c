/* SPDX-License-Identifier: MIT */
/* Laws of order: first in first out, priority, and that no lane starves. Not of delayed tasks (timers.c). */
#include "trail.h"

/* Helpers. */

static void
post_in(enum weir_lane lane, weir_fn *run, void *arg)
{
    struct weir_task task = {.run = run, .arg = arg, .lane = lane};
    ck_assert_int_ge(weir_post_task(kit.w, &task, NULL), 0);
}

/* Posts one task a letter: capitals are urgent, digits background. */
static void
post_letters(char *letters)
{
    for (char *letter = letters; *letter; letter++) {
        enum weir_lane lane = *letter <= '9' ? WEIR_BACKGROUND : *letter <= 'Z' ? WEIR_URGENT : WEIR_NORMAL;
        post_in(lane, leave, letter);
    }
}

static void
expect_trail(const char *letters)
{
    run_until_reaches(&steps, (int)strlen(letters));
    run_until_idle();
    ck_assert_str_eq(trail, letters);
}

/* First in, first out. */

enum {
    PRODUCERS = 3,
    NUMBERS = 400,
    ALL = PRODUCERS * WEIR_LANES * NUMBERS
};

static struct {
    unsigned expected[PRODUCERS][WEIR_LANES]; /* of the loop thread */
    atomic_int ran, out_of_order, refused;
} line;

static void
arrives(void *arg)
{
    unsigned label = (unsigned)(uintptr_t)arg;
    unsigned *expected = &line.expected[label / WEIR_LANES % PRODUCERS][label % WEIR_LANES];
    if (label / WEIR_LANES / PRODUCERS != (*expected)++)
        atomic_fetch_add(&line.out_of_order, 1);
    atomic_fetch_add(&line.ran, 1);
}

static void *
produce(void *producer)
{
    for (unsigned number = 0; number < NUMBERS; number++)
        for (unsigned lane = 0; lane < WEIR_LANES; lane++) {
            uintptr_t label = (number * PRODUCERS + (unsigned)(uintptr_t)producer) * WEIR_LANES + lane;
            struct weir_task task = {.run = arrives, .arg = (void *)label, .wait_for_room = WEIR_FOREVER};
            task.lane = (enum weir_lane)((int)lane + WEIR_URGENT);
            if (weir_post_task(kit.w, &task, NULL) < 0)
                atomic_fetch_add(&line.refused, 1);
        }
    return NULL;
}

START_TEST(first_in_first_out_per_producer_and_lane)
{
    memset(&line, 0, sizeof line);
    open_with((struct weir_options){.capacity = 64, .age_limit = WEIR_US(100)});
    for (uintptr_t producer = 0; producer < PRODUCERS; producer++)
        kit_thread(produce, (void *)producer);
    run_until_reaches(&line.ran, ALL);
    run_until_idle();
    ck_assert_int_eq(atomic_load(&line.ran), ALL);
    ck_assert_int_eq(atomic_load(&line.out_of_order), 0);
    ck_assert_int_eq(atomic_load(&line.refused), 0);
}
END_TEST

/* Priority. */

START_TEST(an_urgent_task_overtakes)
{
    open_with((struct weir_options){.age_limit = WEIR_FOREVER});
    post_letters("12abAB");
    expect_trail("ABab12");
}
END_TEST

static void
leave_and_post(void *letters)
{
    leave(letters);
    post_letters((char *)letters + 1);
}

START_TEST(an_urgent_task_overtakes_what_waits_from_the_next_turn_on)
{
    static char whole[] = "aB", rest[] = "cd";
    open_with((struct weir_options){.budget = {.tasks = 1}, .age_limit = WEIR_FOREVER});
    post_in(WEIR_NORMAL, leave_and_post, whole);
    post_letters(rest);
    expect_trail("aBcd");
}
END_TEST

START_TEST(priority_is_strict_among_what_a_turn_began_with)
{
    static char whole[] = "aB", rest[] = "cd";
    open_with((struct weir_options){.budget = {.time = WEIR_S(10)}, .age_limit = WEIR_FOREVER});
    post_in(WEIR_NORMAL, leave_and_post, whole);
    post_letters(rest);
    ck_assert_int_eq(weir_turn(kit.w, &(struct weir_budget){.tasks = 100}, NULL), 3);
    expect_trail("acdB");
}
END_TEST

/* Age. */

/* What ran, and when each began and ended. Of the loop thread. */
static struct {
    int64_t opened; /* before the turn */
    int count;
    struct {
        bool urgent;
        int64_t began, ended;
    } task[16];
} diary;

static void
work(bool urgent, int64_t duration)
{
    int at = diary.count++;
    diary.task[at].urgent = urgent;
    diary.task[at].began = weir_now();
    burn(duration);
    diary.task[at].ended = weir_now();
}

static void
work_urgently(void *arg)
{
    (void)arg;
    work(true, WEIR_MS(2));
}

static void
work_behind(void *arg)
{
    (void)arg;
    work(false, 0);
}

/* The earliest time at which the background was last served before task `at`, or began to wait. */
static int64_t
background_served(int at)
{
    while (--at > 0)
        if (!diary.task[at].urgent)
            return diary.task[at - 1].ended;
    return diary.opened;
}

START_TEST(a_lane_past_its_age_limit_goes_first_for_one_task)
{
    memset(&diary, 0, sizeof diary);
    open_with((struct weir_options){.age_limit = WEIR_MS(5)});
    for (int i = 0; i < 3; i++)
        post_in(WEIR_BACKGROUND, work_behind, NULL);
    for (int i = 0; i < 12; i++)
        post_in(WEIR_URGENT, work_urgently, NULL);
    diary.opened = weir_now();
    ck_assert_int_eq(weir_turn(kit.w, &(struct weir_budget){.tasks = 15}, NULL), 15);

    ck_assert(diary.task[0].urgent && diary.task[14].urgent);
    for (int at = 1; at < 14; at++)
        if (!diary.task[at].urgent)
            ck_assert_int_gt(diary.task[at].began - background_served(at), WEIR_MS(5));
}
END_TEST

/* An urgent task that posts itself again until the background has had its turn. */
static void
insist(void *arg)
{
    burn(WEIR_US(100));
    if (atomic_load((atomic_int *)arg) == 0)
        post_in(WEIR_URGENT, insist, arg);
}

START_TEST(no_lane_starves)
{
    atomic_int background = 0;
    open_with((struct weir_options){.budget = {.tasks = 1}, .age_limit = WEIR_MS(3)});
    for (int i = 0; i < 4; i++)
        post_in(WEIR_URGENT, insist, &background);
    post_in(WEIR_BACKGROUND, add_one, &background);
    run_until_reaches(&background, 1);
    run_until_idle();
}
END_TEST

START_TEST(below_the_age_limit_a_lane_may_wait_as_long_as_there_is_more_urgent_work)
{
    open_with((struct weir_options){.budget = {.tasks = 1}, .age_limit = WEIR_FOREVER});
    post_letters("1a2b3CDEFGHIJKLMNOP");
    expect_trail("CDEFGHIJKLMNOPab123");
}
END_TEST

void
laws_of_order(Suite *suite)
{
    TCase *tcase = kit_case(suite, "order");
    tcase_add_checked_fixture(tcase, forget_trail, NULL);
    tcase_add_test(tcase, first_in_first_out_per_producer_and_lane);
    tcase_add_test(tcase, an_urgent_task_overtakes);
    tcase_add_test(tcase, an_urgent_task_overtakes_what_waits_from_the_next_turn_on);
    tcase_add_test(tcase, priority_is_strict_among_what_a_turn_began_with);
    tcase_add_test(tcase, a_lane_past_its_age_limit_goes_first_for_one_task);
    tcase_add_test(tcase, no_lane_starves);
    tcase_add_test(tcase, below_the_age_limit_a_lane_may_wait_as_long_as_there_is_more_urgent_work);
}
