/* SPDX-License-Identifier: MIT */
/* The one door to weir: posts messages and keeps the count of how they ended. Not what they say. */
#include "ledger.h"

static void
run(void *arg)
{
    struct message *message = arg;
    message->ledger->run++;
    message->run(message);
}

static void
drop(void *arg, int why)
{
    (void)why;
    struct message *message = arg;
    message->ledger->dropped++;
    message->drop(message);
}

int
ledger_post(struct ledger *ledger, struct message *message, struct weir_task how)
{
    message->ledger = ledger;
    how.run = run;
    how.drop = drop;
    how.arg = message;
    /* Relaxed: the counts are read for people, and for certain only after the posters were joined.
     * Offered goes first, since the message may have ended before the post returns. */
    atomic_fetch_add_explicit(&ledger->offered, 1, memory_order_relaxed);
    int answer = weir_post_task(ledger->weir, &how, NULL);
    if (answer < 0)
        atomic_fetch_add_explicit(&ledger->refused, 1, memory_order_relaxed);
    return answer;
}

uint64_t
ledger_accepted(struct ledger *ledger)
{
    uint64_t refused = atomic_load_explicit(&ledger->refused, memory_order_relaxed);
    return atomic_load_explicit(&ledger->offered, memory_order_relaxed) - refused;
}
