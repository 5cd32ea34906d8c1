/* SPDX-License-Identifier: MIT */
/* What the system gives the core in laws of works: threads, memory and locks, counted and as scarce as a law wants. Not what
 * the core does with it.
 *
 * A thread that the core has started counts as one that is at work beside the loop, as those of kit_thread do. */
#ifndef KIT_LAWS_GIVEN_H
#define KIT_LAWS_GIVEN_H

#include "ledger.h"

#include <string.h>

enum {
    MOST_THREADS_EVER = 512
};

struct given_thread {
    void (*run)(void *arg);
    void *arg;
    char name[THREAD_NAME_SIZE];
};

static struct {
    struct system_calls real;
    atomic_int threads_left, memory_left, locks_left; /* so many more; below 0: as many as there are */
    atomic_int blocks;                                /* that the core holds */
    atomic_int started, alive;                        /* threads */
    atomic_bool late;                                 /* those that are started begin when it is over */
    struct given_thread thread[MOST_THREADS_EVER];
} given;

static inline bool
is_given(atomic_int *left)
{
    int now = atomic_load(left);
    while (now > 0 && !atomic_compare_exchange_weak(left, &now, now - 1))
        continue;
    return now != 0;
}

static inline void *
give_memory(size_t size)
{
    if (!is_given(&given.memory_left))
        return NULL;
    add_one(&given.blocks);
    return given.real.allocate(size);
}

static inline void
take_memory_back(void *block)
{
    if (block)
        atomic_fetch_sub(&given.blocks, 1);
    given.real.release(block);
}

static inline int
give_lock(void *native)
{
    return is_given(&given.locks_left) ? given.real.lock_init(native) : -1;
}

static inline void
threads_at_work(int change)
{
    atomic_fetch_add(&given.alive, change);
    if (host->others)
        host->others(kit.loop, change);
}

static inline void
run_given_thread(void *arg)
{
    struct given_thread *thread = arg;
    while (atomic_load(&given.late))
        nanosleep(&(struct timespec){0, 100000}, NULL);
    thread->run(thread->arg);
    threads_at_work(-1);
}

static inline int
give_thread(struct thread *thread)
{
    if (!is_given(&given.threads_left))
        return -1;
    int place = atomic_fetch_add(&given.started, 1);
    if (place >= MOST_THREADS_EVER)
        return -1;
    struct given_thread *mine = &given.thread[place];
    mine->run = thread->run;
    mine->arg = thread->arg;
    memcpy(mine->name, thread->name, sizeof mine->name);
    thread->run = run_given_thread;
    thread->arg = mine;
    threads_at_work(+1);
    int failed = given.real.thread_start(thread);
    if (failed)
        threads_at_work(-1);
    return failed;
}

static inline void
give_all(void)
{
    given.threads_left = given.memory_left = given.locks_left = -1;
    given.late = false;
}

static inline bool
no_thread_is_alive(void *unused)
{
    (void)unused;
    return atomic_load(&given.alive) == 0;
}

/* Both while no thread of weir's runs. */
static inline void
count_what_is_given(void)
{
    memset(&given, 0, sizeof given);
    give_all();
    given.real = weir_system;
    weir_system.allocate = give_memory;
    weir_system.release = take_memory_back;
    weir_system.lock_init = give_lock;
    weir_system.thread_start = give_thread;
}

static inline void
count_no_more(void)
{
    weir_system.allocate = given.real.allocate;
    weir_system.release = given.real.release;
    weir_system.lock_init = given.real.lock_init;
    weir_system.thread_start = given.real.thread_start;
}

#endif
