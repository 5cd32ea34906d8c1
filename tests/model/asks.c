/* SPDX-License-Identifier: MIT */
/* What is asked of weir and of the model at once, and the comparison of every record. Not what runs of it (plays.c). */
#include "drive.h"
#include "trace.h"

#include <string.h>

static const char *const labels[] = {NULL, "a", "b"};
static const char *const keys[] = {"x", "y"};

static uint32_t kept; /* records of ended jobs that the table keeps */

static void
answers(const char *what, int64_t answer, int64_t expected)
{
    if (answer != expected)
        wrong("%s answered %lld, not %lld", what, (long long)answer, (long long)expected);
}

/* Jobs. */

/* A spec by chance; its scope and key are numbers. */
static struct weir_job_spec
any_spec(int *scope, int *key)
{
    unsigned waits = below(10);
    *scope = below(2) ? any_scope() : NOBODY;
    *key = below(5) ? NOBODY : (int)below(2);
    struct weir_job_spec spec = {.step = play_step, .on_done = play_done, .destroy = play_destroy};
    spec.lane = (enum weir_lane)((int)below(3) - 1);
    spec.scope = *scope == NOBODY ? NULL : model.scopes[*scope].weirs;
    spec.key = *key == NOBODY ? NULL : keys[*key];
    spec.delay = waits < 3 ? 1 + (int64_t)below(50) * WEIR_US(500) : 0;
    spec.frames = waits == 3 || waits == 4 ? below(3) : 0;
    spec.frame_end = waits == 4;
    spec.timeout = below(5) ? 0 : 1 + (int64_t)below(80) * WEIR_US(500);
    return spec;
}

static void
start(void)
{
    int scope, key;
    bool joined = false;
    struct weir_job_spec spec = any_spec(&scope, &key);
    if (model.jobs_made == MOST_JOBS)
        return;
    int refused = model_may_start(scope), joins = model_joins(key);
    spec.arg = &model.jobs[model.jobs_made];
    spec.joined = &joined;
    int64_t id = weir_job_start(w, &spec);
    trace("start %d: scope %d, lane %d, key %d, delay %lld, frames %u%s, timeout %lld: %lld%s",
          model.jobs_made, scope, (int)spec.lane, key, (long long)spec.delay, spec.frames,
          spec.frame_end ? " end" : "", (long long)spec.timeout, (long long)id, joined ? ", joined" : "");
    if (refused) {
        answers("start", id, refused);
        return;
    }
    bool may_join = joins >= 0 || (joins == NOBODY - 1 && joined);
    if (joined != may_join || id <= 0)
        wrong("it joined, or did not");
    if (joined && joins >= 0)
        answers("start", id, model.jobs[joins].id);
    if (joined)
        return;
    for (int i = 0; i < model.jobs_made; i++)
        if (model.jobs[i].id == id)
            wrong("an id came twice");
    model_start(scope, spec.lane, key, spec.delay, spec.frames, spec.frame_end, spec.timeout)->id = id;
}

static bool
is_stale(const struct job *job)
{
    struct weir_job_info info;
    return weir_job_get(w, job->id, &info, NULL, 0) == WEIR_ESTALE;
}

/* Its record may have gone since the last comparison. */
static bool
is_known(int i)
{
    if (i == NOBODY || model.jobs[i].forgotten)
        return false;
    return !model_is_over(&model.jobs[i]) || !is_stale(&model.jobs[i]);
}

static void
cancel(void)
{
    int i = any_job();
    if (!is_known(i))
        return;
    trace("cancel %d", i);
    answers("cancel", weir_job_cancel(w, model.jobs[i].id), model_cancel(&model.jobs[i]));
}

static void
cancel_all(void)
{
    trace("cancel all");
    answers("cancel all", weir_jobs_cancel_all(w), model_cancel_all());
}

static void
reschedule(void)
{
    int i = any_job();
    int64_t delay = below(3) ? (int64_t)below(40) * WEIR_US(500) : 0;
    if (!is_known(i))
        return;
    trace("reschedule %d: %lld", i, (long long)delay);
    int answer = weir_job_reschedule(w, model.jobs[i].id, delay);
    int expected = model_reschedule(&model.jobs[i], delay);
    if (expected != 1 || (answer != 0 && answer != WEIR_EBUSY))
        answers("reschedule", answer, expected);
}

static void
take(void)
{
    int i = any_job();
    void *result = &i;
    if (!is_known(i))
        return;
    struct job *job = &model.jobs[i];
    void *expected = model_is_over(job) && job->result != NOBODY ? &model.results[job->result] : NULL;
    trace("take %d", i);
    answers("take", weir_job_take(w, job->id, &result), model_take(job));
    if (result != expected)
        wrong("another result");
}

/* The table. */

/* How many ended after it and are kept. */
static uint32_t
newer(const struct job *job)
{
    uint32_t count = 0;
    for (int i = 0; i < model.jobs_made; i++) {
        const struct job *other = &model.jobs[i];
        count += model_is_over(other) && !other->forgotten && other->place > job->place;
    }
    return count;
}

static bool
any_pinned(void)
{
    for (int i = 0; i < model.jobs_made; i++)
        if (model.jobs[i].pinned)
            return true;
    return false;
}

/* Those that should be forgotten are, and no others; where jobs were awaited, either may be. */
static void
look_who_is_forgotten(void)
{
    bool goes[MOST_JOBS] = {false};
    for (int i = 0; i < model.jobs_made; i++)
        goes[i] = model_is_over(&model.jobs[i]) && newer(&model.jobs[i]) >= kept;
    for (int i = 0; i < model.jobs_made; i++) {
        struct job *job = &model.jobs[i];
        if (job->forgotten)
            continue;
        bool stale = is_stale(job);
        if (stale && !model_is_over(job))
            wrong("job %d is forgotten, and has not ended", i);
        if (stale != goes[i] && !any_pinned())
            wrong("job %d is %s", i, stale ? "forgotten" : "kept");
        job->forgotten = stale;
    }
}

static void
clear(void)
{
    int gone = 0;
    look_who_is_forgotten();
    trace("clear");
    int answer = weir_jobs_clear(w);
    for (int i = 0; i < model.jobs_made; i++) {
        struct job *job = &model.jobs[i];
        if (!model_is_over(job) || job->forgotten)
            continue;
        job->forgotten = is_stale(job);
        gone += job->forgotten;
        if (!job->forgotten && !job->pinned)
            wrong("job %d was not cleared", i);
    }
    answers("clear", answer, gone);
}

static void
keep(void)
{
    static const uint32_t counts[] = {0, 2, 5, 1000};
    kept = counts[below(4)];
    trace("keep %u", kept);
    answers("keep", weir_jobs_keep(w, kept, WEIR_FOREVER), 0);
}

/* Scopes. */

static void
new_scope(void)
{
    int parent = below(2) ? any_scope() : NOBODY, label = (int)below(3);
    if (model.scopes_made == MOST_SCOPES)
        return;
    struct scope *scope = &model.scopes[model.scopes_made];
    trace("scope %d in %d, label %d", model.scopes_made, parent, label);
    struct weir_scope *weirs = NULL;
    int refused = parent != NOBODY && model.scopes[parent].cancelled ? WEIR_ECANCELLED : 0;
    struct weir_scope *parents = parent == NOBODY ? NULL : model.scopes[parent].weirs;
    answers("new scope", weir_scope_new_in(w, parents, labels[label], &weirs), refused);
    if (refused)
        return;
    model_new_scope(parent, label);
    scope->weirs = weirs;
    scope->asked = below(2);
    if (scope->asked)
        answers("on cancel", weir_scope_on_cancel(weirs, play_told, scope), 0);
}

static void
cancel_scope(void)
{
    int scope = any_scope();
    if (scope == NOBODY)
        return;
    trace("cancel scope %d", scope);
    model_cancel_scope(scope);
    answers("cancel scope", weir_scope_cancel(model.scopes[scope].weirs), 0);
}

static void
cancel_label(void)
{
    int label = 1 + (int)below(2);
    trace("cancel label %d", label);
    answers("cancel label", weir_scope_cancel_label(w, labels[label]), model_cancel_label(label));
}

static void
free_scope(void)
{
    int scope = any_scope();
    if (scope == NOBODY)
        return;
    trace("free scope %d", scope);
    model_cancel_scope(scope);
    model.scopes[scope].freed = true;
    weir_scope_free(model.scopes[scope].weirs);
}

static void
barrier(void)
{
    int scope = any_scope();
    if (scope != NOBODY)
        play_barrier(scope);
}

static void
close_inside(void)
{
    trace("close, inside");
    model.closing = true;
    answers("close inside", weir_close(w, below(2) ? WEIR_DRAIN : WEIR_DROP, WEIR_S(1)), 1);
}

/* By chance. */

static void
ask_rarely(void)
{
    static void (*const asks[])(void) = {cancel_label, cancel_all, clear, clear, keep};
    asks[below(5)]();
}

void
ask_something(void)
{
    static void (*const asks[])(void) = {start,        start,      start,     start,      play_turn,
                                         play_turn,    play_turn,  play_turn, cancel,     reschedule,
                                         take,         new_scope,  new_scope, play_time,  play_time,
                                         cancel_scope, free_scope, barrier,   play_frame, ask_rarely};
    asks[below(sizeof asks / sizeof *asks)]();
}

static void
progress(struct weir_job *self, struct job *job)
{
    int64_t done = job->done + (int64_t)below(4) - 1, total = below(2) ? job->total : job->total + below(5);
    trace("    progress %lld of %lld", (long long)done, (long long)total);
    bool right = model_progress(job, done, total);
    answers("progress", weir_job_progress(self, done, total, NULL), right ? 0 : WEIR_EINVAL);
}

void
ask_from_a_step(struct weir_job *self, struct job *job)
{
    static void (*const asks[])(void) = {start,        cancel,  reschedule, take,
                                         cancel_scope, barrier, clear,      cancel_label};
    unsigned what = below(14);
    if (model.closing)
        return;
    if (what < 8)
        asks[what]();
    else if (what < 10)
        progress(self, job);
    else if (what < 12)
        play_leave(self, job);
    else if (what == 12)
        model_pass((int64_t)below(30) * WEIR_US(500));
    else if (below(20) == 0)
        close_inside();
    else
        answers("a turn inside", weir_turn(w, NULL, NULL), WEIR_EBUSY);
}

void
ask_at_an_end(struct job *job)
{
    static void (*const asks[])(void) = {start, cancel, take, cancel_scope};
    struct weir_job_info info;
    answers("get of its own", weir_job_get(w, job->id, &info, NULL, 0), 0);
    answers("cancel of its own", weir_job_cancel(w, job->id), 1);
    if (!model.closing)
        asks[below(4)]();
}

/* The comparison. */

static void
same(const char *what, const struct job *job, int64_t is, int64_t should)
{
    if (is != should)
        wrong("job %d: its %s is %lld, not %lld", (int)(job - model.jobs), what, (long long)is,
              (long long)should);
}

static void
compare_waits(const struct job *job, const struct weir_job_info *info)
{
    if (model_must_end(job))
        return; /* it may wait for its lane already */
    same("remaining time", job, info->remaining, model_remaining(job));
    same("remaining frames", job, info->remaining_frames, model_remaining_frames(job));
    same("cancel", job, info->cancel_requested, false);
}

static void
compare(const struct job *job)
{
    struct weir_job_info info;
    char text[256];
    if (weir_job_get(w, job->id, &info, text, sizeof text) != 0)
        wrong("job %d has no record", (int)(job - model.jobs));
    bool over = model_is_over(job);
    same("id", job, info.id, job->id);
    same("status", job, info.status, model_status(job));
    same("when", job, info.when, over ? job->when : WEIR_JOB_NOT_YET);
    same("why", job, info.why, over ? job->why : 0);
    same("number of steps", job, (int64_t)info.steps, job->steps);
    same("done", job, info.done, job->done);
    same("total", job, info.total, job->total);
    same("duration", job, info.duration, (over ? job->ended_at : model.now) - job->started_at);
    same("end", job, info.completed_at != 0, over);
    same("error", job, info.error[0] != '\0', over && job->status != WEIR_JOB_COMPLETED);
    same("result", job, info.result != NULL, false);
    if (!over)
        compare_waits(job, &info);
    if (!over && model_is_cancelled(job))
        same("cancel", job, info.cancel_requested, true);
    if (job->result != NOBODY && !model.closing)
        same("destroyed result", job, model.results[job->result].destroyed, 0);
}

static void
compare_table(void)
{
    int count = 0, known = 0;
    for (int64_t id = weir_job_next(w, 0); id > 0; id = weir_job_next(w, id))
        count++;
    for (int i = 0; i < model.jobs_made; i++)
        known += !model.jobs[i].forgotten;
    answers("going over the table", count, known);
}

void
compare_all(void)
{
    look_who_is_forgotten();
    for (int i = 0; i < model.jobs_made; i++)
        if (!model.jobs[i].forgotten)
            compare(&model.jobs[i]);
    for (int i = 0; i < model.scopes_made; i++)
        if (!model.scopes[i].freed && !model.closing)
            answers("is cancelled", weir_scope_is_cancelled(model.scopes[i].weirs),
                    model.scopes[i].cancelled);
    compare_table();
}

void
asks_begin(void)
{
    kept = 1000;
}
