/* SPDX-License-Identifier: MIT */
/* The one door to weir: posts messages and keeps the count of how they ended. Not what they say. */
#ifndef INDEXD_LEDGER_H
#define INDEXD_LEDGER_H

#include <weir/weir.h>

#include <stdatomic.h>
#include <stdint.h>

/* So that the closing line can say, and check, that every message that was accepted has been run or dropped. */
struct ledger {
    struct weir *weir;
    atomic_uint_fast64_t offered; /* written by any thread */
    atomic_uint_fast64_t refused;
    uint64_t run; /* the loop thread's, as all below */
    uint64_t dropped;
};

/* Sits first in what is posted. Exactly one of the two is called, on the loop thread, and frees
 * it. */
struct message {
    struct ledger *ledger;
    void (*run)(struct message *message);
    void (*drop)(struct message *message);
};

/* Any thread. `how` gives name, lane, scope and patience. Answers as weir_post_task: below 0 the
 * message is still the caller's. */
int ledger_post(struct ledger *ledger, struct message *message, struct weir_task how);

/* Any thread. It may be ahead by what is just being offered, until every poster has ended. */
uint64_t ledger_accepted(struct ledger *ledger);

#endif
