/* SPDX-License-Identifier: MIT */
/* Laws of a lane's ring and of the record list, on one thread. What holds between threads is model-checked elsewhere. */
#include "parts.h"

/* Fixture. */

enum {
    SIZE = 4
};
#define WHOLE UINT64_MAX

static struct cell cells[SIZE];
static struct ring ring;

static void
empty_ring(void)
{
    for (int i = 0; i < SIZE; i++)
        cells[i].entry = entry_of(0, NULL);
    ring_init(&ring, cells, SIZE);
}

/* Helpers. */

static uint64_t
put(uintptr_t number, enum cell_state state)
{
    struct entry entry = entry_of(number, NULL);
    uint64_t pos;
    ck_assert_int_eq(ring_claim(&ring, &pos), 0);
    ring_publish(&ring, pos, &entry, state);
    return pos;
}

static void
expect(enum take how, uintptr_t number)
{
    struct entry entry;
    ck_assert_int_eq(ring_take(&ring, &entry), how);
    ck_assert_uint_eq(number_of(&entry), number);
}

static void
expect_nothing(void)
{
    struct entry entry;
    ck_assert(!ring_ready(&ring));
    ck_assert(!ring_look_again(&ring));
    ck_assert_int_eq(ring_take(&ring, &entry), TAKE_NOTHING);
}

/* Tests. */

START_TEST(an_empty_ring_has_nothing)
{
    expect_nothing();
    ck_assert(ring_is_empty(&ring));
    ck_assert_uint_eq(ring_depth(&ring), 0);
}
END_TEST

START_TEST(order_is_kept_over_many_laps)
{
    for (uintptr_t lap = 0; lap < 10; lap++) {
        for (uintptr_t i = 0; i < 3; i++)
            put(lap * 3 + i, CELL_READY);
        for (uintptr_t i = 0; i < 3; i++)
            expect(TAKE_TASK, lap * 3 + i);
        expect_nothing();
    }
    ck_assert(ring_is_empty(&ring));
}
END_TEST

START_TEST(a_full_ring_refuses_and_one_take_makes_room_for_one)
{
    uint64_t pos;
    for (uintptr_t i = 0; i < SIZE; i++)
        put(i, CELL_READY);
    for (uintptr_t i = SIZE; i < 5 * SIZE; i++) {
        ck_assert_int_eq(ring_claim(&ring, &pos), WEIR_EFULL);
        ck_assert_uint_eq(ring_depth(&ring), SIZE);
        expect(TAKE_TASK, i - SIZE);
        put(i, CELL_READY);
    }
}
END_TEST

START_TEST(a_claimed_cell_holds_back_what_is_published_behind_it)
{
    struct entry first = entry_of(1, NULL);
    uint64_t pos;
    ck_assert_int_eq(ring_claim(&ring, &pos), 0);
    put(2, CELL_READY);
    expect_nothing();
    ck_assert(!ring_is_empty(&ring));
    ring_publish(&ring, pos, &first, CELL_READY);
    ck_assert(ring_look_again(&ring));
    expect(TAKE_TASK, 1);
    expect(TAKE_TASK, 2);
}
END_TEST

START_TEST(a_sealed_ring_refuses_and_keeps_what_it_holds)
{
    uint64_t pos;
    put(1, CELL_READY);
    ring_seal(&ring);
    ring_seal(&ring);
    ck_assert_int_eq(ring_claim(&ring, &pos), WEIR_ECLOSED);
    ck_assert_uint_eq(ring_tail(&ring), 1);
    expect(TAKE_TASK, 1);
    ck_assert(ring_is_empty(&ring));
}
END_TEST

START_TEST(a_withdrawn_cell_keeps_its_place_and_is_withdrawn_once)
{
    put(1, CELL_READY);
    uint64_t held = put(2, CELL_HELD);
    put(3, CELL_READY);
    ck_assert_int_eq(ring_withdraw(&ring, held, WHOLE), 0);
    ck_assert_int_eq(ring_withdraw(&ring, held, WHOLE), WEIR_ESTALE);
    expect(TAKE_TASK, 1);
    expect(TAKE_WITHDRAWN, 2);
    expect(TAKE_TASK, 3);
}
END_TEST

START_TEST(only_what_is_held_can_be_withdrawn)
{
    uint64_t plain = put(1, CELL_READY);
    uint64_t held = put(2, CELL_HELD);
    uint64_t claimed;
    ck_assert_int_eq(ring_claim(&ring, &claimed), 0);
    ck_assert_int_eq(ring_withdraw(&ring, plain, WHOLE), WEIR_ESTALE);
    ck_assert_int_eq(ring_withdraw(&ring, claimed, WHOLE), WEIR_ESTALE);
    ck_assert_int_eq(ring_withdraw(&ring, claimed + 1, WHOLE), WEIR_ESTALE);
    expect(TAKE_TASK, 1);
    expect(TAKE_TASK, 2);
    ck_assert_int_eq(ring_withdraw(&ring, held, WHOLE), WEIR_ESTALE);
}
END_TEST

START_TEST(a_ticket_of_the_lap_before_withdraws_nothing)
{
    uint64_t old = put(0, CELL_HELD);
    expect(TAKE_TASK, 0);
    for (uintptr_t i = 1; i <= SIZE; i++)
        put(i, CELL_HELD); /* the last stands in the cell of the old one */
    ck_assert_int_eq(ring_withdraw(&ring, old, WHOLE), WEIR_ESTALE);
    for (uintptr_t i = 1; i <= SIZE; i++)
        expect(TAKE_TASK, i);
}
END_TEST

static struct weir_scope *const ours = (struct weir_scope *)&cells[0], *const theirs =
                                                                           (struct weir_scope *)&cells[1];

static bool
is_ours(const struct entry *entry)
{
    return entry->scope == ours;
}

static bool
any(const struct entry *entry)
{
    (void)entry;
    return true;
}

START_TEST(a_strike_takes_only_what_it_is_for)
{
    struct entry entries[3] = {entry_of(1, ours), entry_of(2, theirs), entry_of(3, ours)};
    struct entry entry;
    for (int i = 0; i < 3; i++) {
        uint64_t pos;
        ck_assert_int_eq(ring_claim(&ring, &pos), 0);
        ring_publish(&ring, pos, &entries[i], CELL_READY);
    }
    ck_assert_int_eq(ring_strike(&ring, 2, is_ours, &entry), TAKE_TASK);
    ck_assert_uint_eq(number_of(&entry), 3);
    ck_assert_int_eq(ring_strike(&ring, 2, is_ours, &entry), TAKE_NOTHING);
    ck_assert_int_eq(ring_strike(&ring, 1, is_ours, &entry), TAKE_NOTHING);
    expect(TAKE_TASK, 1);
    expect(TAKE_TASK, 2);
    ck_assert_int_eq(ring_take(&ring, &entry), TAKE_TASK);
    ck_assert_msg(!entry.run && !entry.scope, "a struck cell has nothing to end");
}
END_TEST

START_TEST(a_strike_ends_what_is_held_or_withdrawn)
{
    struct entry entry;
    uint64_t held = put(1, CELL_HELD);
    uint64_t gone = put(2, CELL_HELD);
    ck_assert_int_eq(ring_withdraw(&ring, gone, WHOLE), 0);
    ck_assert_int_eq(ring_strike(&ring, held, any, &entry), TAKE_TASK);
    ck_assert_int_eq(ring_strike(&ring, gone, any, &entry), TAKE_WITHDRAWN);
    ck_assert_int_eq(ring_withdraw(&ring, held, WHOLE), WEIR_ESTALE);
}
END_TEST

START_TEST(a_forked_child_voids_what_was_never_published)
{
    struct entry entry;
    uint64_t pos;
    put(1, CELL_READY);
    ck_assert_int_eq(ring_claim(&ring, &pos), 0);
    put(3, CELL_READY);
    ring_void_unpublished(&ring);
    expect(TAKE_TASK, 1);
    ck_assert_int_eq(ring_take(&ring, &entry), TAKE_TASK);
    ck_assert(!entry.run);
    expect(TAKE_TASK, 3);
}
END_TEST

START_TEST(records_come_oldest_first_and_all_at_once)
{
    struct records list;
    struct record record[3];
    records_init(&list);
    ck_assert(!records_look_again(&list));
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(records_push(&list, &record[i]), 0);
    ck_assert(records_look_again(&list));
    struct record *oldest = records_take(&list, false);
    for (int i = 0; i < 3; i++, oldest = oldest->next)
        ck_assert_ptr_eq(oldest, &record[i]);
    ck_assert_ptr_null(oldest);
    ck_assert_ptr_null(records_take(&list, false));
}
END_TEST

START_TEST(a_sealed_record_list_refuses)
{
    struct records list;
    struct record before, after;
    records_init(&list);
    ck_assert_int_eq(records_push(&list, &before), 0);
    ck_assert_ptr_eq(records_take(&list, true), &before);
    ck_assert_int_eq(records_push(&list, &after), WEIR_ECLOSED);
    ck_assert(!records_look_again(&list));
    ck_assert_ptr_null(records_take(&list, true));
}
END_TEST

Suite *
suite_of_inbox(void)
{
    Suite *suite = suite_create("inbox");
    TCase *tcase = tcase_create("inbox");
    tcase_add_checked_fixture(tcase, empty_ring, NULL);
    tcase_add_test(tcase, an_empty_ring_has_nothing);
    tcase_add_test(tcase, order_is_kept_over_many_laps);
    tcase_add_test(tcase, a_full_ring_refuses_and_one_take_makes_room_for_one);
    tcase_add_test(tcase, a_claimed_cell_holds_back_what_is_published_behind_it);
    tcase_add_test(tcase, a_sealed_ring_refuses_and_keeps_what_it_holds);
    tcase_add_test(tcase, a_withdrawn_cell_keeps_its_place_and_is_withdrawn_once);
    tcase_add_test(tcase, only_what_is_held_can_be_withdrawn);
    tcase_add_test(tcase, a_ticket_of_the_lap_before_withdraws_nothing);
    tcase_add_test(tcase, a_strike_takes_only_what_it_is_for);
    tcase_add_test(tcase, a_strike_ends_what_is_held_or_withdrawn);
    tcase_add_test(tcase, a_forked_child_voids_what_was_never_published);
    tcase_add_test(tcase, records_come_oldest_first_and_all_at_once);
    tcase_add_test(tcase, a_sealed_record_list_refuses);
    suite_add_tcase(suite, tcase);
    return suite;
}
