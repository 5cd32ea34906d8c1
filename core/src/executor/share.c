/* SPDX-License-Identifier: MIT */
/* How weirs on one thread divide its time: each notes when it leaves work behind, and counts the others' notes. Notes
 * expire by themselves, so that no weir's end has to be told to another. */
#include "base/atomic.h"
#include "base/system.h"
#include "base/thread.h"
#include "executor/executor.h"

enum {
    NOTES = 32
}; /* of all threads; who finds none free has the time to itself */

/* Relaxed: where two threads take one note, or one is read half written, a share is wrong until the next turn. */
struct note {
    atom_u64 number; /* of the weir; 0: unused */
    atom_u64 thread;
    atom_i64 until;
};
static struct note notes[NOTES];

static bool
is_of_other(struct note *note, const struct weir *w, int64_t now)
{
    return atom_load(&note->until, relaxed) > now && atom_load(&note->thread, relaxed) == thread_self() &&
           atom_load(&note->number, relaxed) != w->number;
}

int64_t
share_among(const struct weir *w, int64_t now)
{
    int64_t weirs = 1;
    for (int i = 0; i < NOTES; i++)
        weirs += is_of_other(&notes[i], w, now);
    return weirs;
}

/* Its own, or if it needs one, one that has expired; NULL: there is none. */
static struct note *
note_of(const struct weir *w, int64_t now, bool needed)
{
    for (int i = 0; i < NOTES; i++)
        if (atom_load(&notes[i].number, relaxed) == w->number)
            return &notes[i];
    for (int i = 0; i < NOTES && needed; i++)
        if (atom_load(&notes[i].until, relaxed) <= now)
            return &notes[i];
    return NULL;
}

void
share_note(const struct weir *w, int64_t now, bool has_work)
{
    struct note *note = note_of(w, now, has_work);
    if (!note)
        return;
    atom_store(&note->number, w->number, relaxed);
    atom_store(&note->thread, thread_self(), relaxed);
    atom_store(&note->until, has_work ? time_after(time_after(now, w->max_latency), w->max_latency) : 0,
               relaxed);
}
