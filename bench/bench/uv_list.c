/* SPDX-License-Identifier: MIT */
/* The usual libuv idiom: a list under a mutex, a node allocated for each task, and uv_async_send
 * after each. */
#include "bench/contestant.h"
#include "bench/uv_loop.h"

#include <stdlib.h>

struct node {
    struct node *next;
    struct call *call;
};

struct list {
    struct uv_side side;
    struct node *first;
    struct node **end;
};

static void
drain(uv_async_t *async)
{
    struct list *list = (struct list *)async->loop;

    uv_mutex_lock(&list->side.lock);
    struct node *node = list->first;
    list->first = NULL;
    list->end = &list->first;
    uv_mutex_unlock(&list->side.lock);
    for (struct node *next; node; node = next) {
        next = node->next;
        node->call->run(node->call);
        free(node);
    }
}

static void *
list_open(void)
{
    struct list *list = calloc(1, sizeof *list);

    if (!list)
        return NULL;
    list->end = &list->first;
    if (uv_side_init(&list->side, drain))
        return list;
    free(list);
    return NULL;
}

static bool
list_post(void *self, struct call *call)
{
    struct list *list = self;
    struct node *node = malloc(sizeof *node);

    if (!node)
        return false;
    *node = (struct node){.call = call};
    uv_mutex_lock(&list->side.lock);
    *list->end = node;
    list->end = &node->next;
    uv_mutex_unlock(&list->side.lock);
    return uv_async_send(&list->side.async) == 0;
}

static void
list_close(void *self)
{
    uv_side_fini(self);
    free(self);
}

const struct contestant uv_list = {
    .name = "mutex list + uv_async",
    .open = list_open,
    .post = list_post,
    .run = uv_side_run,
    .stop = uv_side_stop,
    .close = list_close,
};
