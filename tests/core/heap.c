/* SPDX-License-Identifier: MIT */
/* Laws of the heap of timers. Not of what a slot is besides its place in one (timers.c). */
#include "parts.h"

#include "executor/timers.h"

/* Fixture. */

enum {
    SLOTS = 200
};
static struct slot slots[SLOTS];
static struct heap_item items[SLOTS];
static struct heap heap;

static void
empty_heap(void)
{
    heap = (struct heap){.items = items};
}

/* Helpers. */

/* Of a fixed sequence that is in no order: the same at each run. */
static int64_t
shuffled(unsigned i)
{
    return (int64_t)((i * 7919u + 13u) % 97u);
}

static void
push_shuffled(void)
{
    for (unsigned i = 0; i < SLOTS; i++)
        heap_push(&heap, shuffled(i), &slots[i]);
}

static struct slot *
pop(int64_t *key)
{
    struct slot *slot = heap_top(&heap, key);
    if (slot)
        heap_remove(&heap, slot);
    return slot;
}

/* Tests. */

START_TEST(an_empty_heap_has_no_top)
{
    int64_t key = 42;
    ck_assert_ptr_null(heap_top(&heap, &key));
    ck_assert_int_eq(key, 42);
}
END_TEST

START_TEST(keys_come_out_smallest_first)
{
    push_shuffled();
    int64_t last = INT64_MIN, key;
    for (unsigned i = 0; i < SLOTS; i++) {
        ck_assert_ptr_nonnull(pop(&key));
        ck_assert_int_ge(key, last);
        last = key;
    }
    ck_assert_ptr_null(pop(&key));
}
END_TEST

START_TEST(equal_keys_come_out_in_the_order_of_arrival)
{
    push_shuffled();
    struct slot *last = NULL;
    int64_t last_key = INT64_MIN, key;
    for (unsigned i = 0; i < SLOTS; i++) {
        struct slot *slot = pop(&key);
        if (last && key == last_key)
            ck_assert_msg(slot > last, "key %lld", (long long)key);
        last = slot;
        last_key = key;
    }
}
END_TEST

START_TEST(a_slot_leaves_from_the_middle_and_the_rest_keeps_its_order)
{
    push_shuffled();
    for (unsigned i = 0; i < SLOTS; i += 3) {
        heap_remove(&heap, &slots[i]);
        ck_assert_ptr_null(slots[i].heap);
    }
    int64_t last = INT64_MIN, key;
    for (struct slot *slot; (slot = pop(&key)); last = key) {
        ck_assert_int_ge(key, last);
        ck_assert_uint_ne((unsigned)(slot - slots) % 3, 0);
    }
    ck_assert_uint_eq(heap.count, 0);
}
END_TEST

START_TEST(removing_a_slot_can_lift_another)
{
    /* The last item, 3, moves to the place of 11 and must rise above its new parent, 10. */
    static const int64_t keys[] = {1, 10, 2, 11, 12, 4, 3};
    for (unsigned i = 0; i < 7; i++)
        heap_push(&heap, keys[i], &slots[i]);
    heap_remove(&heap, &slots[3]);
    static const int64_t expected[] = {1, 2, 3, 4, 10, 12};
    int64_t key;
    for (unsigned i = 0; i < 6; i++) {
        ck_assert_ptr_nonnull(pop(&key));
        ck_assert_int_eq(key, expected[i]);
    }
}
END_TEST

Suite *
suite_of_heap(void)
{
    Suite *suite = suite_create("heap");
    TCase *tcase = tcase_create("heap");
    tcase_add_checked_fixture(tcase, empty_heap, NULL);
    tcase_add_test(tcase, an_empty_heap_has_no_top);
    tcase_add_test(tcase, keys_come_out_smallest_first);
    tcase_add_test(tcase, equal_keys_come_out_in_the_order_of_arrival);
    tcase_add_test(tcase, a_slot_leaves_from_the_middle_and_the_rest_keeps_its_order);
    tcase_add_test(tcase, removing_a_slot_can_lift_another);
    suite_add_tcase(suite, tcase);
    return suite;
}
