/* SPDX-License-Identifier: MIT */
/* Laws of the order of tasks: priority, age, and how due slots merge with a ring. Not of when a turn ends. */
#include "parts.h"

#include "executor/lanes.h"
#include "executor/timers.h"

/* Fixture. */

enum {
    SIZE = 4,
    URGENT = 0,
    NORMAL = 1,
    BACKGROUND = 2
};
#define NO_AGE INT64_MAX

static struct cell cells[WEIR_LANES * SIZE];
static struct slot slots[8];
static struct lanes lanes;

static void
empty_lanes(void)
{
    lanes = (struct lanes){.ready_count = 0};
    lanes_init(&lanes, cells, SIZE);
}

/* Helpers. */

static void
put(int lane, uintptr_t number)
{
    struct entry entry = entry_of(number, NULL);
    uint64_t pos;
    ck_assert_int_eq(ring_claim(&lanes.lane[lane].ring, &pos), 0);
    ring_publish(&lanes.lane[lane].ring, pos, &entry, CELL_READY);
}

static enum take
take_slot(struct weir *w, struct ready *ready, int64_t now, struct entry *entry)
{
    (void)w, (void)now;
    *entry = slot_of_ready(ready)->entry;
    return slot_take(slot_of_ready(ready));
}

/* Slot `at` is due now in lane NORMAL; its task's number is 100 + at. */
static void
falls_due(unsigned at)
{
    slots[at] = (struct slot){.entry = entry_of(100 + at, NULL), .lane = NORMAL};
    atom_init(&slots[at].word, CELL_HELD);
    slots[at].ready.take = take_slot;
    lanes_make_ready(&lanes, NORMAL, &slots[at].ready);
}

/* The number of the next task, or 0: none can be taken. */
static uintptr_t
next(const struct snapshot *snapshot, int64_t now, int64_t age_limit)
{
    int lane = lanes_pick(&lanes, snapshot, now, age_limit);
    if (lane < 0)
        return 0;
    struct entry entry;
    ck_assert_int_eq(lanes_take(&lanes, NULL, lane, now, &entry), TAKE_TASK);
    return number_of(&entry);
}

static void
expect_in_order(const uintptr_t *numbers, int count, int64_t now, int64_t age_limit)
{
    struct snapshot snapshot;
    lanes_look(&lanes, &snapshot, 0);
    for (int i = 0; i < count; i++)
        ck_assert_uint_eq(next(&snapshot, now, age_limit), numbers[i]);
    ck_assert_uint_eq(next(&snapshot, now, age_limit), 0);
}

/* Tests. */

START_TEST(priority_is_strict)
{
    put(BACKGROUND, 5);
    put(NORMAL, 3);
    put(URGENT, 1);
    put(BACKGROUND, 6);
    put(NORMAL, 4);
    put(URGENT, 2);
    expect_in_order((uintptr_t[]){1, 2, 3, 4, 5, 6}, 6, 0, NO_AGE);
}
END_TEST

START_TEST(a_lane_past_its_age_limit_goes_first_for_one_task)
{
    for (uintptr_t i = 1; i <= 3; i++) {
        put(URGENT, i);
        put(BACKGROUND, 10 + i);
    }
    struct snapshot snapshot;
    lanes_look(&lanes, &snapshot, 1000);
    ck_assert_uint_eq(next(&snapshot, 1000, 100), 1);
    ck_assert_uint_eq(next(&snapshot, 1100, 100), 2); /* at the limit is not past it */
    ck_assert_uint_eq(next(&snapshot, 1101, 100), 11);
    ck_assert_uint_eq(next(&snapshot, 1101, 100), 3);
    ck_assert_uint_eq(next(&snapshot, 1101, 100), 12);
}
END_TEST

START_TEST(a_lane_that_was_empty_begins_to_wait_when_it_is_seen)
{
    struct snapshot snapshot;
    put(BACKGROUND, 11);
    lanes_look(&lanes, &snapshot, 1000);
    ck_assert_uint_eq(next(&snapshot, 1000, 100), 11);
    lanes_rest(&lanes);
    put(BACKGROUND, 12);
    put(URGENT, 1);
    lanes_look(&lanes, &snapshot, 5000);
    ck_assert_uint_eq(next(&snapshot, 5000, 100), 1);
    ck_assert_uint_eq(next(&snapshot, 5000, 100), 12);
}
END_TEST

START_TEST(a_due_slot_runs_behind_what_was_waiting_and_before_what_comes_later)
{
    put(NORMAL, 1);
    put(NORMAL, 2);
    falls_due(0);
    put(NORMAL, 3);
    falls_due(1);
    expect_in_order((uintptr_t[]){1, 2, 100, 3, 101}, 5, 0, NO_AGE);
}
END_TEST

START_TEST(due_slots_keep_the_order_in_which_they_fell_due)
{
    for (unsigned i = 0; i < 8; i++)
        falls_due(i);
    put(NORMAL, 1);
    expect_in_order((uintptr_t[]){100, 101, 102, 103, 104, 105, 106, 107, 1}, 9, 0, NO_AGE);
}
END_TEST

START_TEST(a_due_slot_is_at_its_place_in_a_later_lap_too)
{
    for (uintptr_t lap = 0; lap < 3; lap++) {
        put(NORMAL, 1);
        put(NORMAL, 2);
        falls_due(0);
        put(NORMAL, 3);
        expect_in_order((uintptr_t[]){1, 2, 100, 3}, 4, 0, NO_AGE);
        ck_assert(lanes_are_empty(&lanes));
    }
}
END_TEST

START_TEST(a_snapshot_leaves_out_what_comes_after_it)
{
    struct snapshot snapshot;
    put(NORMAL, 1);
    falls_due(0);
    lanes_look(&lanes, &snapshot, 0);
    put(NORMAL, 2);
    put(URGENT, 3);
    falls_due(1);
    ck_assert_uint_eq(next(&snapshot, 0, NO_AGE), 1);
    ck_assert_uint_eq(next(&snapshot, 0, NO_AGE), 100);
    ck_assert_uint_eq(next(&snapshot, 0, NO_AGE), 0);
    ck_assert(lanes_ready(&lanes));
    expect_in_order((uintptr_t[]){3, 2, 101}, 3, 0, NO_AGE);
    ck_assert(!lanes_ready(&lanes));
}
END_TEST

START_TEST(a_snapshot_leaves_out_a_slot_that_falls_due_after_it)
{
    struct snapshot snapshot;
    lanes_look(&lanes, &snapshot, 0);
    falls_due(0);
    ck_assert_uint_eq(next(&snapshot, 0, NO_AGE), 0);
    ck_assert(lanes_ready(&lanes));
    expect_in_order((uintptr_t[]){100}, 1, 0, NO_AGE);
}
END_TEST

START_TEST(sealed_lanes_refuse_posts_and_still_take_due_slots)
{
    uint64_t pos;
    lanes_seal(&lanes);
    for (int at = 0; at < WEIR_LANES; at++)
        ck_assert_int_eq(ring_claim(&lanes.lane[at].ring, &pos), WEIR_ECLOSED);
    falls_due(0);
    ck_assert(!lanes_are_empty(&lanes));
    expect_in_order((uintptr_t[]){100}, 1, 0, NO_AGE);
    ck_assert(lanes_are_empty(&lanes));
}
END_TEST

Suite *
suite_of_lanes(void)
{
    Suite *suite = suite_create("lanes");
    TCase *tcase = tcase_create("lanes");
    tcase_add_checked_fixture(tcase, empty_lanes, NULL);
    tcase_add_test(tcase, priority_is_strict);
    tcase_add_test(tcase, a_lane_past_its_age_limit_goes_first_for_one_task);
    tcase_add_test(tcase, a_lane_that_was_empty_begins_to_wait_when_it_is_seen);
    tcase_add_test(tcase, a_due_slot_runs_behind_what_was_waiting_and_before_what_comes_later);
    tcase_add_test(tcase, due_slots_keep_the_order_in_which_they_fell_due);
    tcase_add_test(tcase, a_due_slot_is_at_its_place_in_a_later_lap_too);
    tcase_add_test(tcase, a_snapshot_leaves_out_what_comes_after_it);
    tcase_add_test(tcase, a_snapshot_leaves_out_a_slot_that_falls_due_after_it);
    tcase_add_test(tcase, sealed_lanes_refuse_posts_and_still_take_due_slots);
    suite_add_tcase(suite, tcase);
    return suite;
}
