/* SPDX-License-Identifier: MIT */
/* What is measured of a contestant. A sample is one run of it; how samples are interleaved and
 * reported is not decided here. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include "bench/contestant.h"

/* How much one sample does. */
struct effort {
    int rounds;  /* samples of each contestant */
    int tasks;   /* of a throughput sample */
    int batches; /* of a pending sample */
    int wakes;   /* of a wake-up sample */
};

/* Where the threads run. On few cores it decides more than anything else: on one core each wake may preempt who posts,
 * and left alone the kernel changes its mind between runs. */
enum placement {
    FREE,
    APART,   /* the loop has a core that no producer runs on */
    ONE_CORE /* the loop and the producers share one, as on a busy machine */
};

struct measure {
    const char *name;   /* as in JSON */
    const char *params; /* likewise */
    const char *unit;
    const char *title; /* for people */
    int producers;
    enum placement placement;
    double scale; /* the table shows value / scale, in `shown` */
    const char *shown;
    /* Main thread, which is the loop thread. False: it could not be measured. */
    bool (*sample)(const struct measure *measure, const struct effort *effort,
                   const struct contestant *contestant, void *self, double *value);
};

/* The samplers, one file each. */
bool sample_throughput(const struct measure *measure, const struct effort *effort,
                       const struct contestant *contestant, void *self, double *value);
bool sample_pending(const struct measure *measure, const struct effort *effort,
                    const struct contestant *contestant, void *self, double *value);
bool sample_wakeup(const struct measure *measure, const struct effort *effort,
                   const struct contestant *contestant, void *self, double *value);
bool sample_allocations(const struct measure *measure, const struct effort *effort,
                        const struct contestant *contestant, void *self, double *value);

enum {
    MEASURES = 8
};
extern const struct measure measures[MEASURES];

/* Its place in the table, or -1. */
int measure_find(const char *name, const char *params);

#endif
