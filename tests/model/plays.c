/* SPDX-License-Identifier: MIT */
/* What runs of the sequence: turns, steps that say by chance what comes next, ends. Each is held against the model. Not
 * what is asked (asks.c). */
#include "drive.h"
#include "trace.h"

enum {
    MOST_STEPS = 400 /* of a sequence: from then on every step is a last one */
};

static int steps;

static void
held(const char *complaint, const struct job *job)
{
    if (complaint)
        wrong("job %d: %s", (int)(job - model.jobs), complaint);
}

/* Results. */

static void *
new_result(void)
{
    return model.results_made < MOST_RESULTS ? &model.results[model.results_made++] : NULL;
}

static void
leave(struct job *job, struct result *result)
{
    struct result *before = job->result == NOBODY ? NULL : &model.results[job->result];
    job->result = (int)(result - model.results);
    if (before && before->destroyed != 1)
        wrong("what was left before was not destroyed");
}

static int striking = NOBODY; /* the scope whose barrier is under way: what its jobs left is destroyed */

static bool
is_struck(const struct job *job)
{
    return striking != NOBODY && model_is_over(job) && job->scope != NOBODY &&
           model_scope_is_in(job->scope, striking);
}

void
play_destroy(void *arg)
{
    struct result *result = arg;
    int number = (int)(result - model.results);
    trace("  destroy %d", number);
    if (result->taken || result->destroyed++)
        wrong("a result was destroyed that was taken, or destroyed before");
    for (int i = 0; i < model.jobs_made; i++)
        if (model.jobs[i].result == number && is_struck(&model.jobs[i]))
            model.jobs[i].result = NOBODY;
}

void
play_leave(struct weir_job *self, struct job *job)
{
    struct result *result = new_result();
    if (!result)
        return;
    trace("    leave %d", (int)(result - model.results));
    if (weir_job_leave(self, result) != 0)
        wrong("leave was refused");
    leave(job, result);
}

/* Steps. */

static int
say_done(struct weir_job *self, struct job *job)
{
    struct result *result = below(2) ? new_result() : NULL;
    trace("    done %d", result ? (int)(result - model.results) : NOBODY);
    int answer = weir_done(self, result);
    if (result)
        leave(job, result);
    model_step_says(job, SAY_DONE, 0);
    return answer;
}

static int
say_await(struct weir_job *self, struct job *job)
{
    struct weir_job_info info;
    int other = below(12) ? any_job() : NOBODY;
    int64_t id = other == NOBODY ? (int64_t)below(1000) + 1 : model.jobs[other].id;
    bool stale = weir_job_get(w, id, &info, NULL, 0) == WEIR_ESTALE;
    trace("    await %d%s", other, stale ? ", which is gone" : "");
    model_step_says(job, SAY_AWAIT, stale ? NOBODY : other);
    return weir_await(self, id);
}

static int
say_await_scope(struct weir_job *self, struct job *job)
{
    int scope = below(12) ? any_scope() : NOBODY;
    trace("    await scope %d", scope);
    model_step_says(job, SAY_AWAIT_SCOPE, scope);
    return weir_await_scope(self, scope == NOBODY ? NULL : model.scopes[scope].weirs);
}

static int
say_code(struct job *job)
{
    int code = -1 - (int)below(14);
    trace("    answer %s", weir_error_name(code));
    model_step_says(job, SAY_CODE, code);
    return code;
}

static int
say_after(struct weir_job *self, struct job *job)
{
    int64_t ns = below(3) ? 0 : (int64_t)below(40) * WEIR_US(500);
    trace("    after %lld", (long long)ns);
    model_step_says(job, SAY_AFTER, ns);
    return weir_after(self, ns);
}

static int
say_frames(struct weir_job *self, struct job *job)
{
    uint32_t frames = below(4);
    trace("    after frames %u", frames);
    model_step_says(job, SAY_FRAMES, frames);
    return weir_after_frames(self, frames);
}

static int
say_something(struct weir_job *self, struct job *job)
{
    unsigned what = steps++ < MOST_STEPS ? below(20) : 0;
    if (what < 4)
        return say_done(self, job);
    if (what < 10)
        return say_after(self, job);
    if (what < 12)
        return say_frames(self, job);
    if (what < 15)
        return say_await(self, job);
    if (what < 17)
        return say_await_scope(self, job);
    if (what < 18)
        return say_code(job);
    trace("    fail");
    model_step_says(job, SAY_FAIL, 0);
    return weir_fail(self, "by chance %u", what);
}

/* Who awaited a job finds its record. */
static void
look_at_awaited(const struct job *job)
{
    struct weir_job_info info;
    if (job->wait != WAIT_JOB)
        return;
    const struct job *other = &model.jobs[job->awaits];
    if (weir_job_get(w, other->id, &info, NULL, 0) != 0 || info.status != model_status(other))
        wrong("job %d finds no record of job %d, which it awaited", (int)(job - model.jobs), job->awaits);
}

int
play_step(struct weir_job *self, void *arg)
{
    struct job *job = arg;
    trace("  step of %d", (int)(job - model.jobs));
    look_at_awaited(job);
    held(model_step_begins(job), job);
    if (weir_job_id(self) != job->id || weir_job_weir(self) != w)
        wrong("the step is another's");
    for (unsigned i = below(4); i > 0; i--)
        ask_from_a_step(self, job);
    if (weir_job_cancelled(self) != model_must_end(job))
        wrong("the step is told wrongly whether its job should end");
    if (below(4) == 0)
        compare_all();
    return say_something(self, job);
}

/* Ends. */

void
play_done(void *arg, const struct weir_job_info *info)
{
    struct job *job = arg;
    trace("  end of %d: %s, why %d, when %d, \"%s\"", (int)(job - model.jobs),
          weir_job_status_name(info->status), info->why, (int)info->when, info->error);
    held(model_ends(job, info), job);
    void *result = job->result == NOBODY ? NULL : &model.results[job->result];
    if (info->result != result)
        wrong("another result than it left");
    if (info->id != job->id || info->steps != (uint64_t)job->steps)
        wrong("the end is another's");
    if ((info->error[0] == '\0') != (info->status == WEIR_JOB_COMPLETED))
        wrong("an error without a reason, or none");
    if (below(3) == 0)
        ask_at_an_end(job);
}

void
play_told(void *arg)
{
    struct scope *scope = arg;
    trace("  told of scope %d", (int)(scope - model.scopes));
    const char *complaint = model_told((int)(scope - model.scopes));
    if (complaint)
        wrong("%s", complaint);
}

/* Turns, and what passes between them. */

void
play_turn(void)
{
    struct weir_budget budget = {.tasks = below(4) ? 100000 : 1 + below(3)};
    bool full = budget.tasks > 3;
    trace("turn %s", full ? "full" : "short");
    model_turn_begins();
    int answer = weir_turn(w, &budget, NULL);
    if (answer != WEIR_ECLOSED && (answer < 0 || model.closing))
        wrong("the turn answered %d", answer);
    if (answer == WEIR_ECLOSED && !model.closing)
        wrong("the turn says closed");
    if (model.closing)
        return;
    const char *complaint = model_turn_ends(full);
    if (complaint)
        wrong("%s", complaint);
}

static int64_t frame_at; /* when the last one was */

void
play_frame(void)
{
    enum weir_frame_edge edge = model.frame == 0 || below(2) ? WEIR_FRAME_BEGIN : WEIR_FRAME_END;
    trace("frame %s", edge == WEIR_FRAME_BEGIN ? "begins" : "ends");
    frame_at = model.now;
    if (weir_frame(w, edge) != 0)
        wrong("the frame was refused");
    model_frame(edge);
}

/* Never so long that weir would synthesise a frame. */
void
play_time(void)
{
    int64_t ns = below(3) ? (int64_t)below(60) * WEIR_US(500) : 1;
    if (model.now + ns - frame_at > WEIR_MS(200))
        play_frame();
    trace("pass %lld", (long long)ns);
    model_pass(ns);
}

static void
look_at_left(int tree)
{
    for (int i = 0; i < model.jobs_made; i++) {
        const struct job *job = &model.jobs[i];
        if (job->result != NOBODY && job->scope != NOBODY && model_scope_is_in(job->scope, tree) &&
            model.results[job->result].destroyed == 0)
            wrong("the barrier has left the result of job %d", i);
    }
}

void
play_barrier(int scope)
{
    int running = model.running == NOBODY ? NOBODY : model.jobs[model.running].scope;
    bool inside = running != NOBODY && model_scope_is_in(running, scope);
    trace("barrier of scope %d", scope);
    if (!inside)
        model_cancel_scope(scope);
    striking = inside ? NOBODY : scope;
    int answer = weir_scope_barrier(model.scopes[scope].weirs, 0);
    striking = NOBODY;
    if (answer != (inside ? WEIR_EDEADLK : 0))
        wrong("the barrier answered %s", weir_error_name(answer));
    const char *complaint = inside ? NULL : model_barrier_over(scope);
    if (complaint)
        wrong("%s", complaint);
    if (!inside)
        look_at_left(scope);
}

void
play_begin(void)
{
    steps = 0;
}
