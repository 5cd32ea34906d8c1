/* SPDX-License-Identifier: MIT */
/* What the loop thread does with a job: it arrives, is stepped, goes on to wait, and ends once. Not where it waits
 * (place.c). */
#include "base/system.h"
#include "jobs/jobs.h"

#include <stdarg.h>
#include <stdio.h>

static struct weir_job *
job_of_record(struct record *record)
{
    return (struct weir_job *)((char *)record - offsetof(struct weir_job, record));
}

/* The end. */

static enum weir_job_when
when_ended(const struct weir_job *job, enum job_event event, int why)
{
    if (event == JOB_CANCELS && why == WEIR_ECLOSED)
        return WEIR_JOB_AT_CLOSE;
    return job->status == WEIR_JOB_PENDING ? WEIR_JOB_BEFORE_START : WEIR_JOB_WHILE_RUNNING;
}

static void
tell_done(struct weir *w, struct jobs *jobs, struct weir_job *job)
{
    struct weir_job_info info;
    job_lock(jobs, job);
    job_describe(w, job, weir_system.now(), &info);
    info.result = job->result;
    job_unlock(jobs, job);
    struct work *work = work_of(job);
    if (job->on_done)
        job->on_done(work ? work->arg : job->arg, &info);
    if (work)
        work_ends(job);
}

static void
end(struct weir *w, struct weir_job *job, enum job_event event, int why)
{
    struct jobs *jobs = jobs_of(w);
    job_lock(jobs, job);
    int64_t awaited = job->flags & JOB_PINS ? job->awaits.id : 0;
    enum weir_job_when when = when_ended(job, event, why);
    if (!job_move(job, event)) {
        job_unlock(jobs, job);
        return;
    }
    job->when = (uint8_t)when;
    job->why = (int8_t)why;
    job->ended = weir_system.now();
    job->wait = JOB_IS_OVER;
    job_unlock(jobs, job);
    atom_sub(&jobs->live, 1, relaxed);
    if (work_of(job))
        work_refreshes_no_more(work_of(job));
    key_remove(jobs, job);
    place_out_of_scope(jobs, job);
    if (awaited)
        await_over(w, awaited);
    tell_done(w, jobs, job);

    struct weir_scope *scope = job->scope;
    place_resume(w, &job->awaiters);
    job_lock(jobs, job);
    bool owes = scope && job->result && job->destroy;
    job->flags |= (uint16_t)(owes ? JOB_TOLD | JOB_OWES : JOB_TOLD);
    bool waited = job->flags & JOB_WAITED;
    bool pinned = job->pins > 0; /* else its awaiters see to it */
    job_unlock(jobs, job);
    if (owes) {
        scope_keep(scope);
        place_in_scope(jobs, job);
    }
    if (!pinned)
        history_add(w, jobs, job); /* it may be gone afterwards */
    if (waited)
        lobby_rouse(&w->lobby);
    scope_leave(scope);
}

void
job_fail(struct weir *w, struct weir_job *job, int why, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    job_set_error(jobs_of(w), job, format, arguments);
    va_end(arguments);
    end(w, job, JOB_FAILS, why);
}

int
reason_to_end(const struct weir_job *job, int64_t now)
{
    if ((job->flags & JOB_CANCEL) || scope_is_cancelled(job->scope))
        return WEIR_ECANCELLED;
    if (now >= job->deadline)
        return WEIR_ETIMEOUT;
    return job->flags & JOB_CLOSES ? WEIR_ECLOSED : 0;
}

static void
end_for(struct weir *w, struct weir_job *job, int why)
{
    end(w, job, why == WEIR_ETIMEOUT ? JOB_EXPIRES : JOB_CANCELS, why);
}

/* A step. */

/* Where the step has asked to wait. */
static void
go_on(struct weir *w, struct weir_job *job)
{
    int64_t due = job->due;
    switch (job->asked) {
    case ASKED_AFTER:
        if (due > 0)
            place_time(w, job, due);
        else
            place_ready(w, job);
        break;
    case ASKED_FRAMES:
        place_frame(w, job, due, false);
        break;
    case ASKED_AWAIT:
        await_job(w, job, job->awaits.id);
        break;
    default:
        await_scope(w, job, job->awaits.scope);
        break;
    }
}

/* It answered a code, or something that it made up. */
static void
settle_code(struct weir *w, struct weir_job *job, int answer, int reason)
{
    bool acknowledges = answer == WEIR_ECANCELLED || answer == WEIR_ETIMEOUT || answer == WEIR_ECLOSED;
    if (answer == WEIR_ECLOSED && !reason && w->closing.how)
        reason = WEIR_ECLOSED; /* a closed queue told it before the close could */
    if (reason && acknowledges)
        end_for(w, job, reason);
    else if (answer < 0 && answer >= WEIR_EUNSUPPORTED)
        job_fail(w, job, answer, "%s", weir_error_text(answer));
    else
        job_fail(w, job, WEIR_EINVAL,
                 "its step returned %d, which is not what weir_done, weir_after or another of them answered",
                 answer);
}

static void
settle(struct weir *w, struct weir_job *job, int answer)
{
    struct jobs *jobs = jobs_of(w);
    int64_t now = weir_system.now();
    job_lock(jobs, job);
    int reason = reason_to_end(job, now);
    job_unlock(jobs, job);
    if (answer != job->asked || answer == ASKED_NOTHING) {
        settle_code(w, job, answer, reason);
        return;
    }
    if (job->asked == ASKED_DONE || job->asked == ASKED_FAIL) {
        bool done = job->asked == ASKED_DONE;
        end(w, job, done ? JOB_DOES : JOB_FAILS, done ? 0 : WEIR_EFAILED);
        return;
    }
    if (reason)
        end_for(w, job, reason);
    else
        go_on(w, job);
}

static void
job_steps(void *arg)
{
    struct weir_job *job = arg;
    struct weir *w = weir_of(job);
    struct jobs *jobs = jobs_of(w);
    job_lock(jobs, job);
    bool first = job->status == WEIR_JOB_PENDING;
    job_move(job, JOB_STEPS);
    job->steps += job->steps < UINT32_MAX;
    int64_t awaited = job->flags & JOB_PINS ? job->awaits.id : 0;
    job->flags &= (uint16_t) ~(JOB_PINS | JOB_MOVED);
    job_unlock(jobs, job);
    if (first)
        key_remove(jobs, job);
    job->asked = ASKED_NOTHING;
    int answer = job->step(job, job->arg);
    settle(w, job, answer);
    if (awaited)
        await_over(w, awaited);
}

/* What a worker has done. */
static void
work_settles(void *arg)
{
    struct weir_job *job = arg;
    settle(weir_of(job), job, work_of(job)->answer);
}

/* Instead of a step: cancelled, out of time or closed. What a worker has done all the same counts. */
static void
job_dropped(void *arg, int why)
{
    struct weir_job *job = arg;
    struct weir *w = weir_of(job);
    job_lock(jobs_of(w), job);
    int reason = reason_to_end(job, weir_system.now());
    if (!reason && w->closing.how)
        reason = WEIR_ECLOSED; /* as a work that a close has withdrawn */
    bool done = work_of(job) && job->status != WEIR_JOB_PENDING;
    job_unlock(jobs_of(w), job);
    if (done)
        work_settles(job);
    else
        end_for(w, job, reason ? reason : why);
}

void
job_entry(struct weir_job *job, struct entry *entry)
{
    scope_enter_again(
        job->scope); /* left at the end of the task; what the job itself has entered it leaves at its end */
    *entry = (struct entry){.run = work_of(job) ? work_settles : job_steps,
                            .arg = job,
                            .drop = job_dropped,
                            .name = job->name,
                            .scope = job->scope};
}

enum take
job_taken(struct weir *w, struct ready *ready, int64_t now, struct entry *entry)
{
    struct weir_job *job = job_of_ready(ready);
    struct jobs *jobs = jobs_of(w);
    job_lock(jobs, job);
    /* A work that comes back without having begun is to end; what has begun ends as it answered. */
    bool ends = work_of(job) ? job->status == WEIR_JOB_PENDING : reason_to_end(job, now) != 0;
    job->wait = JOB_IS_IN_STEP;
    job_unlock(jobs, job);
    job_entry(job, entry);
    return ends ? TAKE_WITHDRAWN : TAKE_TASK;
}

/* Its record. */

static void
arrives(struct weir *w, struct weir_job *job, int64_t due, bool framed)
{
    place_in_scope(jobs_of(w), job);
    if (work_of(job))
        place_worker(w, job);
    else if (framed)
        place_frame(w, job, due, job->awaits.id);
    else if (due > 0)
        place_time(w, job, due);
    else
        place_ready(w, job);
}

static void
place_anew(struct weir *w, struct weir_job *job, int64_t due)
{
    place_leave(w, job);
    place_time(w, job, due);
}

void
job_told(struct weir *w, struct record *record)
{
    struct weir_job *job = job_of_record(record);
    struct jobs *jobs = jobs_of(w);
    job_lock(jobs, job);
    bool used = job->flags & JOB_USED;
    bool over = job->wait == JOB_IS_OVER; /* any thread may have it released from here on */
    bool begins = job->wait == JOB_ARRIVES;
    bool works = !over && used && work_of(job);
    bool ends = !over && reason_to_end(job, 0);
    bool back = works && (job->flags & JOB_IS_BACK);
    bool runs = works && job->status == WEIR_JOB_RUNNING;
    bool moved = job->flags & JOB_MOVED;
    bool framed = job->flags & JOB_BEGINS_AT_FRAME;
    int64_t due = job->due;
    job->flags &= (uint16_t) ~(JOB_LISTED | JOB_MOVED);
    job_unlock(jobs, job);
    if (!used)
        history_dispose(w, job);
    if (!used || over)
        return;
    if (begins)
        arrives(w, job, due, framed && !moved);
    else if (moved && place_is_waiting(w, job))
        place_anew(w, job, due);
    if ((ends || back) && place_is_waiting(w, job))
        place_on(w, job);
    else if (runs && !back)
        work_refreshes(w, job);
}
