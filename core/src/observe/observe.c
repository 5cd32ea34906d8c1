/* SPDX-License-Identifier: MIT */
/* The public face of what can be seen: the one observer, and the counters. The events are told by
 * the executor. */
#include "executor/executor.h"

int
weir_observe(struct weir *w, weir_observer_fn *observer, void *self)
{
    if (!w)
        return WEIR_EINVAL;
    if (attachment(w) != NEVER_ATTACHED && !on_loop_thread(w))
        return WEIR_ETHREAD;
    if (turn_of(w))
        return WEIR_EBUSY;
    struct observer *told = (struct observer *)atom_load(&w->observer, relaxed);
    struct observer *free = told == &w->observers[0] ? &w->observers[1] : &w->observers[0];
    *free = (struct observer){observer, self};
    atom_store(&w->observer, observer ? free : NULL, release); /* pairs with observer_of */
    gate_settle(&w->gate); /* a wake in flight may still tell the old one */
    return 0;
}

int
weir_stats(const struct weir *w, struct weir_stats *stats)
{
    if (!w || !stats)
        return WEIR_EINVAL;
    const struct status *s = &w->status;
    *stats = (struct weir_stats){
        .turns = atom_load(&s->turns, relaxed),
        .refused = atom_load(&s->refused, relaxed),
        .run = atom_load(&s->run, relaxed),
        .dropped = atom_load(&s->dropped, relaxed),
        .wakes = atom_load(&s->wakes, relaxed),
        .wakes_again = atom_load(&s->wakes_again, relaxed),
        .wakes_failed = atom_load(&s->wakes_failed, relaxed),
        .overruns = atom_load(&s->overruns, relaxed),
    };
    for (int i = 0; i < WEIR_RAN_CLASSES; i++)
        stats->ran[i] = atom_load(&s->ran[i], relaxed);
    return 0;
}
