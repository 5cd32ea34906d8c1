/* SPDX-License-Identifier: MIT */
/* A host loop as the gate sees it: it can be rung, it can fail, it can die. Not what it does when rung (spine.hpp). */
#ifndef WEIR_PROVE_HOST_HPP
#define WEIR_PROVE_HOST_HPP

#include "core.hpp"

/* What becomes of a wake, decided anew for each. */
struct mood {
    bool fails; /* may answer that it failed */
    bool eats;  /* may answer 0, and nothing comes of it */
};
static struct mood mood;

struct host {
    /* Relaxed: what a real wake orders beyond that is luck, and the core must not lean on it. */
    rl::atomic<int> rung;
    /* Read by every call into the host, written when it dies: relacy calls it a race if nothing keeps them apart. */
    rl::var<int> alive;
    int calls; /* under way */
    int wakes;
    bool may_wake[8]; /* by thread */
};

static int
host_wake(void *self)
{
    struct host *host = (struct host *)self;
    host->calls++;
    host->wakes++;
    RL_ASSERT(host->alive($) == 1);
    RL_ASSERT(host->may_wake[rl::thread_index()]);
    bool fails = mood.fails && rl::rand(2);
    bool eaten = mood.eats && rl::rand(2);
    if (!fails && !eaten)
        host->rung.store(1, rl::mo_relaxed, $);
    host->calls--;
    return fails;
}

static bool
host_busy(void *self)
{
    struct host *host = (struct host *)self;
    host->calls++;
    RL_ASSERT(host->alive($) == 1);
    bool busy = host->rung.load(rl::mo_relaxed, $) != 0;
    host->calls--;
    return busy;
}

static void
host_is_born(struct host *host)
{
    host->rung.store(0, rl::mo_relaxed, $);
    host->alive($) = 1;
    host->calls = host->wakes = 0;
    for (bool &may : host->may_wake)
        may = true;
}

static void
host_dies(struct host *host)
{
    RL_ASSERT(host->calls == 0);
    host->alive($) = 0;
}

#endif
