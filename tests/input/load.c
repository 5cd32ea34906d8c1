/* SPDX-License-Identifier: MIT */
/* The tasks and the thread that posts them. Not what is counted of the loop (window.c, drag.c). */
#include "load.h"

#include <pthread.h>

#define TASK_TAKES WEIR_US(200)

enum {
    CAPACITY = 512
};

struct load load;

static atomic_bool over;
static pthread_t producer;

static void
work(void *arg)
{
    (void)arg;
    int64_t end = weir_now() + TASK_TAKES;
    while (weir_now() < end)
        ;
    int ran = atomic_fetch_add(&load.ran, 1) + 1;
    if (load.each)
        load.each(ran);
}

static void
drop(void *arg, int why)
{
    (void)arg, (void)why;
    atomic_fetch_add(&load.dropped, 1);
}

static int
post(int64_t wait_for_room)
{
    struct weir_task task = {.run = work, .drop = drop, .wait_for_room = wait_for_room};
    int answer = weir_post_task(load.w, &task, NULL);
    if (answer >= 0)
        atomic_fetch_add(&load.posted, 1);
    return answer;
}

static void
note_depth(void)
{
    struct weir_load now;
    weir_load(load.w, &now);
    int depth = (int)now.depth[1];
    if (depth < atomic_load(&load.fewest))
        atomic_store(&load.fewest, depth);
}

static void *
post_until_over(void *arg)
{
    (void)arg;
    while (!atomic_load(&over)) {
        note_depth();
        if (post(LIMIT) < 0)
            atomic_fetch_add(&load.refused, 1);
    }
    return NULL;
}

void
begin_load(void)
{
    atomic_store(&over, false);
    while (post(0) >= 0)
        ;
    if (pthread_create(&producer, NULL, post_until_over, NULL) != 0)
        atomic_fetch_add(&load.refused, 1), atomic_store(&over, true);
}

static void
nothing(void *arg)
{
    (void)arg;
}

/* The call is the last in the lane. */
bool
end_load(void)
{
    if (!atomic_exchange(&over, true))
        pthread_join(producer, NULL);
    return weir_call(load.w, nothing, NULL, LIMIT) == 0;
}

bool
load_open(void)
{
    load = (struct load){.fewest = CAPACITY};
    struct weir_options options = {.name = "input", .capacity = CAPACITY};
    return weir_new(&load.w, &options) == 0;
}

bool
load_close(void)
{
    bool closed = weir_close(load.w, WEIR_DRAIN, LIMIT) == 0;
    if (closed)
        weir_free(load.w);
    return closed;
}
