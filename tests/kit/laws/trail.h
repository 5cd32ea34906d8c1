/* SPDX-License-Identifier: MIT */
/* What the laws of order, of timers and of frames share: tasks that leave a letter each, so that an order can be read.
 * Each file has a trail of its own. Not the laws. */
#ifndef KIT_LAWS_TRAIL_H
#define KIT_LAWS_TRAIL_H

#include "../kit.h"

#include <string.h>

static char trail[64];
static atomic_int steps;

static inline void
forget_trail(void)
{
    memset(trail, 0, sizeof trail);
    atomic_store(&steps, 0);
}

/* A task: its argument points at its letter. */
static inline void
leave(void *letter)
{
    int at = atomic_fetch_add(&steps, 1);
    if (at < (int)sizeof trail - 1)
        trail[at] = *(const char *)letter;
}

static inline char *
letter(char which)
{
    static char letters[] = "abcdefgh";
    return strchr(letters, which);
}

/* The kit's weir again, with these options. */
static inline void
open_with(struct weir_options options)
{
    kit_close();
    kit_open(&options);
}

static inline void
post_framed(uint32_t frames, bool frame_end, weir_fn *run, void *arg)
{
    struct weir_task task = {.run = run, .arg = arg, .frames = frames, .frame_end = frame_end};
    ck_assert_int_ge(weir_post_task(kit.w, &task, NULL), 0);
}

/* An early turn, as a host may make one at any time; its answer is thrown away. */
static inline void
turn_early(void *arg)
{
    (void)arg;
    ck_assert_int_ge(weir_turn(kit.w, NULL, NULL), 0);
}

/* A task that notes when it ran. */
struct appointment {
    int64_t due;
    int64_t kept;
    atomic_int *ran;
};

static inline void
keep(void *arg)
{
    struct appointment *appointment = arg;
    appointment->kept = weir_now();
    atomic_fetch_add(appointment->ran, 1);
}

#endif
