/* SPDX-License-Identifier: MIT */
/* What the laws of the GLib pump share. Not the laws. */
#include "fixture.h"

#include <sched.h>
#include <string.h>

GMainContext *context;
struct weir *w;

enum {
    LIMIT_S = 30
};

static void
be_silent(void *self, enum weir_log_level level, const char *line)
{
    (void)self, (void)level, (void)line;
}

void
setup(void)
{
    weir_log_to(be_silent, NULL);
    context = g_main_context_new();
    ck_assert_int_eq(weir_new(&w, NULL), 0);
}

void
teardown(void)
{
    ck_assert_int_eq(weir_close(w, WEIR_DROP, WEIR_S(LIMIT_S)), 0);
    weir_free(w);
    if (context) {
        holds(context, 0, 0);
        g_main_context_unref(context);
    }
    weir_log_to(NULL, NULL);
}

/* What a context holds: GLib numbers its sources in the order in which they come. */

static guint
next_id(GMainContext *of)
{
    GSource *probe = g_timeout_source_new_seconds(3600);
    guint id = g_source_attach(probe, of);
    g_source_destroy(probe);
    g_source_unref(probe);
    return id;
}

static bool
is_named(GSource *source, const char *name)
{
    const char *its = source ? g_source_get_name(source) : NULL;
    return its && strcmp(its, name) == 0;
}

GSource *
source_of(GMainContext *of, const char *name)
{
    guint end = next_id(of);
    for (guint id = 1; id < end; id++) {
        GSource *source = g_main_context_find_source_by_id(of, id);
        if (is_named(source, name))
            return source;
    }
    return NULL;
}

struct held
held_by(GMainContext *of)
{
    struct held held = {0, 0};
    guint end = next_id(of);
    for (guint id = 1; id < end; id++) {
        GSource *source = g_main_context_find_source_by_id(of, id);
        held.front += is_named(source, "weir front");
        held.back += is_named(source, "weir back");
    }
    return held;
}

void
holds(GMainContext *of, int fronts, int backs)
{
    struct held held = held_by(of);
    ck_assert_int_eq(held.front, fronts);
    ck_assert_int_eq(held.back, backs);
}

/* Running. */

static gboolean
go_on(gpointer unused)
{
    (void)unused;
    return G_SOURCE_CONTINUE;
}

bool
run_until(until_fn *until, void *arg)
{
    gint64 limit = g_get_monotonic_time() + LIMIT_S * G_USEC_PER_SEC;
    GSource *look = g_timeout_source_new(2); /* brings the loop back to `until` */
    g_source_set_callback(look, go_on, NULL, NULL);
    g_source_attach(look, context);
    bool reached;
    while (!(reached = until(arg)) && g_get_monotonic_time() < limit)
        g_main_context_iteration(context, TRUE);
    g_source_destroy(look);
    g_source_unref(look);
    return reached;
}

bool
it_works(void)
{
    atomic_int ran = 0;
    while (weir_post(w, add_one, &ran) == WEIR_EFULL)
        g_main_context_iteration(context, TRUE);
    return run_until(is_reached, &ran) && atomic_load(&ran) == 1;
}

/* Threads. */

static void *
keep_firing(void *arg)
{
    struct fire *it = arg;
    while (!atomic_load(&it->stop)) {
        if (weir_post(w, add_one, &it->ended) >= 0)
            add_one(&it->accepted);
        else
            sched_yield();
    }
    return NULL;
}

void
fire(struct fire *it)
{
    *it = (struct fire){.stop = false};
    for (int i = 0; i < FIRING; i++)
        it->threads[i] = start(keep_firing, it);
}

void
cease_fire(struct fire *it)
{
    atomic_store(&it->stop, true);
    for (int i = 0; i < FIRING; i++)
        end(it->threads[i]);
}

bool
has_fired_more(void *arg)
{
    struct fire *it = arg;
    int now = atomic_load(&it->ended);
    if (now < it->seen + 100)
        return false;
    it->seen = now;
    return true;
}
