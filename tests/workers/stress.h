/* SPDX-License-Identifier: MIT */
/* The stress of works: one round's weir, workers and scopes, and the ledger of each work that was started in it. Not how a
 * round goes (stress.c), nor what a work does (work.c), nor whether the ledger is right (ledger.c). */
#ifndef TESTS_WORKERS_STRESS_H
#define TESTS_WORKERS_STRESS_H

#include <weir/workers.h>

#include <stdatomic.h>

enum {
    MOST_WORKS = 1024, /* asked for in a round */
    MOST_MESSAGES = 8, /* that a work posts */
    SCOPES = 6
};

struct round;

/* What a work leaves, and a task that it posts: each ends once. */
struct parcel {
    struct work *work;
    int number;
    atomic_int given; /* weir has it */
    atomic_int ended; /* delivered or dropped, taken or destroyed */
};

/* All zero until it is asked for. */
struct work {
    struct round *round;
    uint64_t dice; /* of its own, so that the seed alone says what it does */
    int scope;     /* below 0: none */
    bool dedicated;

    _Atomic(int64_t) id; /* above 0: started; below: refused; 0: not known yet */
    atomic_int begun, returned, dones, refreshes, called;
    enum weir_job_status status;
    int last_message; /* loop thread */
    atomic_int messages;
    struct parcel message[MOST_MESSAGES];
    struct parcel result[2];
};

struct round {
    struct weir *w;
    struct weir_workers *workers;
    struct weir_scope *scope[SCOPES];
    atomic_int struck[SCOPES]; /* a barrier has answered 0: nothing of it comes any more */
    atomic_int asked, most;    /* works so far, and how many there may be */
    atomic_int ended;          /* on_done calls */
    atomic_int freed;          /* the workers are */
    atomic_int wrong;          /* what should not be */
    struct work work[MOST_WORKS];
};

/* A number from 0 up to `below`. */
uint32_t dice(uint64_t *dice, uint32_t below);

/* Says what is wrong, and counts it. */
void is_wrong(struct round *round, const struct work *work, const char *what);

/* work.c: asks for one more work, on any thread. False: the round has had all, or it is over. */
bool start_one(struct round *round, uint64_t *dice);

/* ledger.c: once nothing of the round is left. How many were started. */
int check_ledger(struct round *round);

#endif
