/* SPDX-License-Identifier: MIT */
/* The base on POSIX: memory, clocks, locks, threads. The only file of the core that calls the
 * system there. */
#define _GNU_SOURCE
#include "base/system.h"
#include "base/thread.h"

#include <weir/weir.h>

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/atomic.h"

static void *
posix_allocate(size_t size)
{
    void *memory = NULL;
    if (posix_memalign(&memory, CACHE_LINE, size))
        return NULL;
    return memset(memory, 0, size);
}

static int64_t
read_clock(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t
posix_now(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

static int64_t
posix_now_coarse(void)
{
#ifdef CLOCK_MONOTONIC_COARSE
    return read_clock(CLOCK_MONOTONIC_COARSE);
#else
    return read_clock(CLOCK_MONOTONIC);
#endif
}

static int64_t
posix_wall(void)
{
    return read_clock(CLOCK_REALTIME);
}

static uint64_t
posix_process(void)
{
    return (uint64_t)getpid();
}

static void
posix_nap(int64_t ns)
{
    struct timespec t = {(time_t)(ns / 1000000000), (long)(ns % 1000000000)};
    if (ns == 0)
        sched_yield();
    else
        nanosleep(&t, NULL);
}

static int
posix_lock_init(void *native)
{
    return pthread_mutex_init(native, NULL);
}

static void *
run_thread(void *arg)
{
    struct thread *thread = arg;
#if defined(__APPLE__)
    pthread_setname_np(thread->name);
#elif defined(__linux__)
    char shown[16]; /* all that Linux takes */
    snprintf(shown, sizeof shown, "%.15s", thread->name);
    pthread_setname_np(pthread_self(), shown);
#endif
    thread->run(thread->arg);
    return NULL;
}

/* It inherits the mask: signals are the program's own, but those of a fault are for who made it. */
static int
posix_thread_start(struct thread *thread)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT};
    sigset_t blocked, before;
    sigfillset(&blocked);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        sigdelset(&blocked, faults[i]);
    if (pthread_sigmask(SIG_SETMASK, &blocked, &before))
        return -1;
    int failed = pthread_create(&thread->native, NULL, run_thread, thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed;
}

struct system_calls weir_system = {
    posix_allocate, free,      posix_now,       posix_now_coarse,   posix_wall,
    posix_process,  posix_nap, posix_lock_init, posix_thread_start,
};

int
thread_start(struct thread *thread)
{
    return weir_system.thread_start(thread) ? WEIR_ESYSTEM : 0;
}

void
thread_join(struct thread *thread)
{
    pthread_join(thread->native, NULL);
}

uint32_t
processors(void)
{
#if defined(__linux__)
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return (uint32_t)CPU_COUNT(&set);
#endif
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (uint32_t)count : 1;
}

int
mutex_init(struct mutex *mutex)
{
    return weir_system.lock_init(&mutex->native) ? WEIR_ESYSTEM : 0;
}

void
mutex_fini(struct mutex *mutex)
{
    pthread_mutex_destroy(&mutex->native);
}

void
mutex_lock(struct mutex *mutex)
{
    pthread_mutex_lock(&mutex->native);
}

void
mutex_unlock(struct mutex *mutex)
{
    pthread_mutex_unlock(&mutex->native);
}

int
condition_init(struct condition *condition)
{
    pthread_condattr_t monotonic;
    if (pthread_condattr_init(&monotonic))
        return WEIR_ESYSTEM;
#ifndef __APPLE__
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
#endif
    int failed = pthread_cond_init(&condition->native, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return failed ? WEIR_ESYSTEM : 0;
}

void
condition_fini(struct condition *condition)
{
    pthread_cond_destroy(&condition->native);
}

void
condition_signal(struct condition *condition)
{
    pthread_cond_signal(&condition->native);
}

bool
condition_wait(struct condition *condition, struct mutex *mutex, int64_t duration)
{
    if (duration == WEIR_FOREVER) {
        pthread_cond_wait(&condition->native, &mutex->native);
        return true;
    }
#ifdef __APPLE__
    struct timespec span = {(time_t)(duration / 1000000000), (long)(duration % 1000000000)};
    return 0 == pthread_cond_timedwait_relative_np(&condition->native, &mutex->native, &span);
#else
    /* The real clock, not weir_system.now: a test's clock does not move this wait. */
    int64_t until = time_after(posix_now(), duration);
    struct timespec end = {(time_t)(until / 1000000000), (long)(until % 1000000000)};
    return 0 == pthread_cond_timedwait(&condition->native, &mutex->native, &end);
#endif
}

static _Thread_local void *place;

int
thread_place_hold(void)
{
    return 0;
}

void
thread_place_release(void)
{
}

void *
thread_place(void)
{
    return place;
}

void
thread_place_set(void *value)
{
    place = value;
}

/* Not an address of its own, nor pthread_self(): with the stack of a thread that has ended the next is given both. The
 * one thread of a fork's child keeps its number. */
uint64_t
thread_self(void)
{
    static atom_u64 drawn;
    static _Thread_local uint64_t self;
    if (self == 0)
        self = atom_add(&drawn, 1, relaxed) + 1; /* nothing to pair: one word, and each draws another */
    return self;
}

bool
thread_is_first(void)
{
#if defined(__linux__)
    return gettid() == getpid();
#elif defined(__APPLE__)
    return pthread_main_np();
#else
    return false;
#endif
}

void
thread_name(char *name, size_t size)
{
    if (thread_is_first())
        snprintf(name, size, "main");
    else if (pthread_getname_np(pthread_self(), name, size) != 0 || name[0] == '\0')
        snprintf(name, size, "%#llx", (unsigned long long)thread_self());
}
