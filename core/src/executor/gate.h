/* SPDX-License-Identifier: MIT */
/* The gate: who must wake the host, and when. One word answers it. Not what a turn does (turn.c).
 *
 *           post: CAS, +flight, wake, -flight      turn
 *   IDLE ───────────────────────────▶ PENDING ─────────▶ RUNNING
 *    ▲ ◀─ wake failed (with -flight) ─┘  ▲ ◀── more, or door opened ─┘ │
 *    └── empty: set IDLE, then look again; found: PENDING, no wake ────┘   (an early turn: IDLE to RUNNING)
 *
 * OFF (no pump) is orthogonal and survives a turn's end. FLIGHT counts the calls into the pump that are under way on
 * any thread: once OFF is set and FLIGHT is 0, the host can be destroyed. */
#ifndef WEIR_EXECUTOR_GATE_H
#define WEIR_EXECUTOR_GATE_H

#include "base/atomic.h"

#include <weir/pump.h>

enum {
    GATE_IDLE = 0,
    GATE_PENDING = 1,
    GATE_RUNNING = 2,
    GATE_PHASE = 3,
    GATE_OFF = 4,
    GATE_FLIGHT = 8
};

#define GATE_NOT_WOKEN INT64_MAX

/* What waking counts, and tells its observer. Called on the thread that wakes, inside the flight. */
struct gate_tally {
    void (*woke)(void *self, bool again, bool failed);
    void *self;
};

struct gate {
    ON_OWN_CACHE_LINE atom_u64 word;
    /* Written by the loop thread while OFF is set and no flight is left; read within a flight. */
    PLAIN(struct weir_pump) pump;
    PLAIN(void *) self;
    PLAIN(struct gate_tally) tally;
    uint64_t process; /* a forked child must not wake its parent's host */
    /* When the wake that is pending was sent, or a turn promised to be back; else GATE_NOT_WOKEN. Relaxed: it only
     * decides when to wake once more. */
    atom_i64 woken;
};

void gate_init(struct gate *gate, struct gate_tally tally);

/* Any thread. After publishing work: wakes the host if nobody has. 0, or 1: the wake failed, the
 * next try is free. */
int gate_notify(struct gate *gate);
/* Any thread. A wake that no turn has answered for 100 ms is issued again. 0, or 1: it failed. */
int gate_rescue(struct gate *gate);
/* Any thread. Sets OFF and waits for the flights: afterwards the pump is not touched. False if it
 * was OFF already. */
bool gate_shut(struct gate *gate);

/* Loop thread. Waits until what was stored before is seen by every wake that comes. */
void gate_settle(struct gate *gate);
int gate_open(struct gate *gate, const struct weir_pump *pump, void *self); /* 0, or what its wake answered */
bool gate_busy(struct gate *gate); /* asks the pump, unless it is gone */
bool gate_is_off(const struct gate *gate);
void gate_run(struct gate *gate);  /* any phase to RUNNING: a turn begins, or the door shuts */
void gate_idle(struct gate *gate); /* RUNNING to IDLE; the caller must look again */
/* IDLE, or RUNNING, to PENDING without a wake: the turn's answer brings the next turn, by `promise`. */
void gate_found(struct gate *gate, int64_t promise);
void gate_pend(struct gate *gate, int64_t promise);
/* RUNNING to PENDING with a wake: nested turns are welcome, or what was no ordinary turn ends. Without a pump to
 * IDLE: attach will wake. 0, or 1: the wake failed, the next post tries again. */
int gate_door(struct gate *gate);
void gate_fork_child(struct gate *gate); /* no flight of the parent's other threads ever lands */

#endif
