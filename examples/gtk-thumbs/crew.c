/* SPDX-License-Identifier: MIT */
/* All that this program uses of weir: one weir rides GTK's main context, and each crew of threads has a scope of its
 * own, by which everything that it handed over ends with it. Not what the threads do (loading.c, viewer.c). */
#include "crew.h"

#include <weir-glib.h>
#include <weir/observe.h>

#include <pthread.h>

struct crew {
    struct ride *ride;
    struct weir_scope *scope;
    crew_work *work;
    void *arg;
    gint stopped; /* atomic */
    guint count;
    pthread_t threads[];
};

/* Few tasks may wait, since each holds a decoded picture: a thread that is ahead of the window waits for room. A task is
 * logged only if it takes a second, since a screenshot is taken inside of one. */
int
ride_begin(struct ride *ride)
{
    struct weir_options options = {.name = "thumbs", .capacity = 64, .timers = 1, .fence = WEIR_S(1)};
    int error = weir_new(&ride->weir, &options);
    return error ? error : weir_glib_attach(ride->weir, g_main_context_default());
}

struct account
ride_end(struct ride *ride)
{
    struct weir_stats stats;
    weir_close(ride->weir, WEIR_DROP, WEIR_FOREVER);
    weir_stats(ride->weir, &stats);
    weir_free(ride->weir);
    return (struct account){(guint64)g_atomic_int_get(&ride->posted), stats.run, stats.dropped};
}

bool
crew_hand(struct crew *crew, weir_fn *run, weir_drop_fn *drop, void *arg)
{
    struct weir_task task = {.run = run,
                             .drop = drop,
                             .arg = arg,
                             .name = "picture",
                             .scope = crew->scope,
                             .wait_for_room = WEIR_FOREVER};
    if (weir_post_task(crew->ride->weir, &task, NULL) < 0)
        return false; /* crew_stop ends the waiting, too */
    g_atomic_int_inc(&crew->ride->posted);
    return true;
}

bool
crew_is_stopped(const struct crew *crew)
{
    return g_atomic_int_get(&crew->stopped);
}

void
crew_stop(struct crew *crew)
{
    g_atomic_int_set(&crew->stopped, TRUE);
    weir_scope_cancel(crew->scope);
}

void
crew_free(struct crew *crew)
{
    if (!crew)
        return;
    crew_stop(crew);
    for (guint i = 0; i < crew->count; i++)
        pthread_join(crew->threads[i], NULL);
    weir_scope_barrier(crew->scope, WEIR_FOREVER);
    weir_scope_free(crew->scope);
    g_free(crew);
}

static void *
thread(void *self)
{
    struct crew *crew = self;
    crew->work(crew, crew->arg);
    return NULL;
}

struct crew *
crew_start(struct ride *ride, guint count, crew_work *work, void *arg)
{
    struct crew *crew = g_malloc0(sizeof *crew + count * sizeof *crew->threads);
    *crew = (struct crew){.ride = ride, .work = work, .arg = arg};
    if (weir_scope_new(ride->weir, &crew->scope) == 0)
        while (crew->count < count && !pthread_create(&crew->threads[crew->count], NULL, thread, crew))
            crew->count++;
    if (crew->count > 0)
        return crew;
    weir_scope_free(crew->scope);
    g_free(crew);
    return NULL;
}
