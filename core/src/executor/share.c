/* SPDX-License-Identifier: MIT */
/* How weirs on one thread divide its time: each notes when it leaves work behind, and counts the
 * others' notes. Notes expire by themselves, so that no weir's end has to be told to another. */
#include "base/system.h"
#include "executor/executor.h"

enum {
    NOTES = 16
}; /* more weirs with work than this on one thread share as if they were 16 */

struct note {
    uint64_t number; /* of the weir; 0: unused */
    int64_t until;
};
static THREAD_LOCAL struct note notes[NOTES];

int64_t
share_among(const struct weir *w, int64_t now)
{
    int64_t weirs = 1;
    for (int i = 0; i < NOTES; i++)
        weirs += notes[i].number != w->number && notes[i].until > now;
    return weirs;
}

void
share_note(const struct weir *w, int64_t now, bool has_work)
{
    int at = -1;
    for (int i = 0; i < NOTES && at < 0; i++)
        if (notes[i].number == w->number)
            at = i;
    for (int i = 0; i < NOTES && at < 0 && has_work; i++)
        if (notes[i].until <= now)
            at = i;
    if (at < 0)
        return;
    notes[at].number = w->number;
    notes[at].until = has_work ? time_after(time_after(now, w->max_latency), w->max_latency) : 0;
}
