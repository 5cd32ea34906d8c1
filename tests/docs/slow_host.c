/* SPDX-License-Identifier: MIT */
/* The loop, the clock and the threads of slow_host.h. */
#include "slow_host.h"

#include "base/system.h"

#include <weir/pump.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    THREADS = 8
};

struct thread {
    pthread_t native;
    void *(*run)(void *arg);
    void *arg;
};

struct weir *ui;
struct weir_workers *workers;

/* Under the lock. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int64_t now;
static int running; /* threads that have not ended */

/* Of the loop's thread only. */
static pthread_t loop_thread;
static struct thread threads[THREADS];
static int started;
static int64_t stood_still;
static struct weir_next next;

void
must(bool held, const char *file, int line, const char *what)
{
    if (held)
        return;
    fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
    exit(1);
}

static int64_t
read_clock(void)
{
    pthread_mutex_lock(&lock);
    int64_t answer = now;
    pthread_mutex_unlock(&lock);
    return answer;
}

static void
move_clock(int64_t ns)
{
    pthread_mutex_lock(&lock);
    now += ns;
    pthread_mutex_unlock(&lock);
}

void
spend(int64_t ns)
{
    if (pthread_equal(pthread_self(), loop_thread))
        move_clock(ns);
}

void
host_open(void)
{
    loop_thread = pthread_self();
    now = WEIR_S(1000);
    stood_still = 0;
    next = (struct weir_next){0};
    weir_system.now = weir_system.now_coarse = read_clock;
    MUST(weir_new(&ui, NULL) == 0);
    MUST(weir_attach(ui, NULL, NULL) == 0);
}

static void *
run_thread(void *arg)
{
    const struct thread *thread = arg;
    thread->run(thread->arg);
    pthread_mutex_lock(&lock);
    running--;
    pthread_mutex_unlock(&lock);
    return NULL;
}

void
start_thread(void *(*run)(void *arg), void *arg)
{
    MUST(started < THREADS);
    struct thread *thread = &threads[started++];
    *thread = (struct thread){.run = run, .arg = arg};
    pthread_mutex_lock(&lock);
    running++;
    pthread_mutex_unlock(&lock);
    MUST(pthread_create(&thread->native, NULL, run_thread, thread) == 0);
}

static bool
threads_run(void)
{
    pthread_mutex_lock(&lock);
    bool answer = running > 0;
    pthread_mutex_unlock(&lock);
    return answer;
}

/* Is there a job that waits neither for a time nor for a frame? It is a work, or awaits something. */
static bool
works_run(void)
{
    struct weir_job_info info;
    bool answer = false;
    for (int64_t id = weir_job_next(ui, 0); id > 0 && !answer; id = weir_job_next(ui, id))
        answer = weir_job_get(ui, id, &info, NULL, 0) == 0 && info.status <= WEIR_JOB_RUNNING &&
                 info.remaining == 0 && info.remaining_frames == 0;
    return answer;
}

void
host_frame(void (*frame)(void))
{
    int64_t began = read_clock();
    if (frame)
        frame();
    else
        MUST(weir_turn(ui, NULL, &next) >= 0);
    int64_t took = read_clock() - began;
    if (took > stood_still)
        stood_still = took;
}

/* To then; or, 0, as much as the others wait meanwhile. */
static void
pass_time(int64_t ns)
{
    const struct timespec nap = {.tv_nsec = (long)WEIR_MS(1)};
    if (ns == 0)
        nanosleep(&nap, NULL);
    move_clock(ns ? ns : WEIR_MS(1));
}

void
host_wait(void)
{
    host_frame(NULL);
    pass_time(0);
}

void
host_settle(void)
{
    for (;;) {
        bool alone =
            !threads_run() && !works_run(); /* before the turn, which sees what the last one has left */
        host_frame(NULL);
        int64_t wait = next.earliest_ns;
        if (wait == INT64_MAX && alone)
            return;
        if (wait > read_clock())
            pass_time(alone ? wait - read_clock() : 0);
    }
}

int64_t
host_stood_still(void)
{
    return stood_still;
}

void
host_close(void)
{
    host_settle();
    while (started > 0)
        pthread_join(threads[--started].native, NULL);
    MUST(weir_close(ui, WEIR_DROP, WEIR_S(1)) == 0);
    MUST(weir_workers_free(workers, WEIR_FOREVER) == 0);
    workers = NULL;
    weir_free(ui);
}
