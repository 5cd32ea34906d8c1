/* SPDX-License-Identifier: MIT */
/* What is measured of one host: its own beat, idle and under a flood, and /healthz while a tool blocks its thread.
 * Not how it is shown (main.c). */
#ifndef SCENED_BENCH_MEASURE_H
#define SCENED_BENCH_MEASURE_H

#include "kit/stats.h"

struct beat {
    double per_second;
    double worst_gap_ms;
};

struct measure {
    struct beat idle, flooded;
    double foreign; /* calls of the scene from another thread */
    double seconds; /* of the flood */
    int calls, failed;
    struct samples calls_ms, health_ms;
};

enum {
    MEASURE_CALLS = 20000,
    MEASURE_CONNECTIONS = 64,
    MEASURE_OBJECTS = 50,
    MEASURE_BLOCK_MS = 2000
};

/* 0, or -1 after saying on stderr what went wrong. */
int measure_host(struct measure *measure, const char *program, const char *host);
void measure_free(struct measure *measure);

#endif
