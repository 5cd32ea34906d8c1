/* SPDX-License-Identifier: MIT */
/* weir_new: options to memory. All that posts ever use is allocated here. */
#include "base/system.h"
#include "executor/executor.h"

#include <stdio.h>

enum {
    CAPACITY_DEFAULT = 1024,
    TIMERS_DEFAULT = 1024,
    NUMBER_LIMIT = 1 << 24,
    TASKS_DEFAULT = 1024
};
#define BUDGET_DEFAULT      WEIR_MS(4)
#define MAX_LATENCY_DEFAULT WEIR_MS(50)
#define AGE_LIMIT_DEFAULT   WEIR_MS(100)
#define FENCE_DEFAULT       WEIR_MS(50)

/* A copy that runs twice in one process (two plug-ins) has two of these; each numbers its own. */
static atom_u64 weirs_made;

static int64_t
or_default(int64_t value, int64_t otherwise)
{
    return value ? value : otherwise;
}

static uint64_t
power_of_two(uint64_t at_least)
{
    uint64_t size = 2; /* a ring of one cell could not tell its laps apart from its states */
    while (size < at_least)
        size *= 2;
    return size;
}

static bool
options_are_valid(const struct weir_options *o)
{
    return o->capacity <= NUMBER_LIMIT && o->timers <= NUMBER_LIMIT && o->budget.time >= 0 &&
           o->budget.tasks >= 0 && o->max_latency >= 0 && o->age_limit >= 0 && o->fence >= 0;
}

/* Counts what the gate's wakes come to, and tells the observer; on the thread that wakes. */
static void
woke(void *self, bool again, bool failed)
{
    struct weir *w = self;
    atom_add(failed ? &w->status.wakes_failed : &w->status.wakes, 1, relaxed);
    if (again)
        atom_add(&w->status.wakes_again, 1, relaxed);
    const struct observer *observer = observer_of(w);
    if (observer)
        tell(observer, WEIR_WAKE, weir_system.now(), 0, failed, NULL);
}

static void
take_options(struct weir *w, const struct weir_options *o)
{
    snprintf(w->name, sizeof w->name, "%s", o->name ? o->name : "weir");
    w->number = atom_add(&weirs_made, 1, relaxed) + 1;
    w->budget.time = or_default(o->budget.time, BUDGET_DEFAULT);
    w->budget.tasks = or_default(o->budget.tasks, TASKS_DEFAULT);
    w->max_latency = or_default(o->max_latency, MAX_LATENCY_DEFAULT);
    w->age_limit = or_default(o->age_limit, AGE_LIMIT_DEFAULT);
    w->fence = or_default(o->fence, FENCE_DEFAULT);
}

static int
allocate_queues(struct weir *w, uint64_t capacity, uint32_t timers)
{
    w->cells = weir_system.allocate(WEIR_LANES * capacity * sizeof(struct cell));
    w->slots = weir_system.allocate(timers_memory(timers));
    int failed = w->cells && w->slots ? lobby_init(&w->lobby) : WEIR_ENOMEM;
    if (!failed && mutex_init(&w->scopes.lock)) {
        lobby_fini(&w->lobby);
        failed = WEIR_ESYSTEM;
    }
    if (failed) {
        weir_system.release(w->cells);
        weir_system.release(w->slots);
        return failed;
    }
    lanes_init(&w->lanes, w->cells, capacity);
    timers_init(&w->timers, timers, w->slots);
    return 0;
}

static int
make(struct weir **out, const struct weir_options *o)
{
    struct weir *w = weir_system.allocate(sizeof *w);
    if (!w)
        return WEIR_ENOMEM;
    uint64_t capacity = power_of_two((uint64_t)or_default(o->capacity, CAPACITY_DEFAULT));
    int failed = allocate_queues(w, capacity, (uint32_t)or_default(o->timers, TIMERS_DEFAULT));
    if (failed) {
        weir_system.release(w);
        return failed;
    }
    take_options(w, o);
    records_init(&w->records);
    gate_init(&w->gate, (struct gate_tally){woke, w});
    *out = w;
    return 0;
}

int
weir_new(struct weir **out, const struct weir_options *options)
{
    static const struct weir_options defaults;
    const struct weir_options *o = options ? options : &defaults;
    if (out)
        *out = NULL;
    if (!out || !options_are_valid(o))
        return WEIR_EINVAL;
    if (thread_place_hold())
        return WEIR_ESYSTEM;
    int failed = make(out, o);
    if (failed)
        thread_place_release();
    return failed;
}

int64_t
weir_now(void)
{
    return weir_system.now();
}
