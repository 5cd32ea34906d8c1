/* SPDX-License-Identifier: MIT */
/* A thread that waits for the end of a job, in the lobby. Not the loop thread, which would wait for itself. */
#include "base/system.h"
#include "jobs/jobs.h"

/* Has it ended, and has that been told? If not it will poke the lobby then. An id that was valid and is not any more has
 * ended. */
static bool
is_over(struct weir *w, int64_t id)
{
    struct weir_job *job = job_find(w, id);
    if (!job)
        return true;
    bool over = job->flags & JOB_TOLD;
    if (!over)
        job->flags |= JOB_WAITED;
    job_unlock(jobs_of(w), job);
    return over;
}

/* A worker may do what it waits for itself. Leaves the lock meanwhile. */
static int
help(struct weir *w, struct work *by, int64_t id)
{
    if (!by)
        return 0;
    mutex_unlock(&w->lobby.lock);
    int helped = by->calls->help(by, w, id);
    mutex_lock(&w->lobby.lock);
    return helped;
}

/* Under the lobby's lock. */
static int
await_end(struct weir *w, struct waiter *waiter, struct work *by, int64_t id, int64_t deadline)
{
    const struct turn *turn = turn_current();
    const struct weir_scope *on_behalf = turn ? turn->task.scope : NULL;
    for (;;) {
        bool late = weir_system.now() >= deadline;
        int helped = late ? 0 : help(w, by, id);
        if (is_over(w, id))
            return 0;
        int reason = helped < 0 ? helped : reason_to_leave(w, waiter, on_behalf);
        if (reason || late)
            return reason ? reason : WEIR_ETIMEOUT;
        if (!helped)
            wait_in_lobby(w, waiter, deadline);
    }
}

static int
wait_for(struct weir *w, struct work *by, int64_t id, int64_t deadline)
{
    struct waiter waiter;
    mutex_lock(&w->lobby.lock);
    int result = lobby_enter(&w->lobby, &waiter);
    if (!result) {
        result = await_end(w, &waiter, by, id, deadline);
        lobby_leave(&w->lobby, &waiter);
    }
    mutex_unlock(&w->lobby.lock);
    return result;
}

int
weir_job_wait(struct weir *w, int64_t id, int64_t timeout)
{
    if (!w || timeout < 0)
        return WEIR_EINVAL;
    struct weir_job *job = job_find(w, id);
    if (!job)
        return WEIR_ESTALE;
    job_unlock(jobs_of(w), job);
    if (is_over(w, id))
        return 0;
    if (on_loop_thread(w))
        return WEIR_EDEADLK;

    int64_t deadline = time_after(weir_system.now(), timeout);
    struct work *by = work_of_thread();
    int refused = by ? by->calls->wait(by, w, id) : 0;
    if (refused)
        return refused;
    int result = wait_for(w, by, id, deadline);
    if (by)
        by->calls->waited(by);
    return result;
}
