/* SPDX-License-Identifier: MIT */
/* The virtual clock, and how it takes the place of the core's. Not who moves it (fake.c). */
#include "fake_clock.h"

#include "base/system.h"

#include <stdatomic.h>
#include <time.h>

#define APART INT64_C(3600000000000) /* between two loops; and from 0, which is no time */

enum {
    PATIENCE = 1000, /* readings in a row after which somebody is taken to wait for the clock alone, */
    STEP = 1000      /* and what each further one adds, ns */
};

static struct system_calls before;
static _Atomic(int64_t) clock_now;
static _Atomic(int64_t) lead; /* of this clock over the real one, while it flows */
static atomic_int others;
static atomic_int readings;

static int64_t
real_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void
fake_clock_jump(int64_t time)
{
    int64_t now = atomic_load(&clock_now);
    while (now < time && !atomic_compare_exchange_weak(&clock_now, &now, time))
        continue;
    atomic_store_explicit(&readings, 0, memory_order_relaxed);
}

void
fake_clock_pass(int64_t duration)
{
    atomic_fetch_add(&lead, duration);
    atomic_fetch_add(&clock_now, duration);
    atomic_store_explicit(&readings, 0, memory_order_relaxed);
}

int64_t
fake_clock_now(void)
{
    if (atomic_load(&others) > 0)
        fake_clock_jump(real_now() + atomic_load(&lead));
    else if (atomic_fetch_add_explicit(&readings, 1, memory_order_relaxed) >= PATIENCE)
        atomic_fetch_add(&clock_now, STEP);
    return atomic_load(&clock_now);
}

void
fake_clock_others(int change)
{
    if (change > 0 && atomic_load(&others) == 0)
        atomic_store(&lead, atomic_load(&clock_now) - real_now());
    atomic_fetch_add(&others, change);
}

bool
fake_clock_flows(void)
{
    return atomic_load(&others) > 0;
}

void
fake_clock_alone(void)
{
    atomic_store(&others, 0);
}

/* Other threads that are at work read the table of calls: it is left as it is, and a law may exchange one loop for
 * another under them. */
void
fake_clock_begin(void)
{
    if (weir_system.now == fake_clock_now)
        return;
    before = weir_system;
    fake_clock_pass(APART); /* a thread may keep times from one loop to the next */
    weir_system.now = fake_clock_now;
    weir_system.now_coarse = fake_clock_now;
}

void
fake_clock_end(void)
{
    if (fake_clock_flows())
        return;
    weir_system.now = before.now;
    weir_system.now_coarse = before.now_coarse;
}
