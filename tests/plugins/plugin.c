/* SPDX-License-Identifier: MIT */
/* A plug-in: a weir on the loop of its host, and threads that fire into it until it is closed. Not the host, which knows
 * nothing of weir (gtk.c, qt.cpp, win32.c), nor what must hold (laws.c). */
#include "plugin.h"
#include "attach.h"
#include "threads.h"

#include <weir/observe.h>
#include <weir/pump.h>

#include <stdatomic.h>
#include <stdlib.h>

struct plugin {
    struct weir *w;
    uintptr_t home;
    atomic_bool stop;
    atomic_ullong accepted, ended, astray;
    atomic_ullong calls, called; /* that were answered as run, and that ran */
    atomic_ullong wrong;         /* answers that no one may get */
    int threads;
    struct thread thread[PLUGIN_THREADS];
    plugin_call *of_host; /* for a task to call */
    void *arg;
};

/* Tasks. */

static void
run(void *self)
{
    struct plugin *plugin = self;
    if (thread_me() != plugin->home)
        atomic_fetch_add(&plugin->astray, 1);
    atomic_fetch_add(&plugin->ended, 1);
}

static void
drop(void *self, int why)
{
    (void)why;
    run(self);
}

static void
run_for_host(void *self)
{
    struct plugin *plugin = self;
    weir_allow_nested(plugin->w);
    plugin->of_host(plugin->arg);
    run(self);
}

static void
run_call(void *self)
{
    struct plugin *plugin = self;
    atomic_fetch_add(&plugin->called, 1);
}

/* Fire: a shot's answer, until the plug-in closes. */

static int
post(struct plugin *plugin)
{
    struct weir_task task = {.run = run, .arg = plugin, .drop = drop};
    int answer = weir_post_task(plugin->w, &task, NULL);
    if (answer == WEIR_EFULL)
        thread_yield();
    return answer;
}

static int
post_later(struct plugin *plugin)
{
    struct weir_task task = {
        .run = run, .arg = plugin, .drop = drop, .lane = WEIR_URGENT, .delay = WEIR_MS(1)};
    weir_ticket ticket;
    int answer = weir_post_task(plugin->w, &task, &ticket);
    task.delay = 0;
    task.wait_for_room = WEIR_MS(50);
    int second = weir_post_task(plugin->w, &task, NULL);
    if (second >= 0)
        atomic_fetch_add(&plugin->accepted, 1);
    return answer;
}

static int
call(struct plugin *plugin)
{
    int answer = weir_call(plugin->w, run_call, plugin, WEIR_MS(50));
    if (answer >= 0)
        atomic_fetch_add(&plugin->calls, 1);
    return answer >= 0 ? WEIR_ETIMEOUT : answer; /* it is no task of ours */
}

static bool
may_be(int answer)
{
    return answer >= 0 || answer == WEIR_EFULL || answer == WEIR_ETIMEOUT || answer == WEIR_ECLOSED;
}

static void
keep_firing(struct plugin *plugin, int (*shot)(struct plugin *))
{
    while (!atomic_load(&plugin->stop)) {
        int answer = shot(plugin);
        if (answer >= 0)
            atomic_fetch_add(&plugin->accepted, 1);
        else if (answer == WEIR_ECLOSED)
            thread_yield();
        if (!may_be(answer))
            atomic_fetch_add(&plugin->wrong, 1);
    }
}

static void
fire_posts(void *self)
{
    keep_firing(self, post);
}

static void
fire_delays(void *self)
{
    keep_firing(self, post_later);
}

static void
fire_calls(void *self)
{
    keep_firing(self, call);
}

/* Life. */

static bool
fire(struct plugin *plugin, int threads)
{
    static thread_main *const ways[PLUGIN_THREADS] = {fire_posts, fire_delays, fire_calls};
    for (int i = 0; i < threads; i++, plugin->threads++)
        if (!thread_start(&plugin->thread[i], ways[i % PLUGIN_THREADS], plugin))
            return false;
    return true;
}

static void
cease_fire(struct plugin *plugin)
{
    atomic_store(&plugin->stop, true);
    for (int i = 0; i < plugin->threads; i++)
        thread_join(&plugin->thread[i]);
}

static bool
plugin_close(struct plugin *plugin, enum plugin_end how)
{
    int failed =
        how == PLUGIN_DETACHES ? weir_detach(plugin->w) : weir_close(plugin->w, WEIR_DROP, WEIR_S(20));
    cease_fire(plugin);
    failed |= weir_close(plugin->w, WEIR_DROP, 0);
    bool even = !failed && atomic_load(&plugin->accepted) == atomic_load(&plugin->ended) &&
                atomic_load(&plugin->calls) == atomic_load(&plugin->called) && !atomic_load(&plugin->wrong);
    weir_free(plugin->w);
    free(plugin);
    return even;
}

static struct plugin *
plugin_open(int threads, uint32_t capacity)
{
    struct weir_options options = {.name = "plug-in", .capacity = capacity, .fence = WEIR_S(60)};
    struct plugin *plugin = calloc(1, sizeof *plugin);
    if (!plugin)
        return NULL;
    plugin->home = thread_me();
    if (weir_new(&plugin->w, &options) == 0 && plugin_attach(plugin->w) == 0 && fire(plugin, threads))
        return plugin;
    if (plugin->w)
        plugin_close(plugin, PLUGIN_CLOSES);
    else
        free(plugin);
    return NULL;
}

static void
plugin_count(struct plugin *plugin, struct plugin_counts *counts)
{
    struct weir_load load = {.capacity = 0};
    struct weir_stats stats = {.wakes = 0};
    weir_load(plugin->w, &load);
    weir_stats(plugin->w, &stats);
    *counts = (struct plugin_counts){.version = weir_version(),
                                     .headers = WEIR_VERSION,
                                     .capacity = load.capacity,
                                     .ended = atomic_load(&plugin->ended),
                                     .wakes = stats.wakes,
                                     .astray = atomic_load(&plugin->astray)};
}

static bool
counted(struct plugin *plugin, const struct weir_task *task)
{
    if (weir_post_task(plugin->w, task, NULL) != 0)
        return false;
    atomic_fetch_add(&plugin->accepted, 1);
    return true;
}

static bool
plugin_post(struct plugin *plugin, int64_t delay)
{
    struct weir_task task = {.run = run, .arg = plugin, .drop = drop, .delay = delay};
    return counted(plugin, &task);
}

static bool
plugin_run(struct plugin *plugin, plugin_call *of_host, void *arg)
{
    struct weir_task task = {.run = run_for_host, .arg = plugin, .drop = drop, .lane = WEIR_BACKGROUND};
    plugin->of_host = of_host;
    plugin->arg = arg;
    return counted(plugin, &task);
}

plugin_symbol weir_test_plugin;
__attribute__((visibility("default"))) const struct plugin_table *
weir_test_plugin(void)
{
    static const struct plugin_table table = {plugin_open, plugin_count, plugin_post, plugin_run,
                                              plugin_close};
    return &table;
}
