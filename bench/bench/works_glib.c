/* SPDX-License-Identifier: MIT */
/* Works with GLib alone: a GTask, which brings its result home itself, and a GThreadPool, of which each work adds an idle
 * source, or puts its end in a queue that one idle source empties. */
#include "bench/glib_loop.h"
#include "bench/works.h"

#include <gio/gio.h>
#include <stdatomic.h>

static void *loop;

/* weir on the same loop. */

const struct crew glib_weir_crew = {
    .name = "weir (GLib)",
    .on = &weir_glib,
    .open = weir_crew_open,
    .start = weir_crew_start,
    .tell = weir_crew_tell,
    .close = weir_crew_close,
};

/* GTask. */

static bool
task_open(void *its_loop)
{
    loop = its_loop;
    return true;
}

static void
task_work(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    struct piece *piece = data;
    (void)source, (void)cancellable;
    piece->work(piece, NULL);
    g_task_return_boolean(task, TRUE);
}

static void
task_done(GObject *source, GAsyncResult *result, gpointer data)
{
    struct piece *piece = data;
    (void)source, (void)result;
    piece->done.run(&piece->done);
}

static bool
task_start(struct piece *piece)
{
    GTask *task = g_task_new(NULL, NULL, task_done, piece);
    g_task_set_task_data(task, piece, NULL);
    g_task_run_in_thread(task, task_work);
    g_object_unref(task);
    return true;
}

static void
task_close(void)
{
}

const struct crew glib_task_crew = {
    .name = "g_task_run_in_thread",
    .weir = &glib_weir_crew,
    .on = &glib_idle,
    .open = task_open,
    .start = task_start,
    .close = task_close,
};

/* GThreadPool. */

static GThreadPool *pool;

static void
pool_work(gpointer data, gpointer arg)
{
    struct piece *piece = data;
    const struct crew *crew = arg;
    piece->work(piece, arg);
    crew->on->post(loop, &piece->done);
}

static bool
pool_open(void *its_loop, const struct crew *crew)
{
    loop = its_loop;
    pool = g_thread_pool_new(pool_work, (gpointer)crew, CREW_THREADS, TRUE, NULL);
    return pool;
}

static bool
pool_open_idle(void *its_loop)
{
    return pool_open(its_loop, &glib_pool_crew);
}

static bool
pool_start(struct piece *piece)
{
    return g_thread_pool_push(pool, piece, NULL);
}

static bool
pool_tell(void *arg, struct call *call)
{
    const struct crew *crew = arg;
    return crew->on->post(loop, call);
}

static void
pool_close(void)
{
    g_thread_pool_free(pool, FALSE, TRUE);
}

const struct crew glib_pool_crew = {
    .name = "GThreadPool, g_idle_add",
    .weir = &glib_weir_crew,
    .on = &glib_idle,
    .open = pool_open_idle,
    .start = pool_start,
    .tell = pool_tell,
    .close = pool_close,
};

/* The same with a queue. */

static GAsyncQueue *queue;
static atomic_bool woken;

/* For as long as there is something: what else the loop has to do waits. */
static gboolean
empty_queue(gpointer unused)
{
    (void)unused;
    atomic_store(&woken, false); /* before the look: what comes behind it wakes anew */
    for (struct call *call; (call = g_async_queue_try_pop(queue));)
        call->run(call);
    return G_SOURCE_REMOVE;
}

static bool
queue_post(void *self, struct call *call)
{
    (void)self;
    g_async_queue_push(queue, call);
    return atomic_exchange(&woken, true) || g_idle_add(empty_queue, NULL) != 0;
}

static const struct contestant glib_queue = {
    .open = glib_loop_open,
    .post = queue_post,
    .run = glib_loop_run,
    .stop = glib_loop_stop,
    .close = glib_loop_close,
};

static bool
pool_open_queue(void *its_loop)
{
    queue = g_async_queue_new();
    return pool_open(its_loop, &glib_queue_crew);
}

static void
queue_close(void)
{
    pool_close();
    g_async_queue_unref(queue);
}

const struct crew glib_queue_crew = {
    .name = "GThreadPool, GAsyncQueue",
    .weir = &glib_weir_crew,
    .on = &glib_queue,
    .open = pool_open_queue,
    .start = pool_start,
    .tell = pool_tell,
    .close = queue_close,
};
