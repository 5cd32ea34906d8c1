/* SPDX-License-Identifier: MIT */
/* Whether the ledger of a round is right: each work that was started ended once, and each message and result. */
#include "stress.h"

#include <stdio.h>

void
is_wrong(struct round *round, const struct work *work, const char *what)
{
    if (atomic_fetch_add(&round->wrong, 1) < 20)
        printf("wrong: work %d, id %lld: %s\n", (int)(work - round->work), (long long)atomic_load(&work->id),
               what);
}

static void
check_parcel(struct round *round, const struct work *work, const struct parcel *parcel, const char *what)
{
    if (atomic_load(&parcel->ended) != atomic_load(&parcel->given))
        is_wrong(round, work, what);
}

static void
check_work(struct round *round, const struct work *work)
{
    bool started = atomic_load(&work->id) > 0;
    int begun = atomic_load(&work->begun);
    if (atomic_load(&work->dones) != started)
        is_wrong(round, work, "on_done did not come once");
    if (begun != atomic_load(&work->returned) || begun > started)
        is_wrong(round, work, "it did not run once");
    if (started && !begun && work->status != WEIR_JOB_CANCELLED && work->status != WEIR_JOB_TIMEOUT)
        is_wrong(round, work, "it never began, and is said to have");
    if (!begun && atomic_load(&work->refreshes))
        is_wrong(round, work, "it never began, and was refreshed");
    for (int i = 0; i < MOST_MESSAGES; i++)
        check_parcel(round, work, &work->message[i], "a message was lost");
    for (int i = 0; i < 2; i++)
        check_parcel(round, work, &work->result[i], "a result was lost");
}

int
check_ledger(struct round *round)
{
    int started = 0, asked = atomic_load(&round->asked);
    for (int i = 0; i < asked; i++) {
        check_work(round, &round->work[i]);
        started += atomic_load(&round->work[i].id) > 0;
    }
    if (started != atomic_load(&round->ended))
        is_wrong(round, &round->work[0], "as many ended as did not start");
    return started;
}
