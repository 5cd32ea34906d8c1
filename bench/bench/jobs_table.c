/* SPDX-License-Identifier: MIT */
/* The tables of what is measured of jobs, and of whom. Measures nothing. */
#include "bench/jobs.h"

#include <stddef.h>

const struct worker *const workers[] = {
    &weir_worker,
#ifdef BENCH_HAS_LIBEVENT
    &libevent_worker,
#endif
#ifdef BENCH_HAS_GLIB
    &glib_worker,
#endif
    NULL,
};

/* What lives among few comes just before the same among many: see the report. */
const struct jobs_measure jobs_measures[JOBS_MEASURES] = {
    {"jobs", "steps=1", "jobs/s", "Jobs of one step, started and finished (more is better)", 0, 1e6, "M/s",
     sample_jobs, NULL},
    {"job_steps", "live=1000", "steps/s",
     "Steps, each followed by another of its job, 1,000 jobs (more is better)", FEW_JOBS, 1e6, "M/s",
     sample_steps, NULL},
    {"job_steps", "live=100000", "steps/s", "The same with 100,000 jobs (more is better)", MANY_JOBS, 1e6,
     "M/s", sample_steps, NULL},
    {"job_timer", "live=1000", "ns",
     "A step that was due, and the wait for the next, 1,000 jobs (less is better)", FEW_JOBS, 1, "ns",
     sample_timers, NULL},
    {"job_timer", "live=100000", "ns", "The same with 100,000 jobs (less is better)", MANY_JOBS, 1, "ns",
     sample_timers, NULL},
    {"job_bytes", "live=100000", "bytes/job", "Memory of a job that waits, without texts (less is better)",
     MANY_JOBS, 1, "B", sample_bytes, NULL},
    {"job_start", "live=1000", "ns", "One start, 1,000 jobs (less is better)", FEW_JOBS, 1, "ns", NULL,
     ask_start},
    {"job_start", "live=100000", "ns", "The same with 100,000 jobs (less is better)", MANY_JOBS, 1, "ns",
     NULL, ask_start},
    {"job_get", "live=1000", "ns", "One get, of any of 1,000 jobs (less is better)", FEW_JOBS, 1, "ns", NULL,
     ask_get},
    {"job_get", "live=100000", "ns", "The same of 100,000 jobs (less is better)", MANY_JOBS, 1, "ns", NULL,
     ask_get},
    {"job_cancel", "live=1000", "ns", "One cancel, of any of 1,000 jobs (less is better)", FEW_JOBS, 1, "ns",
     NULL, ask_cancel},
    {"job_cancel", "live=100000", "ns", "The same of 100,000 jobs (less is better)", MANY_JOBS, 1, "ns", NULL,
     ask_cancel},
};
