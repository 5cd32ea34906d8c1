/* SPDX-License-Identifier: MIT */
/* weir's own works, in a scope as a window's would be, on whatever loop it rides. Not what they are compared with
 * (works_glib.c, works_qt.cpp). */
#include "bench/ridden.h"
#include "bench/works.h"

#include <weir/workers.h>

static struct weir *weir;
static struct weir_workers *workers;
static struct weir_scope *scope;

void
weir_crew_close(void)
{
    weir_workers_free(workers, WEIR_FOREVER);
    weir_scope_free(scope);
}

bool
weir_crew_open(void *ridden)
{
    const struct weir_workers_options options = {.threads = CREW_THREADS};
    weir = ridden_weir(ridden);
    if (weir_workers_new(&workers, &options) == 0 && weir_scope_new(weir, &scope) == 0)
        return true;
    weir_crew_close();
    return false;
}

static int
step(struct weir_job *job, void *arg)
{
    struct piece *piece = arg;
    piece->work(piece, job);
    return weir_done(job, NULL);
}

static void
on_done(void *arg, const struct weir_job_info *info)
{
    struct piece *piece = arg;
    (void)info;
    piece->done.run(&piece->done);
}

bool
weir_crew_start(struct piece *piece)
{
    const struct weir_work work = {.job = {.step = step, .arg = piece, .on_done = on_done, .scope = scope}};
    return weir_work_start(workers, weir, &work) > 0;
}

bool
weir_crew_tell(void *job, struct call *call)
{
    const struct weir_task message = {
        .run = call->run, .arg = call, .scope = weir_job_scope(job), .wait_for_room = WEIR_S(60)};
    return weir_post_task(weir_job_weir(job), &message, NULL) >= 0;
}
