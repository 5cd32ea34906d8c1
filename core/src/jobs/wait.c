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

/* Of a work that waits: in its record, so that others can tell what it waits for. */
static void
note_wait(struct weir *w, struct work *by, int64_t id)
{
    if (!by || by->w != w)
        return;
    job_lock(jobs_of(w), by->job);
    by->job->awaits.id = id;
    job_unlock(jobs_of(w), by->job);
}

/* Would this work wait for ever? Leaves the lobby's lock meanwhile. */
static bool
never_ends(struct weir *w, struct work *by, int64_t id)
{
    if (!by)
        return false;
    mutex_unlock(&w->lobby.lock);
    bool stuck = by->calls->is_stuck(by);
    int64_t own = by->w == w ? weir_job_id(by->job) : 0;
    int64_t last = await_last(w, id, own);
    bool never = last == own || (stuck && work_is_stuck(w, last));
    mutex_lock(&w->lobby.lock);
    return never;
}

/* Under the lobby's lock. */
static int
await_end(struct weir *w, struct waiter *waiter, struct work *by, int64_t id, int64_t deadline)
{
    const struct turn *turn = turn_current();
    const struct weir_scope *on_behalf = turn ? turn->task.scope : NULL;
    for (;;) {
        bool late = weir_system.now() >= deadline;
        int reason = late ? WEIR_ETIMEOUT : never_ends(w, by, id) ? WEIR_EDEADLK : 0;
        if (is_over(w, id))
            return 0;
        int leaves = reason_to_leave(w, waiter, on_behalf);
        if (leaves || reason)
            return leaves ? leaves : reason;
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
    struct work *by = timeout > 0 ? work_of_thread() : NULL; /* who only looks takes nobody's place */
    note_wait(w, by, id);
    if (by)
        by->calls->wait_begins(by);
    int result = wait_for(w, by, id, deadline);
    if (by)
        by->calls->wait_ends(by);
    note_wait(w, by, 0);
    return result;
}
