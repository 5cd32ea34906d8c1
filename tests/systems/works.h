/* SPDX-License-Identifier: MIT */
/* Works that note what becomes of them, and a gate that holds them: real threads beside the host, whose clock stands
 * still meanwhile. Not the laws. */
#ifndef TESTS_SYSTEMS_WORKS_H
#define TESTS_SYSTEMS_WORKS_H

#include "fixture.h"

#include <weir/workers.h>

/* As system_case, with workers; what they still do when the law is over is asked to stop. */
TCase *works_case(Suite *suite, const char *name);

extern struct weir_workers *workers;
void renew_workers(const struct weir_workers_options *options);
int threads_started(void); /* by weir, since the law began */

/* A work that notes. */
struct weir_work works(weir_step_fn *step, struct note *note);
int64_t must_work(const struct weir_work *work); /* notes the id */
int64_t start_work(weir_step_fn *step, struct note *note);
void note_work(struct note *note); /* each work calls it */

int work_done(struct weir_job *job, void *note);
int work_fail(struct weir_job *job, void *note); /* "no such file" */
int work_held(struct weir_job *job, void *note); /* until the gate is open, whatever it is asked; then done */
int work_asks(struct weir_job *job, void *note); /* likewise; then asks once whether it is to stop */
int work_until_asked(struct weir_job *job, void *note); /* sleeps until it is to stop, and says so */

void await_inside(int count); /* until so many have come to the gate or to sleep, since the law began */
void open_gate(void);
void pass_gate(void); /* a work waits here until it is open */

/* The host's loop; the clock stands still. */
void run_until_ended(const struct note *note);
void run_until(until_fn *until, void *arg);

#endif
