/* SPDX-License-Identifier: MIT */
/* The real scopes, barrier and record list, compiled for the model checker, and what they call, stood in for as thinly as
 * it goes: one lock, a bell for the gate, one list for the lanes, and memory that is watched. Not the weir that a model
 * works with (scopes.hpp). */
#ifndef WEIR_PROVE_SCOPE_CORE_HPP
#define WEIR_PROVE_SCOPE_CORE_HPP

#include "base/atomic.h"
#include "base/system.h"
#include "executor/inbox.c"

#include "executor/executor.h"

#include <new>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

/* A record is plain memory, which relacy does not see: so a watch stands beside it. */
static int push_watched(struct records *records, struct record *record);
#define records_push push_watched
/* Threads change places before an atomic operation only: here behind one that gives something up too, so that what is
 * touched after it is touched too late. */
static uint64_t then_pauses(uint64_t word);
#undef atom_sub
#undef atom_cas
#define atom_sub(p, v, order) then_pauses((p)->fetch_sub((v), rl::mo_##order, $))
#define atom_cas(p, seen, v, yes, no) \
    then_pauses((p)->compare_exchange_strong(*(seen), (v), rl::mo_##yes, $, rl::mo_##no, $))
/* Not optimised, so that a read whose value nobody uses stays one. */
#pragma GCC push_options
#pragma GCC optimize("O0")
#include "executor/barrier.c"
#include "executor/scope.c"
#pragma GCC pop_options
#undef records_push

enum {
    PLACES = 8,
    PLACE_SIZE = 8192,
    THINGS = 4
};

/* All memory that is allocated, each piece on pages of its own, which cannot be touched once it is released. */
struct place {
    rl::var<int>
        life; /* read by who uses it, written when it comes and goes: relacy sees what is not in order */
    bool used, released;
    bool is_scope;
    bool may_go; /* whoever got it has given it back */
};

/* What a task or a job in a scope is for the scope: it has entered, waits with the loop, and leaves at its end. */
struct thing {
    struct record record;
    struct weir_scope *scope;
    rl::var<int> done; /* by the task, before it leaves */
    bool waits;        /* with the loop */
    int ended;
};

struct house {
    struct place places[PLACES];
    struct thing things[THINGS];
    rl::mutex lock;
    rl::var<int> records[PLACES]; /* of the scope at that place */
    /* Relaxed: the order that a real wake brings along is luck. */
    rl::atomic<int> bell;
    rl::atomic<int> pause;
    struct weir *w;
    struct ready *ready, **ready_last;
    bool sealed; /* the records, by close */
};
static struct house *house; /* of the model that runs */
static void *running;       /* that model */
static char *ground;        /* the pages of all places */

static uint64_t
then_pauses(uint64_t word)
{
    house->pause.load(rl::mo_relaxed, $);
    return word;
}

static unsigned
place_of(const void *memory)
{
    size_t at = (size_t)((const char *)memory - ground) / PLACE_SIZE;
    RL_ASSERT(at < PLACES);
    return (unsigned)at;
}

static void
touched(int)
{
    RL_ASSERT(!"released memory is touched");
}

static void
ground_is_laid()
{
    struct sigaction action = {};
    action.sa_handler = touched;
    action.sa_flags = SA_NODEFER;
    sigaction(SIGSEGV, &action, NULL);
    ground =
        (char *)mmap(NULL, PLACES * PLACE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/* No place is used twice in one schedule. */
static void *
model_allocate(size_t size)
{
    unsigned at = 0;
    while (house->places[at].used)
        at++;
    RL_ASSERT(at < PLACES && size <= PLACE_SIZE);
    void *memory = ground + at * PLACE_SIZE;
    mprotect(memory, PLACE_SIZE, PROT_READ | PROT_WRITE);
    memset(memory, 0, size);
    struct place *place = &house->places[at];
    place->is_scope = size == sizeof(struct weir_scope);
    if (place->is_scope)
        new (memory) weir_scope();
    place->used = true;
    place->may_go = true;
    place->life($) = 1;
    return memory;
}

static void
model_release(void *memory)
{
    struct place *place = &house->places[place_of(memory)];
    RL_ASSERT(place->used && !place->released && place->may_go);
    place->life($) = 0;
    if (place->is_scope)
        ((struct weir_scope *)memory)->~weir_scope();
    place->released = true;
    mprotect(memory, PLACE_SIZE, PROT_NONE);
}

static void
uses(const void *memory)
{
    RL_ASSERT(house->places[place_of(memory)].life($) == 1);
}

static int64_t
model_now(void)
{
    return 0;
}

static void
model_nap(int64_t)
{
    rl::yield(1, $);
}

struct system_calls weir_system = {model_allocate, model_release, model_now, model_now,
                                   model_now,      NULL,          model_nap, NULL};

/* What scopes and barrier call. */

void
mutex_lock(struct mutex *mutex)
{
    uses(house->w);
    if (mutex == &house->w->scopes.lock)
        house->lock.lock($);
}

void
mutex_unlock(struct mutex *mutex)
{
    uses(house->w);
    if (mutex == &house->w->scopes.lock)
        house->lock.unlock($);
}

size_t
cut_text(const char *, size_t)
{
    return 0;
}

void
lobby_rouse(struct lobby *)
{
}

bool
turn_any(const struct turn *turn, bool (*is)(const struct turn *, const void *), const void *what)
{
    while (turn && !is(turn, what))
        turn = turn->outer;
    return turn;
}

int
gate_notify(struct gate *)
{
    uses(house->w);
    house->bell.exchange(1, rl::mo_relaxed, $);
    return 0;
}

static int
push_watched(struct records *records, struct record *record)
{
    house->records[place_of(record)]($) = 1;
    return records_push(records, record);
}

enum attachment
attachment(const struct weir *)
{
    return ATTACHED;
}

bool
on_loop_thread(const struct weir *)
{
    return rl::thread_index() == 0;
}

void
lanes_make_ready(struct lanes *, int, struct ready *ready)
{
    ready->next = NULL;
    ready->link = house->ready_last;
    *house->ready_last = ready;
    house->ready_last = &ready->next;
}

void
lanes_unready(struct lanes *, int, struct ready *)
{
}

struct turn *
turn_current(void)
{
    return NULL;
}

int
turn_enter(struct turn *turn, struct weir *w, bool)
{
    turn->w = w;
    return 0;
}

void
turn_leave(struct turn *)
{
}

void
turn_run(struct turn *, const struct entry *entry)
{
    entry->run(entry->arg);
}

void
turn_drop(struct turn *, struct entry *entry, int why)
{
    entry->drop(entry->arg, why);
}

/* Slots and their heap: what waits is in `things`. */

enum take
slot_take(struct slot *)
{
    return TAKE_NOTHING;
}

void
heap_remove(struct heap *, struct slot *)
{
}

void
timers_end(struct timers *, struct slot *)
{
}

static void
end_thing(struct thing *thing)
{
    thing->waits = false;
    thing->ended++;
    thing->done($) = 1;
    uses(thing->scope);
    scope_leave(thing->scope);
}

void
intake_cancelled(struct weir *)
{
    for (struct thing &thing : house->things)
        if (thing.waits && scope_is_cancelled(thing.scope))
            end_thing(&thing);
}

static void
thing_arrives(struct weir *, struct record *record)
{
    struct thing *thing = (struct thing *)record;
    thing->waits = true;
    if (scope_is_cancelled(thing->scope))
        end_thing(thing);
}

void
intake_arrivals(struct weir *w)
{
    while (records_look_again(&w->records)) {
        struct record *next;
        for (struct record *record = records_take(&w->records, false); record; record = next) {
            next = record->next;
            if (record->taken != thing_arrives)
                (void)(int)house->records[place_of(record)]($);
            record->taken(w, record);
        }
    }
}

/* The loop thread takes the oldest that is ready. */
static bool
ready_take(struct entry *entry)
{
    struct ready *ready = house->ready;
    if (!ready)
        return false;
    house->ready = ready->next;
    if (!house->ready)
        house->ready_last = &house->ready;
    ready->link = NULL;
    ready->take(house->w, ready, 0, entry);
    return true;
}

#endif
