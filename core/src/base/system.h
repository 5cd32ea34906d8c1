/* SPDX-License-Identifier: MIT */
/* Every call to the system that the core makes, through one table, so that a test can fail or
 * replace each: memory, clock, process, nap. Locks and threads are in thread.h. */
#ifndef WEIR_BASE_SYSTEM_H
#define WEIR_BASE_SYSTEM_H

#include <stddef.h>
#include <stdint.h>

struct thread;

/* Written only by tests, before any thread starts; read by all. */
struct system_calls {
    void *(*allocate)(size_t size);             /* zeroed, on a cache line of its own; NULL: none left */
    void (*release)(void *memory);              /* NULL is ignored */
    int64_t (*now)(void);                       /* monotonic ns, precise: about 20 ns a call */
    int64_t (*now_coarse)(void);                /* the same clock to a few ms: about 4 ns a call */
    int64_t (*wall)(void);                      /* ns since 1970-01-01 UTC */
    uint64_t (*process)(void);                  /* the process id */
    void (*nap)(int64_t ns);                    /* give the processor away for about that long; 0: yield */
    int (*lock_init)(void *native);             /* 0, or the system has no more locks */
    int (*thread_start)(struct thread *thread); /* 0, or the system has no more threads */
};
extern struct system_calls weir_system;

/* Gives the processor away for *ns, and longer the next time, up to a millisecond: for who waits without being called. */
static inline void
nap_longer(int64_t *ns)
{
    weir_system.nap(*ns);
    if (*ns < 1000000)
        *ns *= 2;
}

/* Saturating sum of a time and a duration. */
static inline int64_t
time_after(int64_t time, int64_t duration)
{
    return duration > INT64_MAX - time ? INT64_MAX : time + duration;
}

#endif
