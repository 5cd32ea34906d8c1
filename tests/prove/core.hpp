/* SPDX-License-Identifier: MIT */
/* The real inbox and gate, compiled for the model checker, and the few system calls that they make. Not the models. */
#ifndef WEIR_PROVE_CORE_HPP
#define WEIR_PROVE_CORE_HPP

#include "base/atomic.h"
#include "base/system.h"
#include "executor/gate.c"
#include "executor/inbox.c"

/* Written by the model that runs; relacy switches threads only at atomic operations, so plain words do. */
static int64_t model_clock;
static bool clock_jumps; /* now and then more than a wake may take to be answered */

static int64_t
model_now(void)
{
    if (clock_jumps && rl::rand(4) == 0)
        model_clock += WEIR_MS(200);
    return model_clock;
}

static uint64_t
model_process(void)
{
    return 1;
}

static void
model_nap(int64_t)
{
    rl::yield(1, $);
}

struct system_calls weir_system = {NULL,      NULL,          model_now, model_now,
                                   model_now, model_process, model_nap, NULL};

#endif
