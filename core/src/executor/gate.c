/* SPDX-License-Identifier: MIT */
/* The wake protocol. Not what is queued (inbox.c): only that a wake is never lost, and doubled only by the 100 ms net.
 *
 * tag   where                         order     pairs with  what it carries
 * [G1]  notify: word load             seq_cst   [G4]        after the publish [I1]: it sees IDLE, or the turn sees the task
 * [G2]  notify: IDLE to PENDING, +f   acq_rel   [G6] [G7]   the pump; and that who sets OFF sees the flight
 * [G3]  flight ends: sub              release   [G7]        that the call into the pump has returned
 * [G4]  idle: sub                     seq_cst   [G1] [I5]   before the second look: it sees the task, or notify sees IDLE
 * [G5]  run, pend, found: CAS, sub    acq_rel   [G2] [G6]   what was published before PENDING was set
 * [G6]  open: OFF cleared, +f         acq_rel   [G2]        the pump
 * [G7]  shut: OFF set                 acq_rel   [G2]        no flight begins after it;
 *       flight load                   acquire   [G3] [G8]   those before it have landed
 * [G8]  failed: PENDING to IDLE, -f   release   [G7]        as [G3]; in one step, or a post between the two is not woken */
#include "executor/gate.h"
#include "base/system.h"

#define ANSWER_DUE WEIR_MS(100)

static uint64_t
phase_of(uint64_t word)
{
    return word & GATE_PHASE;
}

void
gate_init(struct gate *gate, struct gate_tally tally)
{
    struct weir_pump none = {0, NULL, NULL, NULL, NULL, NULL, NULL, false};
    atom_init(&gate->word, GATE_IDLE | GATE_OFF);
    atom_init(&gate->woken, GATE_NOT_WOKEN);
    plain_store(gate->pump, none);
    plain_store(gate->self, NULL);
    plain_store(gate->tally, tally);
    gate->process = weir_system.process();
}

/* Calls the pump's wake; the caller holds a flight. */
static int
call_wake(struct gate *gate, bool again)
{
    struct weir_pump pump = plain_load(gate->pump);
    struct gate_tally tally = plain_load(gate->tally);
    atom_store(&gate->woken, weir_system.now_coarse(), relaxed);
    if (!pump.wake)
        return 0;
    bool failed = weir_system.process() != gate->process || pump.wake(plain_load(gate->self)) != 0;
    tally.woke(tally.self, again, failed);
    return failed;
}

static void
land(struct gate *gate)
{
    atom_sub(&gate->word, GATE_FLIGHT, release); /* [G3] */
}

/* The wake failed: give the next post its chance, unless a turn has come by meanwhile. */
static void
land_failed(struct gate *gate)
{
    uint64_t word = atom_load(&gate->word, relaxed);
    uint64_t then;
    atom_store(&gate->woken, GATE_NOT_WOKEN, relaxed);
    do {
        then = word - GATE_FLIGHT;
        if (phase_of(word) == GATE_PENDING)
            then -= GATE_PENDING - GATE_IDLE;
    } while (!atom_cas(&gate->word, &word, then, release, relaxed)); /* [G8] */
}

/* Ends a flight that began with PENDING being set. */
static int
wake_and_land(struct gate *gate)
{
    int failed = call_wake(gate, false);
    if (failed)
        land_failed(gate);
    else
        land(gate);
    return failed;
}

/* Nobody can be woken: keeps since when, for those who ask how long work has waited. */
static void
note_wait(struct gate *gate)
{
    int64_t woken = GATE_NOT_WOKEN;
    if (atom_load(&gate->woken, relaxed) == GATE_NOT_WOKEN)
        atom_cas(&gate->woken, &woken, weir_system.now_coarse(), relaxed, relaxed);
}

int
gate_notify(struct gate *gate)
{
    uint64_t word = atom_load(&gate->word, seq_cst); /* [G1] */
    while (phase_of(word) == GATE_IDLE && !(word & GATE_OFF))
        if (atom_cas(&gate->word, &word, word + GATE_PENDING + GATE_FLIGHT, acq_rel, relaxed)) /* [G2] */
            return wake_and_land(gate);
    if (word & GATE_OFF)
        note_wait(gate);
    else if (phase_of(word) == GATE_PENDING)
        return gate_rescue(gate);
    return 0;
}

int
gate_rescue(struct gate *gate)
{
    int64_t woken = atom_load(&gate->woken, relaxed);
    int64_t now = weir_system.now_coarse();
    if (now < time_after(woken, ANSWER_DUE))
        return 0;
    uint64_t word = atom_load(&gate->word, relaxed);
    do {
        if (phase_of(word) != GATE_PENDING || (word & GATE_OFF))
            return 0;
    } while (!atom_cas(&gate->word, &word, word + GATE_FLIGHT, acq_rel, relaxed)); /* [G2] */
    /* Of several threads that notice, one goes. */
    bool failed = atom_cas(&gate->woken, &woken, now, relaxed, relaxed) && call_wake(gate, true);
    if (failed)
        land_failed(gate);
    else
        land(gate);
    return failed;
}

/* Waits until no call into the pump is under way; a little by spinning, since a wake is short. */
static void
wait_for_flights(struct gate *gate)
{
    for (unsigned round = 0; atom_load(&gate->word, acquire) >= GATE_FLIGHT; round++) /* [G7] */
        weir_system.nap(round < 64 ? 0 : WEIR_US(100));
}

void
gate_settle(struct gate *gate)
{
    atom_or(&gate->word, 0, acq_rel); /* a flight that begins after this [G2] sees what we stored */
    wait_for_flights(gate);
}

bool
gate_shut(struct gate *gate)
{
    uint64_t before = atom_or(&gate->word, GATE_OFF, acq_rel); /* [G7] */
    wait_for_flights(gate);
    return !(before & GATE_OFF);
}

int
gate_open(struct gate *gate, const struct weir_pump *pump, void *self)
{
    wait_for_flights(gate);
    plain_store(gate->pump, *pump);
    plain_store(gate->self, self);
    atom_store(&gate->woken, GATE_NOT_WOKEN, relaxed);
    uint64_t word = atom_load(&gate->word, relaxed);
    uint64_t open;
    do {
        open = (word & ~(uint64_t)GATE_OFF) + GATE_FLIGHT;
        if (phase_of(word) == GATE_IDLE)
            open += GATE_PENDING; /* RUNNING is left alone: that turn's end wakes */
    } while (!atom_cas(&gate->word, &word, open, acq_rel, relaxed)); /* [G6] */

    int failed = phase_of(word) == GATE_RUNNING ? 0 : call_wake(gate, false);
    if (!failed) {
        land(gate);
        return 0;
    }
    atom_or(&gate->word, GATE_OFF, acq_rel); /* [G7] */
    land_failed(gate);
    wait_for_flights(gate);
    return WEIR_ESYSTEM;
}

bool
gate_busy(struct gate *gate)
{
    uint64_t word = atom_load(&gate->word, relaxed);
    do {
        if (word & GATE_OFF)
            return false;
    } while (!atom_cas(&gate->word, &word, word + GATE_FLIGHT, acq_rel, relaxed)); /* [G2] */
    struct weir_pump pump = plain_load(gate->pump);
    bool busy = pump.busy && pump.busy(plain_load(gate->self));
    land(gate);
    return busy;
}

bool
gate_is_off(const struct gate *gate)
{
    return atom_load(&gate->word, acquire) & GATE_OFF;
}

void
gate_run(struct gate *gate)
{
    uint64_t word = atom_load(&gate->word, relaxed);
    uint64_t running;
    atom_store(&gate->woken, GATE_NOT_WOKEN, relaxed); /* it is answered */
    do
        running = (word & ~(uint64_t)GATE_PHASE) | GATE_RUNNING;
    while (!atom_cas(&gate->word, &word, running, acq_rel, relaxed)); /* [G5] */
}

void
gate_idle(struct gate *gate)
{
    atom_store(&gate->woken, GATE_NOT_WOKEN,
               relaxed); /* who woke for this turn may have told its time late */
    atom_sub(&gate->word, GATE_RUNNING - GATE_IDLE, seq_cst); /* [G4] */
}

void
gate_found(struct gate *gate, int64_t promise)
{
    uint64_t word = atom_load(&gate->word, relaxed);
    while (phase_of(word) == GATE_IDLE)
        if (atom_cas(&gate->word, &word, word + GATE_PENDING, acq_rel, relaxed)) { /* [G5] */
            atom_store(&gate->woken, promise, relaxed); /* after, or a wake that fails wipes it out */
            return;
        }
}

void
gate_pend(struct gate *gate, int64_t promise)
{
    atom_sub(&gate->word, GATE_RUNNING - GATE_PENDING, acq_rel); /* [G5] */
    atom_store(&gate->woken, promise, relaxed);                  /* after, as gate_found */
}

int
gate_door(struct gate *gate)
{
    uint64_t word = atom_load(&gate->word, relaxed);
    uint64_t open;
    /* One step settles both, host or none: were OFF looked at by itself, a host lost in between would
     * leave RUNNING behind without a turn, and then nobody wakes any more. */
    do {
        open = word - GATE_RUNNING;
        if (!(word & GATE_OFF))
            open += GATE_PENDING + GATE_FLIGHT;
    } while (!atom_cas(&gate->word, &word, open, acq_rel, relaxed)); /* [G2] */
    return word & GATE_OFF ? 0 : wake_and_land(gate);
}

void
gate_fork_child(struct gate *gate)
{
    uint64_t word = atom_load(&gate->word, relaxed);
    atom_store(&gate->word, word & (GATE_PHASE | GATE_OFF), relaxed); /* one thread: nobody to pair with */
    gate->process = weir_system.process();
}
