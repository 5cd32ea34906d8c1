/* SPDX-License-Identifier: MIT */
/* What producers hand to the loop thread: a bounded ring of tasks for each lane, and one list of records. Not when
 * they run (turn.c), nor how the host is told (gate.h). */
#ifndef WEIR_EXECUTOR_INBOX_H
#define WEIR_EXECUTOR_INBOX_H

#include "base/atomic.h"

#include <weir/weir.h>

/* One task as it travels; copied in and out. */
struct entry {
    weir_fn *run; /* NULL: struck out, nothing is to be ended */
    void *arg;
    weir_drop_fn *drop;
    const char *name;
    struct weir_scope *scope;
    int64_t posted; /* ns; 0 unless somebody observes */
    uint64_t marks; /* ENTRY_... */
};

/* A call that was withdrawn leaves nothing behind: its argument is on a stack that is gone. */
#define ENTRY_CALL 1u
/* Our own, that nobody posted: not counted among the tasks. */
#define ENTRY_OWN 2u

/* The state of a cell, the low two bits of its seq; the others are the position that it serves, so that a cell of
 * the lap before is never mistaken for one of this lap. A cell is free again when `head` has gone past it: the loop
 * thread does not write to it, which spares each task two trips of a cache line.
 *
 *              claim, write, publish            take
 *     (free) ───────────────────────▶ READY ────────────▶ (copied out, head moves on: free)
 *       └───────────────────────────▶ HELD ──▶ READY   take:     CAS, by the loop thread
 *                                      └─────▶ GONE    withdraw: CAS, by any thread */
enum cell_state {
    CELL_FREE, /* never published; a timer's slot is so between its uses */
    CELL_READY,
    CELL_HELD, /* has a ticket: whoever ends it takes it by compare-and-swap */
    CELL_GONE  /* withdrawn; keeps its place until the loop thread reaches it */
};

/* 64 bytes: a cell is a cache line, so that two producers never write to the same one. */
struct cell {
    ON_OWN_CACHE_LINE atom_u64 seq;
    /* Written by the producer between claim and publish; read by the loop thread. */
    PLAIN(struct entry) entry;
};

struct ring {
    struct cell *cells;
    uint64_t size;                   /* a power of two */
    ON_OWN_CACHE_LINE atom_u64 tail; /* pos*2 | SEALED; written by producers */
    atom_u64 room;                   /* positions below it were free when somebody last looked */
    ON_OWN_CACHE_LINE uint64_t head; /* of the loop thread */
    uint64_t known;                  /* of the loop thread: the tail when a turn last looked */
    atom_u64 head_seen;              /* head, for producers */
};

/* The part any thread may run. */

void ring_init(struct ring *ring, struct cell *cells, uint64_t size);
/* Claims the next cell: 0, WEIR_EFULL or WEIR_ECLOSED. Between claim and publish nothing may fail. */
int ring_claim(struct ring *ring, uint64_t *pos);
void ring_publish(struct ring *ring, uint64_t pos, const struct entry *entry, enum cell_state state);
/* HELD to GONE: 0 or WEIR_ESTALE. Only the bits of `pos` under `mask` are compared. */
int ring_withdraw(struct ring *ring, uint64_t pos, uint64_t mask);
uint64_t ring_depth(const struct ring *ring);

/* The part only the loop thread runs. */

enum take {
    TAKE_NOTHING, /* empty, or the next cell is claimed but not yet published */
    TAKE_TASK,
    TAKE_WITHDRAWN
};
enum take ring_take(struct ring *ring, struct entry *entry);
/* Is the next cell published? ring_look_again: as the second look of a turn that has set IDLE. */
bool ring_ready(struct ring *ring);
bool ring_look_again(struct ring *ring);
uint64_t ring_tail(const struct ring *ring);
/* Every later claim answers WEIR_ECLOSED. */
void ring_seal(struct ring *ring);
bool ring_is_empty(const struct ring *ring);
/* Takes the cell at `pos` out of the middle if `strikes` says so, leaving a struck cell: the take that ended it, or
 * TAKE_NOTHING. */
typedef bool strikes_fn(const struct entry *entry);
enum take ring_strike(struct ring *ring, uint64_t pos, strikes_fn *strikes, struct entry *entry);
/* In a forked child: strikes what bears a mark, */
void ring_strike_marked(struct ring *ring, uint64_t marks);
/* and what another thread had claimed and will never publish. */
void ring_void_unpublished(struct ring *ring);

/* A record travels by its own link, so it can never be refused for want of room. */
struct record {
    struct record *next; /* written by the producer before it publishes; then of the loop thread */
    void (*taken)(struct weir *w, struct record *record); /* what the loop thread does with it */
};

struct records {
    ON_OWN_CACHE_LINE atom_ptr newest; /* or SEALED, or NULL */
};

void records_init(struct records *records);
int records_push(struct records *records, struct record *record); /* 0 or WEIR_ECLOSED; any thread */
bool records_are_sealed(const struct records *records);           /* any thread */
bool records_look_again(struct records *records);                 /* loop thread, as ring_look_again */
/* Takes all, oldest first; with `seal`, every later push answers WEIR_ECLOSED. Loop thread. */
struct record *records_take(struct records *records, bool seal);

#endif
