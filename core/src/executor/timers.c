/* SPDX-License-Identifier: MIT */
/* The slots of delayed and frame tasks: a lock-free free list, and the word that decides who ends one. Not when they
 * are due (intake.c).
 *
 * tag   where                 order    pairs with  what it carries
 * [T1]  claim: free CAS       acquire  [T2]        the slot, as its last user left it
 * [T2]  release: free CAS     release  [T1]
 * [T3]  slot_take: word CAS   acquire  [T4]        what a withdrawer did before
 * [T4]  withdraw: word CAS    acq_rel  [T3]
 *
 * The entry itself travels with the record list [I9] [I10]. */
#include "executor/timers.h"

#define FREE_INDEX 0xffffffffu

size_t
timers_memory(uint32_t size)
{
    return size * (sizeof(struct slot) + 3 * sizeof(struct heap_item));
}

void
timers_init(struct timers *timers, uint32_t size, void *memory)
{
    timers->slots = memory;
    timers->size = size;
    timers->times.items = (struct heap_item *)(timers->slots + size);
    timers->begins.items = timers->times.items + size;
    timers->ends.items = timers->begins.items + size;
    for (uint32_t i = 0; i < size; i++) {
        atom_init(&timers->slots[i].word, 0);
        atom_init(&timers->slots[i].next_free, i + 1 < size ? i + 2 : 0);
    }
    atom_init(&timers->free, 1);
    atom_init(&timers->used, 0);
}

struct slot *
timers_claim(struct timers *timers)
{
    uint64_t free = atom_load(&timers->free, acquire);
    struct slot *slot;
    uint64_t next;
    do {
        uint64_t index = free & FREE_INDEX;
        if (index == 0)
            return NULL;
        slot = &timers->slots[index - 1];
        next = atom_load(&slot->next_free, relaxed); /* may be stale: then the tag makes the CAS fail */
    } while (!atom_cas(&timers->free, &free, ((free >> 32) + 1) << 32 | next, acquire, acquire)); /* [T1] */
    atom_add(&timers->used, 1, relaxed);
    uint64_t word = atom_load(&slot->word, relaxed);
    atom_store(&slot->word, (word / 4 + 1) * 4 + CELL_HELD, relaxed);
    return slot;
}

void
timers_release(struct timers *timers, struct slot *slot)
{
    uint64_t index = (uint64_t)timers_index(timers, slot) + 1;
    uint64_t word = atom_load(&slot->word, relaxed);
    slot->live = slot->ended = slot->told = false;
    atom_store(&slot->word, (word & ~(uint64_t)3) + CELL_FREE, relaxed);
    atom_sub(&timers->used, 1, relaxed);
    uint64_t free = atom_load(&timers->free, relaxed);
    do
        atom_store(&slot->next_free, free & FREE_INDEX, relaxed);
    while (!atom_cas(&timers->free, &free, ((free >> 32) + 1) << 32 | index, release, relaxed)); /* [T2] */
}

uint32_t
timers_index(const struct timers *timers, const struct slot *slot)
{
    return (uint32_t)(slot - timers->slots);
}

uint64_t
slot_generation(const struct slot *slot)
{
    return atom_load(&slot->word, relaxed) / 4;
}

struct slot *
timers_withdraw(struct timers *timers, uint64_t index, uint64_t generation, uint64_t mask)
{
    if (index >= timers->size)
        return NULL;
    struct slot *slot = &timers->slots[index];
    uint64_t word = atom_load(&slot->word, relaxed);
    if (word % 4 != CELL_HELD || ((word / 4) & mask) != generation)
        return NULL;
    uint64_t gone = (word & ~(uint64_t)3) + CELL_GONE;
    return atom_cas(&slot->word, &word, gone, acq_rel, relaxed) ? slot : NULL; /* [T4] */
}

enum take
slot_take(struct slot *slot)
{
    uint64_t word = atom_load(&slot->word, acquire); /* [T3] */
    if (word % 4 == CELL_HELD &&
        atom_cas(&slot->word, &word, word - CELL_HELD + CELL_READY, acquire, acquire)) /* [T3] */
        return TAKE_TASK;
    return word % 4 == CELL_GONE ? TAKE_WITHDRAWN : TAKE_TASK;
}

void
timers_end(struct timers *timers, struct slot *slot)
{
    bool withdrawn = atom_load(&slot->word, relaxed) % 4 == CELL_GONE;
    slot->ended = true;
    slot->live = false;
    if (withdrawn && !slot->told)
        return; /* its withdrawal is still on its way, by a link inside this slot: intake releases
                   it */
    timers_release(timers, slot);
}

struct slot *
slot_of_arrival(struct record *record)
{
    return (struct slot *)((char *)record - offsetof(struct slot, arrival));
}

struct slot *
slot_of_withdrawal(struct record *record)
{
    return (struct slot *)((char *)record - offsetof(struct slot, withdrawal));
}

struct slot *
slot_of_ready(struct ready *ready)
{
    return (struct slot *)((char *)ready - offsetof(struct slot, ready));
}
