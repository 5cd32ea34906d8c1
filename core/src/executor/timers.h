/* SPDX-License-Identifier: MIT */
/* Tasks that wait for a time or a frame: a fixed set of slots, each from its post to its end in one of them. Not the
 * order in which due tasks run (lanes.h).
 *
 *   free ──claim──▶ (producer's) ──push──▶ arriving ──intake──▶ in a heap ──due or withdrawn──▶ ready ──taken──▶ free
 *
 * A slot has a cell's word (inbox.h), so a ticket withdraws it as it withdraws a cell. */
#ifndef WEIR_EXECUTOR_TIMERS_H
#define WEIR_EXECUTOR_TIMERS_H

#include "executor/heap.h"
#include "executor/ready.h"

struct slot {
    struct record arrival;    /* on the record list from push to intake */
    struct record withdrawal; /* on the record list from withdraw to intake */
    atom_u64 word;            /* generation*4 + cell_state */
    atom_u64 next_free;       /* index + 1 of the next free slot; relaxed, guarded by the list's tag */
    struct entry entry;
    int64_t due; /* ns; or -1: waits for a frame */
    uint32_t frames;
    bool frame_end;
    unsigned char lane;

    /* Of the loop thread. */
    bool live;  /* between intake and release */
    bool ended; /* run or dropped, but its withdrawal is still on the list */
    bool told;  /* its withdrawal has been taken from the list */
    struct heap *heap;
    size_t heap_at;
    struct ready ready;
};

struct timers {
    struct slot *slots;
    uint32_t size;
    ON_OWN_CACHE_LINE atom_u64 free; /* tag << 32 | index + 1; the tag makes each pop another word */
    atom_u64 used;                   /* relaxed; for weir_load */

    /* Of the loop thread. */
    struct heap times;  /* key: ns */
    struct heap begins; /* key: number of the frame */
    struct heap ends;
};

/* What the slots and heaps of `size` timers take. */
size_t timers_memory(uint32_t size);
void timers_init(struct timers *timers, uint32_t size, void *memory);

/* Any thread. */
struct slot *timers_claim(struct timers *timers); /* NULL: none is free */
void timers_release(struct timers *timers, struct slot *slot);
uint32_t timers_index(const struct timers *timers, const struct slot *slot);
uint64_t slot_generation(const struct slot *slot);
/* HELD to GONE; the caller then pushes slot->withdrawal. NULL: stale. */
struct slot *timers_withdraw(struct timers *timers, uint64_t index, uint64_t generation, uint64_t mask);

/* Loop thread. */
enum take slot_take(struct slot *slot);                    /* whoever comes first, this or a withdrawal */
void timers_end(struct timers *timers, struct slot *slot); /* it has been run or dropped */
struct slot *slot_of_arrival(struct record *record);
struct slot *slot_of_withdrawal(struct record *record);
struct slot *slot_of_ready(struct ready *ready);

#endif
