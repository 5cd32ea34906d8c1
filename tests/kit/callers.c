/* SPDX-License-Identifier: MIT */
/* Starts threads that call, and waits for what they do. Not the laws. */
#include "callers.h"

#include <check.h>
#include <sched.h>

static const int64_t LIMIT = WEIR_S(30);

bool
await(until_fn *until, void *arg)
{
    int64_t limit = weir_now() + LIMIT;
    bool reached;
    while (!(reached = until(arg)) && weir_now() < limit)
        sched_yield();
    return reached;
}

bool
is_reached(void *counter)
{
    return atomic_load((atomic_int *)counter) > 0;
}

void
add_one(void *counter)
{
    atomic_fetch_add((atomic_int *)counter, 1);
}

pthread_t
start(void *(*run)(void *), void *arg)
{
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, run, arg), 0);
    return thread;
}

void
end(pthread_t thread)
{
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}

static void *
call_and_wait(void *arg)
{
    struct caller *caller = arg;
    caller->answer = weir_call(caller->w, add_one, &caller->ran, WEIR_FOREVER);
    return NULL;
}

/* How many waited before it came. */
struct before {
    struct weir *w;
    uint32_t depth;
};

static uint32_t
depth_of(struct weir *w)
{
    struct weir_load load;
    ck_assert_int_eq(weir_load(w, &load), 0);
    return load.depth[1];
}

static bool
one_more_waits(void *arg)
{
    struct before *before = arg;
    return depth_of(before->w) > before->depth;
}

void
caller_waits(struct caller *caller, struct weir *w)
{
    struct before before = {w, depth_of(w)};
    *caller = (struct caller){.w = w, .answer = 1};
    caller->thread = start(call_and_wait, caller);
    ck_assert(await(one_more_waits, &before));
}

int
caller_is_told(struct caller *caller)
{
    end(caller->thread);
    return caller->answer;
}
