/* SPDX-License-Identifier: MIT */
/* Laws of the timers' slots: claimed, withdrawn, ended, used again. Not of when they are due. */
#include "parts.h"

#include "base/system.h"
#include "executor/timers.h"

#include <pthread.h>
#include <string.h>

/* Fixture. */

enum {
    SIZE = 4,
    LAPS = 20000
};
#define WHOLE UINT64_MAX

static struct timers timers;
static void *memory;

static void
free_slots(void)
{
    memory = weir_system.allocate(timers_memory(SIZE));
    ck_assert_ptr_nonnull(memory);
    timers_init(&timers, SIZE, memory);
}

static void
release_memory(void)
{
    weir_system.release(memory);
}

/* Helpers. */

static void *
claim_and_release(void *failed)
{
    for (int i = 0; i < LAPS; i++) {
        struct slot *slot = timers_claim(&timers);
        if (!slot) {
            *(int *)failed = 1;
            return NULL;
        }
        slot->lane = (unsigned char)i; /* a race here would be two owners of one slot */
        timers_release(&timers, slot);
    }
    return NULL;
}

/* Tests. */

START_TEST(each_slot_is_claimed_once_and_then_none_is_left)
{
    unsigned seen = 0;
    for (int i = 0; i < SIZE; i++) {
        struct slot *slot = timers_claim(&timers);
        ck_assert_ptr_nonnull(slot);
        seen |= 1u << timers_index(&timers, slot);
    }
    ck_assert_uint_eq(seen, (1u << SIZE) - 1);
    ck_assert_ptr_null(timers_claim(&timers));
    ck_assert_uint_eq(atom_load(&timers.used, relaxed), SIZE);
}
END_TEST

START_TEST(a_slot_that_is_used_again_has_another_generation)
{
    struct slot *slot = timers_claim(&timers);
    uint64_t generation = slot_generation(slot);
    ck_assert_int_eq(slot_take(slot), TAKE_TASK);
    timers_end(&timers, slot);
    ck_assert_uint_eq(atom_load(&timers.used, relaxed), 0);
    ck_assert_ptr_eq(timers_claim(&timers), slot);
    ck_assert_uint_eq(slot_generation(slot), generation + 1);
    ck_assert_ptr_null(timers_withdraw(&timers, timers_index(&timers, slot), generation, WHOLE));
}
END_TEST

START_TEST(a_slot_is_withdrawn_or_taken_but_not_both)
{
    struct slot *taken = timers_claim(&timers), *gone = timers_claim(&timers);
    uint64_t index = timers_index(&timers, taken);
    ck_assert_int_eq(slot_take(taken), TAKE_TASK);
    ck_assert_ptr_null(timers_withdraw(&timers, index, slot_generation(taken), WHOLE));

    index = timers_index(&timers, gone);
    ck_assert_ptr_eq(timers_withdraw(&timers, index, slot_generation(gone), WHOLE), gone);
    ck_assert_ptr_null(timers_withdraw(&timers, index, slot_generation(gone), WHOLE));
    ck_assert_int_eq(slot_take(gone), TAKE_WITHDRAWN);
}
END_TEST

START_TEST(what_no_ticket_names_is_not_withdrawn)
{
    struct slot *slot = timers_claim(&timers);
    uint64_t generation = slot_generation(slot);
    ck_assert_ptr_null(timers_withdraw(&timers, SIZE, generation, WHOLE));
    timers.size = timers_index(&timers, slot); /* now it is the first beyond the last */
    ck_assert_ptr_null(timers_withdraw(&timers, timers.size, generation, WHOLE));
    timers.size = SIZE;
    ck_assert_ptr_null(timers_withdraw(&timers, timers_index(&timers, slot) + 1, 0, WHOLE));
    ck_assert_ptr_null(timers_withdraw(&timers, timers_index(&timers, slot), generation + 1, WHOLE));
    ck_assert_int_eq(slot_take(slot), TAKE_TASK);
}
END_TEST

START_TEST(a_slot_is_not_free_while_its_withdrawal_is_on_its_way)
{
    struct slot *slot = timers_claim(&timers);
    ck_assert_ptr_eq(timers_withdraw(&timers, timers_index(&timers, slot), slot_generation(slot), WHOLE),
                     slot);
    timers_end(&timers, slot);
    ck_assert(slot->ended);
    ck_assert_uint_eq(atom_load(&timers.used, relaxed), 1);
    timers_release(&timers, slot); /* as intake does when the withdrawal arrives */
    ck_assert_uint_eq(atom_load(&timers.used, relaxed), 0);

    slot = timers_claim(&timers);
    ck_assert_ptr_nonnull(
        timers_withdraw(&timers, timers_index(&timers, slot), slot_generation(slot), WHOLE));
    slot->told = true;
    timers_end(&timers, slot);
    ck_assert_uint_eq(atom_load(&timers.used, relaxed), 0);
}
END_TEST

START_TEST(a_free_list_that_looks_as_before_is_another_word)
{
    /* A thread that has read the word, and slept while others took two slots and gave one back, must not take the
     * second with it. */
    timers_release(&timers, timers_claim(&timers));
    uint64_t before = atom_load(&timers.free, relaxed);
    struct slot *first = timers_claim(&timers);
    ck_assert_ptr_nonnull(timers_claim(&timers));
    timers_release(&timers, first);
    uint64_t after = atom_load(&timers.free, relaxed);
    ck_assert_uint_eq(after & UINT32_MAX, before & UINT32_MAX);
    ck_assert_uint_ne(after, before);
}
END_TEST

START_TEST(threads_never_share_a_slot)
{
    pthread_t thread[2];
    int failed[2] = {0, 0};
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_create(&thread[i], NULL, claim_and_release, &failed[i]), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    ck_assert_int_eq(failed[0] + failed[1], 0);
    for (int i = 0; i < SIZE; i++)
        ck_assert_ptr_nonnull(timers_claim(&timers));
    ck_assert_ptr_null(timers_claim(&timers));
}
END_TEST

START_TEST(a_record_leads_back_to_its_slot)
{
    struct slot *slot = timers_claim(&timers);
    ck_assert_ptr_eq(slot_of_arrival(&slot->arrival), slot);
    ck_assert_ptr_eq(slot_of_withdrawal(&slot->withdrawal), slot);
}
END_TEST

Suite *
suite_of_timers(void)
{
    Suite *suite = suite_create("timers");
    TCase *tcase = tcase_create("timers");
    tcase_add_checked_fixture(tcase, free_slots, release_memory);
    tcase_add_test(tcase, each_slot_is_claimed_once_and_then_none_is_left);
    tcase_add_test(tcase, a_slot_that_is_used_again_has_another_generation);
    tcase_add_test(tcase, a_slot_is_withdrawn_or_taken_but_not_both);
    tcase_add_test(tcase, what_no_ticket_names_is_not_withdrawn);
    tcase_add_test(tcase, a_slot_is_not_free_while_its_withdrawal_is_on_its_way);
    tcase_add_test(tcase, a_free_list_that_looks_as_before_is_another_word);
    tcase_add_test(tcase, threads_never_share_a_slot);
    tcase_add_test(tcase, a_record_leads_back_to_its_slot);
    suite_add_tcase(suite, tcase);
    return suite;
}
