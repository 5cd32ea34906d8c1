/* SPDX-License-Identifier: MIT */
/* Runs a frame loop by hand, with the queue that such programs usually have: a list under a mutex,
 * emptied once a frame. Does not know weir. */
#include "hosts/manual_frames.h"

#include "kit/clock.h"

#include <stdlib.h>

struct item {
    struct item *next;
    burst_fn *run;
    void *arg;
};

struct manual_frames {
    struct burst *burst;
    bool over;
    pthread_mutex_t lock; /* guards the list */
    struct item *first;
    struct item **end;
};

static bool
post_item(void *target, burst_fn *run, void *arg)
{
    struct manual_frames *frames = target;
    struct item *item = malloc(sizeof *item);

    if (!item)
        return false;
    *item = (struct item){.run = run, .arg = arg};
    pthread_mutex_lock(&frames->lock);
    *frames->end = item;
    frames->end = &item->next;
    pthread_mutex_unlock(&frames->lock);
    return true;
}

static struct item *
take_all(struct manual_frames *frames)
{
    pthread_mutex_lock(&frames->lock);
    struct item *first = frames->first;
    frames->first = NULL;
    frames->end = &frames->first;
    pthread_mutex_unlock(&frames->lock);
    return first;
}

static int64_t
empty_list(void *arg)
{
    for (struct item *item = take_all(arg), *next; item; item = next) {
        next = item->next;
        item->run(item->arg);
        free(item);
    }
    return INT64_MAX;
}

static int64_t
now(void *loop)
{
    (void)loop;
    return kit_now();
}

static void
quit(void *loop)
{
    struct manual_frames *frames = loop;
    frames->over = true;
}

struct manual_frames *
manual_frames_new(struct burst *burst)
{
    struct manual_frames *frames = calloc(1, sizeof *frames);

    if (!frames)
        return NULL;
    frames->burst = burst;
    frames->end = &frames->first;
    pthread_mutex_init(&frames->lock, NULL);
    burst->loop =
        (struct burst_loop){.now = now, .quit = quit, .loop = frames, .post = post_item, .target = frames};
    return frames;
}

/* A frame that came late is not made up for: the next one is due a period after now. */
static int64_t
next_frame(int64_t due)
{
    int64_t time = kit_now();
    return due + BURST_FRAME_NS > time ? due + BURST_FRAME_NS : time + BURST_FRAME_NS;
}

void
manual_frames_run(struct manual_frames *frames, manual_slice_fn *slice, void *arg)
{
    int64_t due = kit_now() + BURST_FRAME_NS;

    if (!slice) {
        slice = empty_list;
        arg = frames;
    }
    while (!frames->over) {
        kit_sleep_until(due);
        burst_tick(frames->burst);
        due = next_frame(due);
        for (int64_t again = kit_now(); !frames->over && again < due && kit_now() < due;) {
            kit_sleep_until(again);
            again = slice(arg);
        }
    }
    burst_join(frames->burst);
}

void
manual_frames_free(struct manual_frames *frames)
{
    for (struct item *item = take_all(frames), *next; item; item = next) {
        next = item->next;
        free(item);
    }
    pthread_mutex_destroy(&frames->lock);
    free(frames);
}
