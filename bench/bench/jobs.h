/* SPDX-License-Identifier: MIT */
/* What is measured of jobs: work in many steps, of weir and as one would do it by hand. Not of single tasks
 * (contestant.h, measure.h). */
#ifndef BENCH_JOBS_H
#define BENCH_JOBS_H

#include "kit/json.h"
#include "kit/stats.h"

#include <stdbool.h>
#include <stdint.h>

/* One step of some work, on the thread of the loop. After how many ns the next is to come; below 0: it has ended. */
typedef int64_t work_step(void *arg);

/* Some way to have work done step by step on a loop. Those by hand keep no table: no id, no status, no cancel. */
struct worker {
    const char *name;
    void *(*open)(work_step *step);                      /* of all its work; NULL: it could not be made */
    bool (*start)(void *self, void *arg, int64_t delay); /* ns */
    void (*round)(void *self);                           /* one pass of the loop; does not wait */
    void (*close)(void *self);                           /* with all that is left */
};

extern const struct worker weir_worker; /* the first, with which the others are compared */
extern const struct worker libevent_worker;
extern const struct worker glib_worker;

/* Those of this build; ends with NULL. */
extern const struct worker *const workers[];

enum {
    MOST_WORKERS = 3,
    FEW_JOBS = 1000,
    MANY_JOBS = 100000,
    BYTES_PROMISED = 256 /* of a job without its texts: weir/job.h */
};

/* How much one sample does. */
struct jobs_effort {
    int rounds; /* samples of each worker */
    int jobs;   /* that are started and finished, or asked for something */
    int steps;
};

struct jobs_measure {
    const char *name;   /* as in JSON */
    const char *params; /* likewise */
    const char *unit;
    const char *title; /* for people */
    int live;
    double scale; /* the table shows value / scale, in `shown` */
    const char *shown;
    /* False: it could not be measured. NULL for what only weir has a word for: then `ask`. */
    bool (*sample)(const struct worker *worker, const struct jobs_effort *effort, int live, double *value);
    bool (*ask)(const struct jobs_effort *effort, int live, double *value);
};

bool sample_jobs(const struct worker *worker, const struct jobs_effort *effort, int live, double *value);
bool sample_steps(const struct worker *worker, const struct jobs_effort *effort, int live, double *value);
bool sample_timers(const struct worker *worker, const struct jobs_effort *effort, int live, double *value);
bool sample_bytes(const struct worker *worker, const struct jobs_effort *effort, int live, double *value);
bool ask_start(const struct jobs_effort *effort, int live, double *value);
bool ask_get(const struct jobs_effort *effort, int live, double *value);
bool ask_cancel(const struct jobs_effort *effort, int live, double *value);

enum {
    JOBS_MEASURES = 12
};
extern const struct jobs_measure jobs_measures[JOBS_MEASURES];

/* samples[m][w]: of jobs_measures[m] and workers[w]; empty if it could not be measured. */
struct jobs_results {
    struct samples samples[JOBS_MEASURES][MOST_WORKERS];
};

/* Takes every sample in a process of its own, and prints a table for each measure and how the cost grows. False: a job
 * takes more memory than was promised, or nobody knows. */
bool jobs_run(const struct jobs_effort *effort, struct jobs_results *results);
void jobs_json(struct jobs_results *results, struct json *json);

#endif
