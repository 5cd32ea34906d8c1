/* SPDX-License-Identifier: MIT */
/* What several laws need of tasks and of other threads: how tasks ended, each ending counted apart, and how to wait
 * until another thread has come to a place. Not the fixture (kit.h). */
#ifndef KIT_LEDGER_H
#define KIT_LEDGER_H

#include "kit.h"

#include "base/system.h"
#include "executor/executor.h"

#include <sched.h>
#include <time.h>

/* How the tasks that share it have ended. */
struct ledger {
    atomic_int run;
    atomic_int cancelled;
    atomic_int closed;
};

static inline void
ledger_run(void *arg)
{
    atomic_fetch_add(&((struct ledger *)arg)->run, 1);
}

static inline void
ledger_drop(void *arg, int why)
{
    struct ledger *ledger = arg;
    ck_assert(why == WEIR_ECANCELLED || why == WEIR_ECLOSED);
    atomic_fetch_add(why == WEIR_ECLOSED ? &ledger->closed : &ledger->cancelled, 1);
}

static inline struct weir_task
ledger_task(struct ledger *ledger)
{
    return (struct weir_task){.run = ledger_run, .arg = ledger, .drop = ledger_drop};
}

static inline void
ledger_is(struct ledger *ledger, int run, int cancelled, int closed)
{
    ck_assert_int_eq(atomic_load(&ledger->run), run);
    ck_assert_int_eq(atomic_load(&ledger->cancelled), cancelled);
    ck_assert_int_eq(atomic_load(&ledger->closed), closed);
}

/* Posts a task that must be accepted. */
static inline weir_ticket
must_post(struct weir_task task)
{
    weir_ticket ticket;
    ck_assert_int_eq(weir_post_task(kit.w, &task, &ticket), 0);
    return ticket;
}

/* Closes the fixture's and opens one whose lanes are small. */
static inline void
reopen_with_capacity(uint32_t capacity)
{
    kit_close();
    kit_open(&(struct weir_options){.capacity = capacity, .timers = capacity});
}

/* Waits by the real clock for what another thread does; the loop does not run meanwhile. */
static inline void
await(bool (*there)(void *), void *arg)
{
    const struct timespec pause = {0, 100000};
    for (int looks = 0; !there(arg); looks++) {
        ck_assert_int_lt(looks, 200000);
        nanosleep(&pause, NULL);
    }
}

struct awaited {
    atomic_int *counter;
    int value;
};

static inline bool
awaited_is_there(void *arg)
{
    const struct awaited *awaited = arg;
    return atomic_load(awaited->counter) >= awaited->value;
}

static inline void
await_reaches(atomic_int *counter, int value)
{
    await(awaited_is_there, &(struct awaited){counter, value});
}

static inline int
depth_now(void)
{
    struct weir_load load;
    ck_assert_int_eq(weir_load(kit.w, &load), 0);
    return (int)(load.depth[0] + load.depth[1] + load.depth[2] + load.timers);
}

static inline bool
depth_is_there(void *arg)
{
    return depth_now() >= *(int *)arg;
}

static inline void
await_depth(int depth)
{
    await(depth_is_there, &depth);
}

static inline int
waiters_now(void)
{
    int waiters = 0;
    mutex_lock(&kit.w->lobby.lock);
    for (struct waiter *waiter = kit.w->lobby.waiters; waiter; waiter = waiter->next)
        waiters++;
    mutex_unlock(&kit.w->lobby.lock);
    return waiters;
}

static inline bool
waiters_are_there(void *arg)
{
    return waiters_now() >= *(int *)arg;
}

/* So many threads are in the lobby: a call is one, a wait for room is one, a call that waits for room is two. */
static inline void
await_waiters(int waiters)
{
    await(waiters_are_there, &waiters);
}

static inline bool
a_call_is_there(void *arg)
{
    (void)arg;
    return depth_now() == 1 && waiters_now() == 1;
}

/* One call is in the queue, and waits for nothing but its end: for a moment after its post it is in the lobby twice. */
static inline void
await_call(void)
{
    await(a_call_is_there, NULL);
}

/* Asks on another thread and waits for the answer. */
struct question {
    int (*ask)(void *arg);
    void *arg;
    int answer;
};

static inline void *
question_body(void *arg)
{
    struct question *question = arg;
    question->answer = question->ask(question->arg);
    return NULL;
}

static inline int
ask_elsewhere(int (*ask)(void *arg), void *arg)
{
    struct question question = {ask, arg, 0};
    kit_join(kit_thread(question_body, &question));
    return question.answer;
}

#endif
