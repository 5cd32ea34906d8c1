/* SPDX-License-Identifier: MIT */
/* weir's own jobs: a step function, turned by hand. Not what they are compared with (jobs_libevent.c, jobs_glib.c). */
#include "bench/jobs.h"

#include <weir/job.h>
#include <weir/pump.h>

#include <stdlib.h>

static work_step *work;

static int
step(struct weir_job *job, void *arg)
{
    int64_t again = work(arg);
    return again < 0 ? weir_done(job, NULL) : weir_after(job, again);
}

static void
worker_close(void *self)
{
    struct weir *w = self;
    weir_close(w, WEIR_DROP, WEIR_S(5));
    weir_free(w);
}

static void *
worker_open(work_step *its_step)
{
    struct weir *w;
    work = its_step;
    if (weir_new(&w, NULL))
        return NULL;
    if (weir_attach(w, NULL, NULL) == 0)
        return w;
    worker_close(w);
    return NULL;
}

static bool
worker_start(void *self, void *arg, int64_t delay)
{
    const struct weir_job_spec spec = {.step = step, .arg = arg, .delay = delay};
    return weir_job_start(self, &spec) > 0;
}

static void
worker_round(void *self)
{
    weir_turn(self, NULL, NULL);
}

const struct worker weir_worker = {"weir", worker_open, worker_start, worker_round, worker_close};
