/* SPDX-License-Identifier: MIT */
/* Runs each line of C in the tables of docs/coming-from.md, and its longer snippets, in a program that has what they
 * name. A line must be accepted, and must have what it starts run; a line with `job` in a step, in a work, or in both. Not
 * the lines (rows.sh), nor the host (slow_host.c). */
#include "page.h"
#include "row.h"
#include "slow_host.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

int64_t chunked_on_bake(int *frame), coroutine_on_publish(int *stands_at);
void bake_frame(int frame);
int export_step(struct weir_job *job, void *unused);

/* What the page names. */

struct weir_scope *scope, *child;
struct weir_dispatcher here;
int64_t id;
weir_ticket ticket;
void *panel, *result;
struct weir *made, *on, *render;
struct weir_workers *pool;
struct weir_thread *thread;
struct weir_capabilities can;
struct weir_job_info info;
struct weir_load depth;
struct weir_next next;
char text[4096];

static atomic_int cooked, loads, refreshes; /* cooked and loads on any thread */
static int bakes, ends, cancels, frames;
static bool exported;
static atomic_bool is_to_be_refreshed; /* what is loaded waits for that */
static struct weir *db;
static struct weir_thread *db_thread;

void
cook(void *arg)
{
    atomic_fetch_add(&cooked, arg == panel);
}

void
forget(void *unused, int why)
{
    (void)unused, (void)why;
}

int
load(struct weir_job *job, void *unused)
{
    (void)unused;
    MUST(!weir_on_loop_thread(ui));
    while (atomic_load(&is_to_be_refreshed) && atomic_load(&refreshes) == 0)
        if (weir_work_sleep(job, WEIR_MS(1)) != 0)
            return WEIR_ECANCELLED;
    atomic_fetch_add(&loads, 1);
    return weir_done(job, NULL);
}

void
refreshed(void *unused, const struct weir_job_info *now)
{
    (void)unused;
    MUST(weir_on_loop_thread(ui));
    atomic_fetch_add(&refreshes, now->status == WEIR_JOB_RUNNING);
}

int
bake(struct weir_job *job, void *unused)
{
    (void)unused;
    bakes++;
    return weir_done(job, NULL);
}

void
baked(void *unused, const struct weir_job_info *end)
{
    (void)unused;
    ends += end->status == WEIR_JOB_COMPLETED;
}

void
cancelled(void *arg)
{
    cancels += arg == panel;
}

void
bake_frame(int frame)
{
    MUST(frame == frames);
    frames++;
    spend(WEIR_MS(3));
}

int
export_step(struct weir_job *job, void *unused)
{
    (void)unused;
    exported = true;
    return weir_done(job, NULL);
}

/* Around a line. */

static void
do_nothing(void *unused)
{
    (void)unused;
}

static int
end_well(struct weir_job *job, void *unused)
{
    (void)unused;
    return weir_done(job, "result");
}

/* A weir with a job that ends in a while, and a scope with a task in it that comes then. */
static void
begin(void)
{
    host_open();
    MUST(weir_workers_new(&workers, NULL) == 0);
    MUST(weir_new(&db, &(struct weir_options){.name = "db"}) == 0);
    MUST(weir_thread_start(&db_thread, db) == 0);
    MUST(weir_new(&render, NULL) == 0);
    here = (struct weir_dispatcher){.main = ui, .workers = workers, .named = &db, .named_count = 1};
    cooked = loads = refreshes = bakes = ends = cancels = 0;
    child = NULL;
    made = NULL;
    pool = NULL;
    thread = NULL;
    panel = &cooked;
    result = NULL;
    MUST(weir_scope_new_in(ui, NULL, "panel", &scope) == 0);
    const struct weir_task task = {.run = do_nothing, .scope = scope, .delay = WEIR_MS(200)};
    MUST(weir_post_task(ui, &task, &ticket) == 0);
    id = weir_job_start(
        ui, &(struct weir_job_spec){.step = end_well, .delay = WEIR_MS(200), .description = "waits"});
    MUST(id > 0);
}

static void
end_weir(struct weir *w)
{
    MUST(weir_close(w, WEIR_DROP, 0) == 0);
    weir_free(w);
}

/* What is named has then been run, as what is started here. */
static void
settle(void)
{
    host_settle();
    MUST(weir_thread_stop(db_thread, WEIR_DRAIN, WEIR_FOREVER) == 0);
    db_thread = NULL;
}

static void
end(void)
{
    weir_scope_free(child);
    weir_scope_free(scope);
    settle();
    host_close();
    MUST(weir_workers_free(pool, WEIR_FOREVER) == 0);
    MUST(weir_thread_stop(thread, WEIR_DROP, WEIR_FOREVER) == 0);
    end_weir(render);
    end_weir(db);
    if (made)
        end_weir(made);
}

struct attempt {
    const struct row *row;
    int64_t answer;
    int steps;
};

static void *
call_on_a_thread(void *arg)
{
    struct attempt *attempt = arg;
    attempt->answer = attempt->row->call();
    return NULL;
}

/* What may not wait here is called on a thread, and what wants a job that has ended, after its end. */
static int64_t
call(const struct row *row)
{
    struct attempt attempt = {.row = row, .answer = row->call()};
    if (attempt.answer == WEIR_EDEADLK)
        start_thread(call_on_a_thread, &attempt);
    host_settle();
    return attempt.answer == WEIR_EBUSY ? row->call() : attempt.answer;
}

/* A step whose first call is the line. */
static int
step_once(struct weir_job *job, void *arg)
{
    struct attempt *attempt = arg;
    return attempt->steps++ == 0 ? attempt->row->step(job, NULL) : weir_done(job, NULL);
}

/* Answers below 0 if the job has not ended as the line says. */
static int64_t
run_step(const struct row *row, bool as_work)
{
    struct attempt attempt = {.row = row};
    char error[128];
    const struct weir_work work = {
        .job = {.step = step_once, .arg = &attempt, .scope = as_work ? scope : NULL}};
    int64_t job = as_work ? weir_work_start(workers, ui, &work) : weir_job_start(ui, &work.job);
    host_settle();
    MUST(weir_job_get(ui, job, &info, error, sizeof error) == 0);
    if (strstr(row->code, "weir_fail"))
        return info.status == WEIR_JOB_FAILED && strcmp(info.error, "no file: a.exr") == 0 ? 0 : WEIR_EFAILED;
    return info.status == WEIR_JOB_COMPLETED ? 0 : WEIR_EFAILED;
}

/* What is started must have run. */
static bool
line_works(const struct row *row, bool as_work)
{
    atomic_store(&is_to_be_refreshed, strstr(row->code, "refreshed") != NULL);
    int64_t answer = row->call ? call(row) : run_step(row, as_work);
    settle();
    if (strstr(row->code, "on_done = baked") && ends != 1)
        return false;
    if (strstr(row->code, "step = bake"))
        return answer > 0 && bakes == 1;
    if (strstr(row->code, "step = load"))
        return answer >= 0 && loads == 1 && refreshes >= is_to_be_refreshed;
    if (strstr(row->code, "cancelled, panel"))
        return answer == 0 && weir_scope_cancel(scope) == 0 && (host_settle(), cancels == 1);
    if (strstr(row->code, "cook"))
        return answer >= 0 && cooked == 1;
    if (strstr(row->code, "&result"))
        return answer == 0 && strcmp(result, "result") == 0;
    if (strstr(row->code, "_print"))
        return answer > 0 && strstr(text, "waits");
    if (strstr(row->code, "weir_supported"))
        return answer == true;
    return answer >= 0;
}

/* A work waits for nothing by what it returns, and only a work may block. */
static bool
may_be(const struct row *row, bool as_work)
{
    if (as_work)
        return row->step && !strstr(row->code, "return weir_a");
    return !strstr(row->code, "weir_work_sleep") && !strstr(row->code, "weir_job_wait(weir_job_weir");
}

/* The longer ones. */

static void
a_chunked_job(void)
{
    int frame = 0;
    begin();
    int64_t job = chunked_on_bake(&frame);
    host_settle();
    MUST(weir_job_get(ui, job, &info, NULL, 0) == 0 && info.status == WEIR_JOB_COMPLETED);
    MUST(frames == 100 && info.done == 100 && info.steps == 50 && host_stood_still() == WEIR_MS(6));
    end();
}

static void
a_coroutine(void)
{
    int stands_at = 0;
    begin();
    int64_t job = coroutine_on_publish(&stands_at);
    while (!exported)
        host_frame(NULL);
    MUST(weir_job_take(ui, job, &result) == WEIR_EBUSY);
    host_settle();
    MUST(weir_job_take(ui, job, &result) == 0 && strcmp(result, "published") == 0);
    MUST(weir_job_get(ui, job, &info, NULL, 0) == 0 && info.duration == WEIR_S(2));
    end();
}

int
main(void)
{
    int wrong = 0;
    for (int i = 0; i < 2 * row_count; i++) {
        const struct row *row = &rows[i / 2];
        bool as_work = i % 2;
        if (!may_be(row, as_work))
            continue;
        begin();
        if (!line_works(row, as_work) && ++wrong)
            printf("docs/coming-from.md:%d: does not work%s:%s\n", row->line, as_work ? " in a work" : "",
                   row->code);
        end();
    }
    a_chunked_job();
    a_coroutine();
    printf("%d lines run, %d wrong\n", row_count, wrong);
    return wrong > 0;
}
