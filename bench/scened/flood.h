/* SPDX-License-Identifier: MIT */
/* A flood: many connections that call tools as fast as they are answered. Does not know what the host does meanwhile.
 * */
#ifndef SCENED_BENCH_FLOOD_H
#define SCENED_BENCH_FLOOD_H

#include "kit/stats.h"

struct flood {
    int port;
    int connections;
    int calls;
    long long first_object, objects; /* those that are moved: their first id, and how many there are */

    struct samples latency; /* ms, of each call that was answered */
    double seconds;
    int failed; /* answered otherwise than well */
};

/* Returns when all calls have been answered: 0, or -1 after saying on stderr why they have not. */
int flood_run(struct flood *flood);

#endif
