/* SPDX-License-Identifier: MIT */
/* A door is opened: its weir, its thread, what it knows. Not its end (closing.c). */
#include "door.h"

#include "call.h"
#include "closing.h"
#include "http.h"
#include "inside.h"
#include "mcp.h"

#include <weir-libevent.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

enum {
    CAPACITY = 1024,
    CAPACITY_MOST = 1 << 20
};

/* The thread */

static void *
serve(void *self)
{
    struct door *door = self;
    door->attached = weir_libevent_attach(door->weir, door->base, NULL);
    sem_post(&door->ready);
    if (door->attached == 0) {
        event_base_dispatch(door->base);
        weir_close(door->weir, WEIR_DRAIN, WEIR_FOREVER);
    }
    return NULL;
}

/* Signals are the host's: a write to a client that is gone must not end the program, either. */
static int
start_thread(struct door *door)
{
    sigset_t all, before;
    sigfillset(&all);
    if (sem_init(&door->ready, 0, 0))
        return WEIR_ESYSTEM;
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&door->thread, NULL, serve, door);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error == 0) {
        while (sem_wait(&door->ready) && errno == EINTR)
            ;
        if (door->attached)
            pthread_join(door->thread, NULL);
    }
    sem_destroy(&door->ready);
    if (error)
        errno = error;
    return error ? WEIR_ESYSTEM : door->attached;
}

/* What it knows */

static bool
is_good(const struct door_options *options)
{
    return options && options->name && options->version && options->address && options->on.main &&
           (options->tools || options->tool_count == 0) && options->on.named_count <= NAMED_MOST &&
           options->capacity <= CAPACITY_MOST && options->timeout >= 0;
}

static void
copy_options(struct door *door, const struct door_options *options)
{
    door->options = *options;
    if (!options->capacity)
        door->options.capacity = CAPACITY;
    if (!options->timeout)
        door->options.timeout = WEIR_S(60);
    for (size_t i = 0; i < options->on.named_count; i++)
        door->named[i] = options->on.named[i];
    door->named[door->options.on.named_count++] = door->weir;
    door->options.on.named = door->named;
    door->main = options->on.main;
}

/* One parent for all calls on a weir, so that they end together. */
static int
make_scopes(struct door *door)
{
    struct weir *w;
    int code = 0;
    for (size_t i = 0; code == 0 && (w = door_weir(door, i)); i++)
        code = weir_scope_new(w, &door->scopes[i]);
    return code;
}

struct weir *
door_weir(const struct door *door, size_t n)
{
    const struct weir_dispatcher *on = &door->options.on;
    if (n == 0)
        return on->main;
    if (on->fallback && n-- == 1)
        return on->fallback;
    return n <= on->named_count ? on->named[n - 1] : NULL;
}

static int
make(struct door *door, const struct door_options *options)
{
    uint32_t capacity = options->capacity ? options->capacity : CAPACITY;
    int code = weir_new(&door->weir, &(struct weir_options){.name = "door", .capacity = 2 * capacity});
    if (code)
        return code;
    copy_options(door, options);
    door->tools = mcp_tools(&door->options);
    door->calls = calloc(1, sizeof *door->calls);
    door->base = event_base_new();
    if (!door->tools)
        return WEIR_EINVAL;
    if (!door->calls || !door->base)
        return WEIR_ENOMEM;
    code = make_scopes(door);
    return code ? code : http_listen(door);
}

static int
start(struct door *door)
{
    int code = watch_start(&door->watch, door->main);
    if (code)
        return code;
    code = start_thread(door);
    if (code)
        watch_stop(&door->watch);
    return code;
}

int
door_open(struct door **out, const struct door_options *options)
{
    if (!out)
        return WEIR_EINVAL;
    *out = NULL;
    if (!is_good(options))
        return WEIR_EINVAL;
    struct door *door = calloc(1, sizeof *door);
    if (!door)
        return WEIR_ENOMEM;
    int code = make(door, options);
    if (code == 0)
        code = start(door);
    int error = errno;
    if (code)
        closing_free(door);
    else
        *out = door;
    errno = error;
    return code;
}

const char *
door_url(const struct door *door)
{
    return door->url;
}
