/* SPDX-License-Identifier: MIT */
/* The small host, the clock, the jobs that note, the trail, the log that is kept. Not the laws. */
#include "fixture.h"
#include "waiters.h"

#include "base/system.h"
#include "base/thread.h"

#include <stdio.h>
#include <string.h>

struct weir *w;
struct small_host host;
char trail[256];

static uint64_t host_thread;
static _Atomic(int64_t) now;
static struct system_calls real;
static char logged[4096];
static bool over; /* the law: what it noted in is gone */

/* The clock. */

static int64_t
read_clock(void)
{
    return atomic_load(&now);
}

void
pass(int64_t duration)
{
    atomic_fetch_add(&now, duration);
}

/* The host. */

static int
wake(void *self)
{
    (void)self;
    atomic_fetch_add(&host.wakes, 1);
    atomic_store(&host.woken, true);
    return 0;
}

static bool
busy(void *self)
{
    (void)self;
    if (thread_self() != host_thread)
        atomic_store(&host.asked_apart, true);
    return false;
}

static void
let_go(void *self)
{
    (void)self;
    if (thread_self() != host_thread)
        atomic_store(&host.asked_apart, true);
    host.earliest = INT64_MAX;
}

void
attach_host(void)
{
    static const struct weir_pump pump = {
        .size = sizeof pump, .name = "small", .wake = wake, .busy = busy, .detach = let_go};
    host_thread = thread_self();
    host.earliest = INT64_MAX;
    ck_assert_int_eq(weir_attach(w, &pump, NULL), 0);
}

int
wakes_sent(void)
{
    return atomic_load(&host.wakes);
}

int
turns_made(void)
{
    return atomic_load(&host.turns);
}

int
turn(void)
{
    struct weir_next next;
    atomic_store(&host.woken, false);
    atomic_fetch_add(&host.turns, 1);
    int ended = weir_turn(w, NULL, &next);
    host.earliest = next.earliest_ns;
    return ended;
}

static bool
comes_now(void)
{
    return atomic_load(&host.woken) || host.earliest <= read_clock();
}

void
turns(int most)
{
    while (most-- > 0 && comes_now())
        turn();
}

enum {
    MOST_ROUNDS = 100000
};

void
run(void)
{
    for (int round = 0; round < MOST_ROUNDS; round++) {
        if (!comes_now() && host.earliest == INT64_MAX)
            return;
        if (!comes_now())
            pass(host.earliest - read_clock());
        turn();
    }
    ck_abort_msg("the host never came to rest");
}

struct beside {
    pthread_t thread;
    atomic_bool over;
};

static void *
wait_for_end(void *arg)
{
    struct beside *beside = arg;
    pthread_join(beside->thread, NULL);
    atomic_store(&beside->over, true);
    return NULL;
}

static bool
over_or_comes(void *arg)
{
    return atomic_load(&((struct beside *)arg)->over) || comes_now();
}

void
run_beside(pthread_t thread)
{
    struct beside beside = {.thread = thread};
    pthread_t waits = start(wait_for_end, &beside);
    while (!atomic_load(&beside.over)) {
        ck_assert(await(over_or_comes, &beside));
        turns(1);
    }
    end(waits);
}

static bool
that_many_wait(void *count)
{
    return waiters_of(w) == *(int *)count;
}

void
await_waiters(int count)
{
    ck_assert(await(that_many_wait, &count));
}

/* The trail. */

void
leave(void *letter)
{
    ck_assert(weir_on_loop_thread(w));
    ck_assert_uint_lt(strlen(trail) + strlen(letter), sizeof trail);
    strcat(trail, letter);
}

void
leave_drop(void *letter, int why)
{
    (void)why;
    leave("-");
    leave(letter);
}

struct weir_task
leaves(const char *letter)
{
    return (struct weir_task){.run = leave, .arg = (void *)letter, .drop = leave_drop};
}

weir_ticket
must_post(const struct weir_task *task)
{
    weir_ticket ticket;
    ck_assert_int_eq(weir_post_task(w, task, &ticket), 0);
    return ticket;
}

void
post(const char *letter)
{
    ck_assert_int_eq(weir_post(w, leave, (void *)letter), 0);
}

/* Jobs. */

void
note_step(struct note *note)
{
    ck_assert(weir_on_loop_thread(w));
    ck_assert_int_eq(note->ends, 0);
    note->steps++;
    if (note->letter)
        leave((void *)note->letter);
}

static void
note_end(void *arg, const struct weir_job_info *info)
{
    struct note *note = arg;
    if (over)
        return;
    ck_assert(weir_on_loop_thread(w));
    note->ends++;
    note->end = *info;
    snprintf(note->error, sizeof note->error, "%s", info->error);
}

struct weir_job_spec
notes(weir_step_fn *step, struct note *note)
{
    return (struct weir_job_spec){.step = step, .arg = note, .on_done = note_end, .name = "noted"};
}

int64_t
must_start(const struct weir_job_spec *spec)
{
    struct note *note = spec->arg;
    note->id = weir_job_start(w, spec);
    ck_assert_int_gt(note->id, 0);
    return note->id;
}

int64_t
start_job(weir_step_fn *step, struct note *note)
{
    struct weir_job_spec spec = notes(step, note);
    return must_start(&spec);
}

int
step_done(struct weir_job *job, void *note)
{
    note_step(note);
    return weir_done(job, NULL);
}

int
step_fail(struct weir_job *job, void *note)
{
    note_step(note);
    return weir_fail(job, "no such %s", "file");
}

int
step_again(struct weir_job *job, void *arg)
{
    struct note *note = arg;
    note_step(note);
    return note->steps == note->limit ? weir_done(job, NULL) : weir_after(job, 0);
}

int
step_slow(struct weir_job *job, void *note)
{
    pass(WEIR_MS(10));
    return step_again(job, note);
}

struct weir_job_info
look(int64_t id)
{
    struct weir_job_info info;
    ck_assert_int_eq(weir_job_get(w, id, &info, NULL, 0), 0);
    return info;
}

enum weir_job_status
status(int64_t id)
{
    return look(id).status;
}

void
ended(const struct note *note, enum weir_job_status status, int why, enum weir_job_when when)
{
    ck_assert_int_eq(note->ends, 1);
    ck_assert_str_eq(weir_job_status_name(note->end.status), weir_job_status_name(status));
    ck_assert_str_eq(weir_error_name(note->end.why), weir_error_name(why));
    ck_assert_int_eq(note->end.when, when);
}

/* What can be seen. */

struct weir_load
load(void)
{
    struct weir_load load;
    ck_assert_int_eq(weir_load(w, &load), 0);
    return load;
}

struct weir_stats
stats(void)
{
    struct weir_stats stats;
    ck_assert_int_eq(weir_stats(w, &stats), 0);
    return stats;
}

struct weir_scope *
new_scope(struct weir_scope *parent, const char *label)
{
    struct weir_scope *scope;
    ck_assert_int_eq(weir_scope_new_in(w, parent, label, &scope), 0);
    return scope;
}

static void
keep_line(void *self, enum weir_log_level level, const char *line)
{
    (void)self, (void)level;
    size_t length = strlen(logged);
    snprintf(logged + length, sizeof logged - length, "%s\n", line);
}

bool
log_says(const char *text)
{
    return strstr(logged, text) != NULL;
}

/* Around each law. */

void
renew_apart(const struct weir_options *options)
{
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    weir_free(w);
    memset(&host, 0, sizeof host);
    host.earliest = INT64_MAX;
    ck_assert_int_eq(weir_new(&w, options), 0);
}

void
renew(const struct weir_options *options)
{
    renew_apart(options);
    attach_host();
}

static void
setup(void)
{
    over = false;
    real = weir_system;
    atomic_store(&now, WEIR_S(1000));
    weir_system.now = weir_system.now_coarse = read_clock;
    memset(&host, 0, sizeof host);
    trail[0] = logged[0] = '\0';
    weir_log_to(keep_line, NULL);
    ck_assert_int_eq(weir_new(&w, NULL), 0);
    attach_host();
}

static void
teardown(void)
{
    over = true;
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    weir_free(w);
    weir_log_to(NULL, NULL);
    weir_system = real;
}

TCase *
system_case(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, setup, teardown);
    suite_add_tcase(suite, tcase);
    return tcase;
}
