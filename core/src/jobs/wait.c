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

    struct turn *turn = turn_current();
    struct weir_scope *on_behalf = turn ? turn->task.scope : NULL;
    int64_t deadline = time_after(weir_system.now(), timeout);
    struct waiter waiter;
    mutex_lock(&w->lobby.lock);
    int result = lobby_enter(&w->lobby, &waiter);
    if (result) {
        mutex_unlock(&w->lobby.lock);
        return result;
    }
    while (!is_over(w, id)) {
        result = reason_to_leave(w, &waiter, on_behalf);
        if (!result && weir_system.now() >= deadline)
            result = WEIR_ETIMEOUT;
        if (result)
            break;
        wait_in_lobby(w, &waiter, deadline);
    }
    lobby_leave(&w->lobby, &waiter);
    mutex_unlock(&w->lobby.lock);
    return result;
}
