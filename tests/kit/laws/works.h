/* SPDX-License-Identifier: MIT */
/* What laws of works share: workers, works whose bodies follow a plan of the law's, and a note of what came of each. Not the
 * laws, nor what the system gives (given.h).
 *
 * A body runs on a worker, where check has no place: it notes, and the loop thread looks. */
#ifndef KIT_LAWS_WORKS_H
#define KIT_LAWS_WORKS_H

#include "given.h"
#include "jobs.h"

#include <weir/workers.h>

enum {
    MOST_WORKS = 128
};

struct work;
typedef int body_fn(struct weir_job *self, struct work *work); /* on the worker; answers as a step does */

struct work {
    body_fn *body;
    int (*ask)(struct weir_job *self, struct work *work); /* what the body asks weir */
    void *data;                                           /* its result */
    int64_t number;
    struct work *other;
    struct weir_scope *scope;
    struct weir *w; /* whose job it is */

    int64_t id;
    atomic_int begun, returned; /* its body has */
    atomic_int asked;           /* its body has seen that it is to stop */
    atomic_int go;              /* from the law: go on */
    uint64_t thread;            /* that its body ran on */
    bool astray;                /* something was called on the wrong thread, or too soon, or too late */
    atomic_int answer;          /* what `ask` was answered, 1: nothing yet */

    atomic_int refreshes;
    struct weir_job_info seen; /* at the last; its texts are gone */
    char seen_text[128];

    atomic_int dones; /* calls of on_done: 1, when all is over */
    void (*at_end)(struct work *work, const struct weir_job_info *info);
    struct weir_job_info end; /* as on_done was told; its texts are gone */
    char error[1100];
    int place; /* the how manieth to end, from 1 */
};

static struct work works[MOST_WORKS];
static int works_made;
static atomic_int works_ended;
static atomic_bool works_over; /* the law is: no body waits for its word any more */
static struct weir_workers *workers;

/* Fixture. */

static inline void
open_workers(struct weir_workers_options options)
{
    ck_assert_int_eq(weir_workers_free(workers, LIMIT), 0);
    ck_assert_int_eq(weir_workers_new(&workers, &options), 0);
    given.started = 0;
}

static inline void
begin_works(void)
{
    kit_close(); /* other threads of the host's may read the table of calls, but none of weir's */
    memset(works, 0, sizeof works);
    works_made = 0;
    atomic_store(&works_ended, 0);
    atomic_store(&works_over, false);
    count_what_is_given();
    kit_open(NULL);
    workers = NULL;
    open_workers((struct weir_workers_options){.name = "kit", .threads = 2});
}

/* Whatever the law was about: every work that was started has ended exactly once, on the right threads, and neither a
 * thread nor a block of memory is left. */
static inline void
end_works(void)
{
    give_all();
    atomic_store(&works_over, true);
    if (kit.w)
        ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    ck_assert_int_eq(weir_workers_free(workers, LIMIT), 0);
    workers = NULL;
    ck_assert(no_thread_is_alive(NULL));
    for (int i = 0; i < works_made; i++) {
        ck_assert_int_eq(atomic_load(&works[i].dones), works[i].id > 0);
        ck_assert_int_le(atomic_load(&works[i].begun), works[i].id > 0);
        ck_assert(works[i].begun || !works[i].refreshes);
        ck_assert(!works[i].astray);
    }
    kit_close();
    ck_assert_int_eq(given.blocks, 0);
    count_no_more();
}

static inline TCase *
case_of_works(Suite *suite, const char *name)
{
    TCase *tcase = kit_case(suite, name);
    tcase_add_checked_fixture(tcase, begin_works, end_works);
    return tcase;
}

/* Works. */

static inline struct work *
a_work(body_fn *body)
{
    ck_assert_int_lt(works_made, MOST_WORKS);
    struct work *work = &works[works_made++];
    work->body = body;
    work->w = kit.w;
    work->answer = 1;
    return work;
}

static inline int
work_step(struct weir_job *self, void *arg)
{
    struct work *work = arg;
    work->thread = thread_self();
    work->astray |= weir_on_loop_thread(work->w) || atomic_load(&work->dones) > 0;
    add_one(&work->begun);
    int answer = work->body(self, work);
    add_one(&work->returned);
    return answer;
}

static inline void
work_done(void *arg, const struct weir_job_info *info)
{
    struct work *work = arg;
    work->astray |= !weir_on_loop_thread(work->w);
    work->astray |= atomic_load(&work->returned) != atomic_load(&work->begun);
    work->end = *info;
    snprintf(work->error, sizeof work->error, "%s", info->error);
    work->place = atomic_fetch_add(&works_ended, 1) + 1;
    if (work->at_end)
        work->at_end(work, info);
    add_one(&work->dones);
}

static inline void
work_refreshes(void *arg, const struct weir_job_info *info)
{
    struct work *work = arg;
    work->astray |= !weir_on_loop_thread(work->w);
    work->astray |= atomic_load(&work->dones) > 0 || info->status != WEIR_JOB_RUNNING;
    work->seen = *info;
    snprintf(work->seen_text, sizeof work->seen_text, "%s", info->progress_text);
    add_one(&work->refreshes);
}

/* What it is started with, beside what the law adds. */
static inline struct weir_work
work_of(struct work *work)
{
    return (struct weir_work){
        .job = {.step = work_step, .arg = work, .on_done = work_done, .name = "work", .scope = work->scope}};
}

static inline struct work *
start_work_as(struct work *work, struct weir_work start)
{
    work->id = weir_work_start(workers, work->w, &start);
    ck_assert_int_gt(work->id, 0);
    ck_assert_int_lt(work->id, INT64_C(1) << 53);
    return work;
}

static inline struct work *
start_work(body_fn *body)
{
    struct work *work = a_work(body);
    return start_work_as(work, work_of(work));
}

static inline struct work *
start_work_in(struct weir_scope *scope, body_fn *body)
{
    struct work *work = a_work(body);
    work->scope = scope;
    return start_work_as(work, work_of(work));
}

static inline struct work *
start_dedicated(body_fn *body)
{
    struct work *work = a_work(body);
    struct weir_work start = work_of(work);
    start.dedicated = true;
    return start_work_as(work, start);
}

/* A start that must be refused, and leaves nothing. */
static inline void
refused_as(int code, struct weir_work start)
{
    int64_t id = weir_work_start(workers, kit.w, &start);
    ck_assert_str_eq(weir_error_name((int)id), weir_error_name(code));
}

/* Begun, without a turn of the loop. */
static inline struct work *
begun(struct work *work)
{
    await_reaches(&work->begun, 1);
    return work;
}

static inline void
run_until_done(struct work *work)
{
    run_until_reaches(&work->dones, 1);
}

static inline void
run_until_all_done(void)
{
    for (int i = 0; i < works_made; i++)
        if (works[i].id > 0)
            run_until_done(&works[i]);
}

static inline void
let_go(struct work *work)
{
    add_one(&work->go);
}

static inline void
cancel_work(struct work *work)
{
    ck_assert_int_eq(weir_job_cancel(work->w, work->id), 0);
}

static inline struct weir_job_info
info_of_work(const struct work *work)
{
    static char text[2048];
    struct weir_job_info info;
    ck_assert_int_eq(weir_job_get(work->w, work->id, &info, text, sizeof text), 0);
    return info;
}

/* It has ended, and in the table it is as it was told. */
static inline void
work_ended_as(struct work *work, enum weir_job_status status, enum weir_job_when when, int why)
{
    ck_assert_int_eq(atomic_load(&work->dones), 1);
    ck_assert_int_eq(work->end.id, work->id);
    ck_assert_str_eq(weir_job_status_name(work->end.status), weir_job_status_name(status));
    ck_assert_int_eq(work->end.when, when);
    ck_assert_str_eq(weir_error_name(work->end.why), weir_error_name(why));
    ck_assert_int_eq(atomic_load(&work->begun), when == WEIR_JOB_BEFORE_START ? 0 : 1);
    ck_assert_int_eq(status == WEIR_JOB_COMPLETED, work->error[0] == '\0');
    struct weir_job_info info = info_of_work(work);
    ck_assert_int_eq(info.status, status);
    ck_assert_int_eq(info.when, when);
    ck_assert_int_eq(info.why, why);
    ck_assert_str_eq(info.error, work->error);
    ck_assert_uint_eq(info.steps, (uint64_t)atomic_load(&work->begun));
    ck_assert_int_gt(info.completed_at, 0);
}

static inline void
work_completed(struct work *work)
{
    work_ended_as(work, WEIR_JOB_COMPLETED, WEIR_JOB_WHILE_RUNNING, 0);
}

static inline void
work_never_began(struct work *work, enum weir_job_status status, int why)
{
    work_ended_as(work, status, WEIR_JOB_BEFORE_START, why);
}

static inline void
was_answered(struct work *work, int code)
{
    ck_assert_str_eq(weir_error_name(atomic_load(&work->answer)), weir_error_name(code));
    ck_assert_int_eq(atomic_load(&work->answer), code);
}

/* Bodies. */

static inline void
pause_a_little(void)
{
    nanosleep(&(struct timespec){0, 100000}, NULL);
}

static inline int
return_at_once(struct weir_job *self, struct work *work)
{
    return weir_done(self, work->data);
}

/* Stays until the law lets it go, whatever it is asked meanwhile, but notes that. */
static inline int
stay(struct weir_job *self, struct work *work)
{
    while (!atomic_load(&work->go) && !atomic_load(&works_over)) {
        if (weir_job_cancelled(self))
            atomic_store(&work->asked, 1);
        pause_a_little();
    }
    return weir_done(self, work->data);
}

/* Stays until it is asked to stop, and answers its number, or that it was cancelled. */
static inline int
stay_until_asked(struct weir_job *self, struct work *work)
{
    while (!weir_job_cancelled(self) && !atomic_load(&work->go) && !atomic_load(&works_over))
        pause_a_little();
    if (work->number > 0)
        return weir_done(self, work->data);
    return work->number ? (int)work->number : WEIR_ECANCELLED;
}

/* Asks weir, and completes whatever it was answered. */
static inline int
ask_and_complete(struct weir_job *self, struct work *work)
{
    atomic_store(&work->answer, work->ask(self, work));
    return weir_done(self, work->data);
}

/* Asks weir, and answers what it was answered if that is a code. */
static inline int
ask_and_answer(struct weir_job *self, struct work *work)
{
    int answer = work->ask(self, work);
    atomic_store(&work->answer, answer);
    return answer < 0 ? answer : weir_done(self, work->data);
}

static inline struct work *
start_asking(body_fn *body, int (*ask)(struct weir_job *self, struct work *work))
{
    struct work *work = a_work(body);
    work->ask = ask;
    return start_work_as(work, work_of(work));
}

/* Works that wait. */

/* Waits for its other, or for the job of its number. */
static inline int
wait_for_other(struct weir_job *self, struct work *work)
{
    (void)self;
    return weir_job_wait(kit.w, work->other ? work->other->id : work->number, WEIR_FOREVER);
}

static inline struct work *
a_waiting(struct work *other)
{
    struct work *work = a_work(ask_and_complete);
    work->ask = wait_for_other;
    work->other = other;
    return work;
}

static inline struct work *
start_waiting(struct work *other)
{
    struct work *work = a_waiting(other);
    return start_work_as(work, work_of(work));
}

static inline void
one_thread(void)
{
    open_workers((struct weir_workers_options){.threads = 1});
}

/* Stays until the law says go, then does what it asks. */
static inline int
stay_and_ask(struct weir_job *self, struct work *work)
{
    while (!atomic_load(&work->go) && !atomic_load(&works_over))
        pause_a_little();
    return ask_and_complete(self, work);
}

static inline int
start_and_wait_for_other(struct weir_job *self, struct work *work)
{
    struct weir_work start = work_of(work->other);
    work->other->id = weir_work_start(workers, kit.w, &start);
    return work->other->id > 0 ? wait_for_other(self, work) : (int)work->other->id;
}

/* A pump of the law's own. */

/* What its next wake does first, on the thread that wakes; then none. */
static _Atomic(void (*)(void)) at_next_wake;

static inline int
wake_as_planned(void *unused)
{
    (void)unused;
    void (*plan)(void) = atomic_exchange(&at_next_wake, NULL);
    if (plan)
        plan();
    return 0;
}

/* Until nothing is ready, so that the next that comes wakes. */
static inline void
turn_until_asleep(void)
{
    int more;
    while ((more = weir_turn(kit.w, NULL, NULL)) > 0)
        continue;
    ck_assert_int_eq(more, 0);
}

/* From here on the law calls the turns. */
static inline void
ride_own_pump(void)
{
    static const struct weir_pump pump = {.size = sizeof pump, .name = "the law's", .wake = wake_as_planned};
    atomic_store(&at_next_wake, NULL);
    ck_assert_int_eq(weir_detach(kit.w), 0);
    ck_assert_int_eq(weir_attach(kit.w, &pump, NULL), 0);
}

static inline void
turn_until_done(struct work *work)
{
    for (int turns = 0; !atomic_load(&work->dones); turns++) {
        ck_assert_int_lt(turns, 200000);
        turn();
        pause_a_little();
    }
}

/* Each file adds its cases; by works.c. */
void laws_of_work_ends(Suite *suite);
void laws_of_work_results(Suite *suite);
void laws_of_work_refreshes(Suite *suite);
void laws_of_work_pools(Suite *suite);
void laws_of_work_scarcity(Suite *suite);
void laws_of_work_scopes(Suite *suite);
void laws_of_work_messages(Suite *suite);
void laws_of_work_calls(Suite *suite);
void laws_of_work_waits(Suite *suite);
void laws_of_work_deadlocks(Suite *suite);
void laws_of_work_guards(Suite *suite);
void laws_of_work_stops(Suite *suite);
void laws_of_work_closes(Suite *suite);
void laws_of_work_frees(Suite *suite);
void laws_of_work_forks(Suite *suite);

#endif
