/* SPDX-License-Identifier: MIT */
/* How fast works come and go and what they send gets to the loop, how long one takes, and what they cost the thread of
 * the loop. */
#include "bench/works.h"

#include "kit/clock.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <time.h>

/* Of the one sample that this process takes; the loop thread's own, but for what is atomic. */
static const struct crew *crew;
static void *loop;
static bool broken;

static void
stop(void)
{
    crew->on->stop(loop);
}

static bool
start(struct piece *piece)
{
    if (crew->start(piece))
        return true;
    broken = true;
    stop();
    return false;
}

/* What the thread of the loop spends, beside what passes meanwhile. */

struct stretch {
    int64_t passed;
    int64_t spent;
};

static int64_t
thread_time(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return KIT_S(time.tv_sec) + time.tv_nsec;
}

static struct stretch
stretch_begin(void)
{
    return (struct stretch){kit_now(), thread_time()};
}

static void
stretch_end(struct stretch *stretch)
{
    stretch->passed = kit_now() - stretch->passed;
    stretch->spent = thread_time() - stretch->spent;
}

/* Works that do nothing, so many in flight: the end of each starts another. */

static struct piece flood[WINDOW];
static int to_start, to_end;

static void
work_nothing(struct piece *piece, void *inside)
{
    (void)piece, (void)inside;
}

static void
flood_done(void *call)
{
    if (--to_end == 0)
        stop();
    else if (to_start > 0 && start(call)) /* a piece begins with its call */
        to_start--;
}

static bool
run_flood(int works, int in_flight)
{
    to_end = works;
    to_start = works - in_flight;
    for (int i = 0; i < in_flight; i++) {
        flood[i] = (struct piece){{flood_done}, work_nothing};
        if (!start(&flood[i]))
            return false;
    }
    crew->on->run(loop);
    return !broken;
}

static bool
measure_flood(int works, int in_flight, struct stretch *stretch)
{
    if (!run_flood(works / 10 + in_flight, in_flight)) /* warm */
        return false;
    *stretch = stretch_begin();
    bool whole = run_flood(works, in_flight);
    stretch_end(stretch);
    return whole;
}

bool
sample_works(const struct crew *its, void *its_loop, const struct works_effort *effort, int in_flight,
             double *value)
{
    struct stretch stretch = {0, 0};
    crew = its, loop = its_loop;
    bool whole = measure_flood(effort->works, in_flight, &stretch);
    *value = effort->works * 1e9 / (double)stretch.passed;
    return whole;
}

bool
sample_works_loop(const struct crew *its, void *its_loop, const struct works_effort *effort, int in_flight,
                  double *value)
{
    struct stretch stretch = {0, 0};
    crew = its, loop = its_loop;
    bool whole = measure_flood(effort->works, in_flight, &stretch);
    *value = (double)stretch.spent / effort->works;
    return whole;
}

/* Now and then a work, while neither the loop nor a worker has anything else to do. */

static struct call ask;
static struct piece trip;
static int64_t begun;
static int trips;
static struct samples times;
static atomic_bool is_home;

static void
trip_start(void *call)
{
    (void)call;
    begun = kit_now();
    start(&trip);
}

static void
trip_done(void *call)
{
    (void)call;
    samples_add(&times, (double)(kit_now() - begun) / 1e3);
    if (--trips == 0)
        stop();
    atomic_store(&is_home, true);
}

static void *
ask_for_trips(void *count)
{
    for (int i = *(const int *)count; i > 0; i--) {
        kit_sleep(KIT_US(200));
        atomic_store(&is_home, false);
        crew->on->post(loop, &ask);
        while (!atomic_load(&is_home))
            kit_sleep(KIT_US(100));
    }
    return NULL;
}

bool
sample_trips(const struct crew *its, void *its_loop, const struct works_effort *effort, int in_flight,
             double *value)
{
    pthread_t other;
    (void)in_flight;
    crew = its, loop = its_loop;
    ask.run = trip_start;
    trip = (struct piece){{trip_done}, work_nothing};
    trips = effort->trips;
    if (pthread_create(&other, NULL, ask_for_trips, (void *)&effort->trips))
        return false;
    crew->on->run(loop);
    if (broken)
        return false; /* the process ends with the sample */
    pthread_join(other, NULL);
    *value = samples_median(&times);
    samples_free(&times);
    return true;
}

/* Messages of one work. Who has no bound of its own gets the same by this, which it asks for once a window. */

static int to_send;
static atomic_int come;

static void
message_comes(void *call)
{
    (void)call;
    atomic_store_explicit(&come, atomic_load_explicit(&come, memory_order_relaxed) + 1, memory_order_relaxed);
}

static struct call message = {message_comes};

static void
work_send(struct piece *piece, void *inside)
{
    int seen = 0;
    (void)piece;
    for (int sent = 0; sent < to_send; sent++) {
        while (!crew->on->bounded && sent - seen >= WINDOW) {
            seen = atomic_load_explicit(&come, memory_order_relaxed);
            if (sent - seen >= WINDOW)
                sched_yield();
        }
        if (!crew->tell(inside, &message))
            return;
    }
}

/* It comes behind all that the work has sent. */
static void
send_done(void *call)
{
    (void)call;
    stop();
}

static bool
send_all(int count)
{
    static struct piece piece = {{send_done}, work_send};
    to_send = count;
    atomic_store(&come, 0);
    if (!start(&piece))
        return false;
    crew->on->run(loop);
    return atomic_load(&come) == count;
}

static bool
measure_messages(int count, struct stretch *stretch)
{
    if (!send_all(count / 10)) /* warm */
        return false;
    *stretch = stretch_begin();
    bool whole = send_all(count);
    stretch_end(stretch);
    return whole;
}

static bool
measure_crew(const struct crew *its, void *its_loop, const struct works_effort *effort,
             struct stretch *stretch)
{
    *stretch = (struct stretch){0, 0};
    crew = its, loop = its_loop;
    return measure_messages(effort->messages, stretch);
}

bool
sample_messages(const struct crew *its, void *its_loop, const struct works_effort *effort, int in_flight,
                double *value)
{
    struct stretch stretch;
    (void)in_flight;
    bool whole = measure_crew(its, its_loop, effort, &stretch);
    *value = effort->messages * 1e9 / (double)stretch.passed;
    return whole;
}

bool
sample_messages_loop(const struct crew *its, void *its_loop, const struct works_effort *effort, int in_flight,
                     double *value)
{
    struct stretch stretch;
    (void)in_flight;
    bool whole = measure_crew(its, its_loop, effort, &stretch);
    *value = (double)stretch.spent / effort->messages;
    return whole;
}
