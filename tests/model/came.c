/* SPDX-License-Identifier: MIT */
/* The state machine: what comes, turns, steps and ends, is held against what may come. Not what was asked (model.c). */
#include "inside.h"

/* Turns. */

void
model_turn_begins(void)
{
    model.turn++;
    model.in_turn = true;
    model.turn_began = model.now;
    model.orders++;
    for (int i = 0; i < model.jobs_made; i++) {
        struct job *job = &model.jobs[i];
        if (job->ready && !job->noticed)
            job->noticed = model.turn;
        if (job->ready && job->order_end == 0)
            job->order_end = model.orders;
    }
}

/* How many full turns may go by until it has come to something. */
static int
patience(const struct job *job)
{
    bool by_scope = !job->cancel_asked && (job->wait == WAIT_SCOPE || model_is_cancelled(job));
    return by_scope ? TURNS_FOR_SCOPES : 1;
}

static bool
owes_something(const struct job *job)
{
    if (job->wait == WAIT_STEP || model_is_over(job))
        return false;
    if (model_is_cancelled(job) || model.turn_began >= job->timeout_at)
        return true;
    bool still = job->wait != WAIT_SCOPE || model_scope_is_empty(job->awaits);
    return job->ready && job->ready_in < model.turn && still;
}

const char *
model_turn_ends(bool full)
{
    model.in_turn = false;
    if (model.ends_next != NOBODY)
        return "no end, though the step was over";
    for (int i = 0; i < model.jobs_made && full; i++) {
        struct job *job = &model.jobs[i];
        if (!owes_something(job))
            continue;
        if (++job->full_turns > patience(job))
            return model_must_end(job) ? "a job that must end has not" : "a job that is ready had no step";
    }
    for (int i = 0; i < model.scopes_made && full; i++) {
        struct scope *scope = &model.scopes[i];
        if (scope->asked && scope->cancelled && !scope->told && ++scope->full_turns > TURNS_FOR_SCOPES)
            return "a cancel was not told";
    }
    return NULL;
}

/* Steps. */

/* Was it in its lane before the other? */
static bool
is_before(const struct job *job, const struct job *other)
{
    if (job->wait != WAIT_SCOPE && job->noticed && other->ready_in >= job->noticed)
        return true;
    return job->wait == WAIT_READY && other->wait == WAIT_READY && job->order_end &&
           job->order_end < other->order;
}

/* Is there one of the same lane that comes first? */
static bool
passes_another(const struct job *job)
{
    for (int i = 0; i < model.jobs_made; i++) {
        const struct job *other = &model.jobs[i];
        bool waits = other->ready && other->wait < WAIT_STEP && !model_must_end(other);
        if (other != job && other->lane == job->lane && waits && is_before(other, job))
            return true;
    }
    return false;
}

const char *
model_step_begins(struct job *job)
{
    if (model.ends_next != NOBODY)
        return "a step, before the end of the job whose step was over";
    model.may_fail = NOBODY;
    if (model_is_over(job))
        return "a step after the end";
    if (job->wait == WAIT_STEP)
        return "a step inside a step";
    if (!model.in_turn && !model.closing)
        return "a step outside of a turn";
    if (!job->ready)
        return "a step that was not ready";
    if (model_is_cancelled(job))
        return "a step after a cancel";
    if (job->timeout_at <= model.turn_began)
        return "a step after the timeout";
    if (job->stepped_in == model.turn && !model.closing)
        return "two steps in a turn";
    if (job->ready_in >= model.turn && !model.closing)
        return "a step in the turn in which it became ready";
    if (passes_another(job))
        return "a step before another's that was ready sooner";
    job->wait = WAIT_STEP;
    job->stepped_in = model.turn;
    job->steps++;
    job->awaits = NOBODY;
    model.running = (int)(job - model.jobs);
    return NULL;
}

static bool
scope_waits_for(int tree, const struct job *job, bool perhaps)
{
    for (int i = 0; i < model.jobs_made; i++) {
        const struct job *other = &model.jobs[i];
        if (!model_is_over(other) && other->scope != NOBODY && model_scope_is_in(other->scope, tree) &&
            model_waits_for(other, job, perhaps, 0))
            return true;
    }
    return false;
}

/* Would it wait for itself? */
static bool
closes_a_circle(const struct job *job, enum wait wait, int awaited, bool perhaps)
{
    if (wait == WAIT_JOB)
        return model_waits_for(&model.jobs[awaited], job, perhaps, 0);
    return model_scope_is_in(job->scope, awaited) || scope_waits_for(awaited, job, perhaps);
}

static void
wait_for(struct job *job, enum wait wait, int awaited)
{
    job->awaits = awaited;
    job->fails = awaited == NOBODY || closes_a_circle(job, wait, awaited, false);
    if (job->fails)
        return;
    if (wait == WAIT_JOB)
        model.jobs[awaited].pinned = true;
    if (closes_a_circle(job, wait, awaited, true))
        model.may_fail = (int)(job - model.jobs);
    model_begins_to_wait(job, wait);
}

static void
says_next(struct job *job, enum say say, int64_t number)
{
    switch (say) {
    case SAY_AFTER:
        job->due = model.now + number;
        model_begins_to_wait(job, number > 0 ? WAIT_TIME : WAIT_READY);
        return;
    case SAY_FRAMES:
        job->frame = model.frame + (uint64_t)(number ? number : 1);
        model_begins_to_wait(job, WAIT_BEGIN);
        return;
    case SAY_AWAIT:
        wait_for(job, WAIT_JOB, (int)number);
        return;
    case SAY_AWAIT_SCOPE:
        wait_for(job, WAIT_SCOPE, (int)number);
        return;
    default:
        job->code = (int)number;
    }
}

void
model_step_says(struct job *job, enum say say, int64_t number)
{
    job->said = say;
    job->code = 0;
    job->fails = false;
    model.running = NOBODY;
    says_next(job, say, number);
    if (say < SAY_AFTER || job->fails || model_must_end(job))
        model.ends_next = (int)(job - model.jobs);
}

/* Ends. */

static const char *
ends_by_itself(const struct job *job, const struct weir_job_info *info)
{
    bool done = job->said == SAY_DONE && !job->fails;
    if (info->status != (done ? WEIR_JOB_COMPLETED : WEIR_JOB_FAILED))
        return "an end of another kind than the step said";
    if (info->when != WEIR_JOB_WHILE_RUNNING)
        return "an end by a step, but not while running";
    if (done ? info->why != 0 : info->why >= 0)
        return "a reason that does not belong to the end";
    if (job->said == SAY_CODE && info->why != job->code)
        return "another code than the step's";
    return NULL;
}

static const char *
ends_where_it_waits(const struct job *job, const struct weir_job_info *info)
{
    if (info->status == WEIR_JOB_TIMEOUT)
        return model.now < job->timeout_at  ? "too early a timeout"
               : info->why == WEIR_ETIMEOUT ? NULL
                                            : "why?";
    if (info->status != WEIR_JOB_CANCELLED)
        return "an end without a reason";
    if (info->when == WEIR_JOB_AT_CLOSE)
        return model.closing && info->why == WEIR_ECLOSED ? NULL : "an end at a close that is none";
    if (!model_is_cancelled(job))
        return "cancelled, and nobody asked";
    return info->why == WEIR_ECANCELLED ? NULL : "why?";
}

/* Its step answered a code that says that it stopped because it was asked to, and it was. */
static bool
acknowledges(const struct job *job)
{
    if (job->said != SAY_CODE || job->fails)
        return false;
    bool asked = model_must_end(job);
    return job->code == WEIR_ECLOSED ? asked || model.closing
                                     : asked && (job->code == WEIR_ECANCELLED || job->code == WEIR_ETIMEOUT);
}

static const char *
ends_when(const struct job *job, const struct weir_job_info *info)
{
    if (info->when == WEIR_JOB_AT_CLOSE)
        return NULL;
    enum weir_job_when when = job->steps ? WEIR_JOB_WHILE_RUNNING : WEIR_JOB_BEFORE_START;
    return info->when == when ? NULL : "an end at another time";
}

const char *
model_ends(struct job *job, const struct weir_job_info *info)
{
    if (model_is_over(job))
        return "a second end";
    if (model.ends_next != NOBODY && model.ends_next != (int)(job - model.jobs))
        return "an end, before that of the job whose step was over";
    model.ends_next = NOBODY;
    if (model.may_fail == (int)(job - model.jobs) && info->status == WEIR_JOB_FAILED)
        job->wait = WAIT_STEP, job->fails = true;
    model.may_fail = NOBODY;
    bool by_itself = job->wait == WAIT_STEP; /* the step has returned, and waits for nothing */
    if (by_itself && model.running == (int)(job - model.jobs))
        return "an end inside a step";
    bool may_be_cancelled = !by_itself || (job->fails && model_must_end(job)); /* it awaits what cannot be */
    bool said_so = by_itself && !acknowledges(job);
    const char *wrong = said_so ? ends_by_itself(job, info) : ends_where_it_waits(job, info);
    if (wrong && by_itself && may_be_cancelled)
        wrong = ends_where_it_waits(job, info);
    if (!wrong)
        wrong = ends_when(job, info);
    job->wait = WAIT_OVER;
    job->status = info->status;
    job->when = info->when;
    job->why = info->why;
    job->ended_at = model.now;
    job->place = ++model.ends;
    model_look_who_is_ready();
    return wrong;
}

const char *
model_told(int scope)
{
    if (model.scopes[scope].told++)
        return "a cancel was told twice";
    return model.scopes[scope].cancelled || model.closing ? NULL : "a cancel was told that was none";
}

const char *
model_barrier_over(int tree)
{
    if (!model_scope_is_empty(tree))
        return "the barrier has left a job";
    for (int i = 0; i < model.scopes_made; i++)
        if (model_scope_is_in(i, tree) && model.scopes[i].asked && !model.scopes[i].told)
            return "the barrier has left somebody who is to be told";
    return NULL;
}

const char *
model_closed(void)
{
    for (int i = 0; i < model.jobs_made; i++)
        if (!model_is_over(&model.jobs[i]))
            return "the close has left a job";
    for (int i = 0; i < model.scopes_made; i++)
        if (model.scopes[i].asked && !model.scopes[i].told)
            return "the close has left somebody who is to be told";
    return NULL;
}
