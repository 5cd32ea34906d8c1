/* SPDX-License-Identifier: MIT */
/* The raw limits: a bare ring of cells, an eventfd and epoll, and nothing else: no lanes, no
 * budget, no tickets, no close. Once with cells of 64 bytes, once with 32, and once with a system
 * call for every post. */
#include "bench/bell.h"
#include "bench/contestant.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* tag   where                        order    pairs with
 * [R1]  push: seq after the content  seq_cst  [R2] acquire in pop; and with [R4], see [R3]
 * [R3]  push: pending after [R1]     seq_cst  [R4]: either push sees 0 and rings, or idle sees the
 * cell [R4]  idle: pending to 0, then seq seq_cst  [R1], [R3] [R5]  pop: seq for the next lap
 * release  [R6] acquire in push */
struct cell {
    _Atomic uint64_t seq; /* == position: free; == position + 1: filled */
    void (*run)(void *call);
    void *call;
};

struct ring {
    _Alignas(64) _Atomic uint64_t tail; /* written by producers */
    _Alignas(64) uint64_t head;         /* the loop thread's own, like `over` */
    bool over;
    _Alignas(64) atomic_bool pending; /* the loop is awake, or has been rung for */
    struct bell bell;
    unsigned char *cells;
};

/* Inlined into each contestant, so that the stride is a constant there. */
static inline struct cell *
cell_at(const struct ring *ring, uint64_t position, size_t stride)
{
    return (struct cell *)(void *)(ring->cells + (position % WINDOW) * stride);
}

static inline bool
push(struct ring *ring, struct call *call, size_t stride)
{
    uint64_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
    struct cell *cell;

    for (;;) {
        cell = cell_at(ring, tail, stride);
        uint64_t seq = atomic_load_explicit(&cell->seq, memory_order_acquire); /* [R6] */
        if (seq == tail) {
            if (atomic_compare_exchange_weak_explicit(&ring->tail, &tail, tail + 1, memory_order_relaxed,
                                                      memory_order_relaxed))
                break;
        } else if (seq < tail) {
            return false;
        } else {
            tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
        }
    }
    cell->run = call->run;
    cell->call = call;
    atomic_store_explicit(&cell->seq, tail + 1, memory_order_seq_cst); /* [R1] */
    return true;
}

static inline bool
pop(struct ring *ring, size_t stride)
{
    struct cell *cell = cell_at(ring, ring->head, stride);

    if (atomic_load_explicit(&cell->seq, memory_order_acquire) != ring->head + 1) /* [R2] */
        return false;
    void (*run)(void *) = cell->run;
    void *call = cell->call;
    atomic_store_explicit(&cell->seq, ring->head + WINDOW, memory_order_release); /* [R5] */
    ring->head++;
    run(call);
    return true;
}

static inline void
ring_if_idle(struct ring *ring)
{
    if (!atomic_load_explicit(&ring->pending, memory_order_seq_cst) && /* [R3] */
        !atomic_exchange_explicit(&ring->pending, true, memory_order_seq_cst))
        bell_ring(&ring->bell);
}

/* True: nothing came, and the next push rings. */
static inline bool
idle(struct ring *ring, size_t stride)
{
    atomic_exchange_explicit(&ring->pending, false, memory_order_seq_cst); /* [R4] */
    struct cell *cell = cell_at(ring, ring->head, stride);
    if (atomic_load_explicit(&cell->seq, memory_order_seq_cst) != ring->head + 1)
        return true;
    atomic_store_explicit(&ring->pending, true, memory_order_seq_cst);
    return false;
}

static inline void
run(struct ring *ring, size_t stride)
{
    for (ring->over = false; !ring->over;)
        if (!pop(ring, stride) && idle(ring, stride))
            bell_wait(&ring->bell, -1);
}

static void
ring_close(void *self)
{
    struct ring *ring = self;

    bell_fini(&ring->bell);
    free(ring->cells);
    free(ring);
}

static void *
ring_open(size_t stride)
{
    struct ring *ring = aligned_alloc(64, sizeof *ring);

    if (!ring)
        return NULL;
    *ring = (struct ring){.cells = aligned_alloc(64, WINDOW * stride)};
    if (!bell_init(&ring->bell) || !ring->cells) {
        ring_close(ring);
        return NULL;
    }
    for (uint64_t i = 0; i < WINDOW; i++)
        atomic_init(&cell_at(ring, i, stride)->seq, i);
    return ring;
}

static void
ring_stop(void *self)
{
    ((struct ring *)self)->over = true;
}

static void *
open_64(void)
{
    return ring_open(64);
}

static void *
open_32(void)
{
    return ring_open(32);
}

static bool
post_64(void *self, struct call *call)
{
    if (!push(self, call, 64))
        return false;
    ring_if_idle(self);
    return true;
}

static bool
post_32(void *self, struct call *call)
{
    if (!push(self, call, 32))
        return false;
    ring_if_idle(self);
    return true;
}

static bool
post_each(void *self, struct call *call)
{
    if (!push(self, call, 64))
        return false;
    bell_ring(&((struct ring *)self)->bell);
    return true;
}

static void
run_64(void *self)
{
    run(self, 64);
}

static void
run_32(void *self)
{
    run(self, 32);
}

const struct contestant ring_64 = {
    .name = "raw ring, 64 B cells",
    .bounded = true,
    .open = open_64,
    .post = post_64,
    .run = run_64,
    .stop = ring_stop,
    .close = ring_close,
};

const struct contestant ring_32 = {
    .name = "raw ring, 32 B cells",
    .bounded = true,
    .open = open_32,
    .post = post_32,
    .run = run_32,
    .stop = ring_stop,
    .close = ring_close,
};

const struct contestant eventfd_each = {
    .name = "raw eventfd each post",
    .bounded = true,
    .open = open_64,
    .post = post_each,
    .run = run_64,
    .stop = ring_stop,
    .close = ring_close,
};
