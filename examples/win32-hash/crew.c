/* SPDX-License-Identifier: MIT */
/* All that this program uses of weir: one weir rides the messages of the window's thread, and each crew of threads has a
 * scope of its own, by which everything that it handed over ends with it. Not what the threads do (hashing.c). */
#include "crew.h"

#include "text.h"

#include <weir-win32.h>
#include <weir/observe.h>

#include <windows.h>

#include <process.h>
#include <stdlib.h>

struct crew {
    struct ride *ride;
    struct weir_scope *scope;
    crew_work *work;
    void *arg;
    volatile LONG stopped; /* interlocked */
    unsigned count;
    HANDLE threads[];
};

/* Few tasks may wait: a thread that is ahead of the window waits for room. A task is logged only if it takes ten
 * seconds, since a screenshot is taken inside of one. */
int
ride_begin(struct ride *ride)
{
    struct weir_options options = {.name = "hash", .capacity = 256, .timers = 8, .fence = WEIR_S(10)};
    int error = weir_new(&ride->weir, &options);
    return error ? error : weir_win32_attach(ride->weir, NULL);
}

bool
ride_is_inside(const struct ride *ride)
{
    return weir_current() == ride->weir;
}

struct account
ride_end(struct ride *ride)
{
    struct weir_stats stats;
    weir_close(ride->weir, WEIR_DROP, WEIR_FOREVER);
    weir_stats(ride->weir, &stats);
    weir_free(ride->weir);
    return (struct account){(uint64_t)ride->posted, stats.run, stats.dropped};
}

static bool
post(struct crew *crew, const struct weir_task *task)
{
    if (weir_post_task(crew->ride->weir, task, NULL) < 0)
        return false;
    InterlockedIncrement64(&crew->ride->posted);
    return true;
}

bool
crew_hand(struct crew *crew, weir_fn *run, weir_drop_fn *drop, void *arg)
{
    struct weir_task task = {.run = run,
                             .drop = drop,
                             .arg = arg,
                             .name = "parcel",
                             .scope = crew->scope,
                             .wait_for_room = WEIR_FOREVER}; /* crew_stop ends the waiting, too */
    return post(crew, &task);
}

bool
crew_later(struct crew *crew, int64_t delay, weir_fn *run, weir_drop_fn *drop, void *arg)
{
    struct weir_task task = {
        .run = run, .drop = drop, .arg = arg, .name = "later", .scope = crew->scope, .delay = delay};
    return post(crew, &task);
}

bool
crew_is_stopped(const struct crew *crew)
{
    return InterlockedCompareExchange((volatile LONG *)&crew->stopped, 0, 0) != 0;
}

void
crew_stop(struct crew *crew)
{
    InterlockedExchange(&crew->stopped, 1);
    weir_scope_cancel(crew->scope);
}

/* One that reads from a share which does not answer would keep the window waiting: its read is ended. */
static void
join(HANDLE thread)
{
    while (WaitForSingleObject(thread, 100) == WAIT_TIMEOUT)
        CancelSynchronousIo(thread);
    CloseHandle(thread);
}

void
crew_free(struct crew *crew)
{
    if (!crew)
        return;
    crew_stop(crew);
    for (unsigned i = 0; i < crew->count; i++)
        join(crew->threads[i]);
    weir_scope_barrier(crew->scope, WEIR_FOREVER);
    weir_scope_free(crew->scope);
    free(crew);
}

static unsigned __stdcall thread(void *self)
{
    struct crew *crew = self;
    crew->work(crew, crew->arg);
    return 0;
}

static bool
add_thread(struct crew *crew)
{
    HANDLE made = (HANDLE)_beginthreadex(NULL, 0, thread, crew, 0, NULL);
    if (made)
        crew->threads[crew->count++] = made;
    return made != NULL;
}

struct crew *
crew_start(struct ride *ride, unsigned count, crew_work *work, void *arg)
{
    struct crew *crew = need(sizeof *crew + count * sizeof *crew->threads);
    crew->ride = ride;
    crew->work = work;
    crew->arg = arg;
    if (weir_scope_new(ride->weir, &crew->scope) == 0)
        while (crew->count < count && add_thread(crew))
            ;
    if (crew->count > 0)
        return crew;
    weir_scope_free(crew->scope);
    free(crew);
    return NULL;
}
