/* SPDX-License-Identifier: MIT */
/* Brings about each situation that docs/troubleshooting.md tells of, and prints what weir_print and the log say of it:
 * one line a sentence. Not a judgement of the page (quotes.sh).
 *
 *   symptoms            the sentences
 *   symptoms --errors   each code of error.h, as the page's table has it */
#include "base/system.h"
#include "executor/executor.h"

#include <weir/job.h>

#include <weir/workers.h>

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct weir *w;
static _Atomic int64_t now; /* read by workers too */
static bool wake_fails;

/* A clock that only a situation moves, so that the page can quote what it shows. */

static int64_t
read_clock(void)
{
    return now;
}

static void
pass(int64_t duration)
{
    now += duration;
}

/* A pump with the name of a real one, whose host does what the situation says: nothing, unless it calls weir_turn. */

static int
wake(void *self)
{
    (void)self;
    return wake_fails;
}

static void
must(bool held, const char *what)
{
    if (held)
        return;
    fprintf(stderr, "symptoms: not so: %s\n", what);
    exit(1);
}
#define MUST(condition) must(condition, #condition)

static void
print_line(void *unused, enum weir_log_level level, const char *line)
{
    (void)unused, (void)level;
    puts(line);
}

/* For what the page quotes only in another place. */
static void
print_nothing(void *unused, enum weir_log_level level, const char *line)
{
    (void)unused, (void)level, (void)line;
}

static void
say(void)
{
    char text[1024];
    int length = weir_print(w, text, sizeof text);
    MUST(length > 0 && (size_t)length < sizeof text);
    puts(text);
}

static void
do_nothing(void *unused)
{
    (void)unused;
}

static void
post(int count)
{
    while (count-- > 0)
        MUST(weir_post(w, do_nothing, NULL) == 0);
}

static void
open_with(const struct weir_options *options)
{
    struct weir_options named = *options;
    named.name = "scene";
    MUST(weir_new(&w, &named) == 0);
}

static void
attach(void)
{
    static const struct weir_pump pump = {.size = sizeof pump, .name = "Qt", .wake = wake};
    MUST(weir_attach(w, &pump, NULL) == 0);
    MUST(weir_turn(w, NULL, NULL) == 0);
    pass(WEIR_S(300));
}

/* The situations, in the page's order. */

static void
nothing_is_wrong(void)
{
    attach();
    say();
    post(900);
    pass(WEIR_MS(3));
    say();
}

static void
hold_the_loop(void *unused)
{
    (void)unused;
    pass(WEIR_MS(340));
    say();
}

static void
a_task_holds_the_loop(void)
{
    attach();
    const struct weir_task task = {.run = hold_the_loop, .name = "load mesh"};
    MUST(weir_post_task(w, &task, NULL) == 0);
    post(12);
    weir_log_to(print_line, NULL);
    MUST(weir_turn(w, NULL, NULL) == 1); /* and its time is over */
    weir_log_to(print_nothing, NULL);
}

static void
never_attached(void)
{
    post(3);
    pass(WEIR_S(2));
    say();
}

static void
the_host_does_not_run_its_loop(void)
{
    attach();
    post(3);
    pass(WEIR_MS(2400));
    say();
}

static void
the_host_does_not_turn(void)
{
    MUST(weir_attach(w, NULL, NULL) == 0);
    MUST(weir_turn(w, NULL, NULL) == 0);
    pass(WEIR_S(300));
    post(3);
    pass(WEIR_MS(2400));
    say();
}

static void
only_delayed(void)
{
    attach();
    const struct weir_task task = {.run = do_nothing, .delay = WEIR_S(5)};
    for (int i = 0; i < 2; i++)
        MUST(weir_post_task(w, &task, NULL) == 0);
    MUST(weir_turn(w, NULL, NULL) == 0);
    say();
}

static int
wait_for_ever(struct weir_job *job, void *unused)
{
    (void)unused;
    return weir_after(job, WEIR_FOREVER);
}

static void
a_job_does_not_end(void)
{
    static const struct weir_job_spec spec = {.step = wait_for_ever};
    attach();
    for (int i = 0; i < 2; i++)
        MUST(weir_job_start(w, &spec) > 0);
    MUST(weir_turn(w, NULL, NULL) == 2);
    say();
}

static void
the_wake_fails(void)
{
    attach();
    wake_fails = true;
    MUST(weir_post(w, do_nothing, NULL) == 1);
    pass(WEIR_MS(240));
    say();
    wake_fails = false;
}

static void
the_lane_is_full(void)
{
    attach();
    post(1024);
    MUST(weir_post(w, do_nothing, NULL) == WEIR_EFULL);
    pass(WEIR_MS(80));
    say();
}

static void
the_timers_are_used_up(void)
{
    attach();
    const struct weir_task task = {.run = do_nothing, .delay = WEIR_S(5)};
    while (weir_post_task(w, &task, NULL) == 0)
        continue;
    MUST(weir_post_task(w, &task, NULL) == WEIR_EFULL);
    say();
}

static void
run_a_dialog(void *unused)
{
    (void)unused;
    for (int i = 0; i < 3; i++) {
        pass(WEIR_MS(500));
        MUST(weir_turn(w, NULL, NULL) == WEIR_EBUSY);
    }
    say();
}

static void
a_dialog_without_an_open_door(void)
{
    attach();
    const struct weir_task task = {.run = run_a_dialog, .name = "ask for a file"};
    MUST(weir_post_task(w, &task, NULL) == 0);
    post(2);
    weir_log_to(print_line, NULL);
    MUST(weir_turn(w, NULL, NULL) == 1);
    weir_log_to(print_nothing, NULL);
}

static void
detached(void)
{
    attach();
    MUST(weir_detach(w) == 0);
    MUST(weir_turn(w, NULL, NULL) == WEIR_EDETACHED);
    post(3);
    pass(WEIR_S(30));
    say();
}

static void
the_host_died(void)
{
    attach();
    MUST(weir_host_lost(w) == 0);
    MUST(weir_turn(w, NULL, NULL) == WEIR_EHOST);
    post(3);
    pass(WEIR_S(30));
    say();
}

/* A function that the host guards. */
static int
set_title(void)
{
    return WEIR_REQUIRE_LOOP_THREAD(w);
}

static int
import(struct weir_job *job, void *unused)
{
    (void)unused;
    return set_title() == WEIR_ETHREAD ? weir_done(job, NULL) : WEIR_EINVAL;
}

static void
a_worker_calls_what_is_guarded(void)
{
    const struct weir_work work = {.job = {.step = import}};
    struct weir_workers *workers;
    attach();
    MUST(weir_workers_new(&workers, &(struct weir_workers_options){.name = "import"}) == 0);
    weir_log_to(print_line, NULL);
    MUST(weir_work_start(workers, w, &work) > 0);
    MUST(weir_close(w, WEIR_DRAIN, WEIR_FOREVER) == 0);
    weir_log_to(print_nothing, NULL);
    MUST(weir_workers_free(workers, WEIR_FOREVER) == 0);
}

/* Waits in the system, which knows of no cancel. */
static int
read_byte(struct weir_job *job, void *end)
{
    char byte;
    return read(*(int *)end, &byte, 1) == 1 ? weir_done(job, NULL) : WEIR_ESYSTEM;
}

static void
a_work_does_not_return(void)
{
    int ends[2];
    const struct weir_work work = {.job = {.step = read_byte, .arg = &ends[0]}};
    struct weir_job_info info;
    struct weir_workers *workers;
    attach();
    MUST(pipe(ends) == 0);
    MUST(weir_workers_new(&workers, NULL) == 0);
    int64_t id = weir_work_start(workers, w, &work);
    do
        MUST(weir_job_get(w, id, &info, NULL, 0) == 0 && weir_turn(w, NULL, NULL) >= 0);
    while (info.status != WEIR_JOB_RUNNING);
    MUST(weir_close(w, WEIR_DROP, 0) == WEIR_ETIMEOUT);
    say();
    MUST(write(ends[1], "", 1) == 1 && weir_workers_free(workers, WEIR_FOREVER) == 0);
    MUST(close(ends[0]) == 0 && close(ends[1]) == 0);
}

static void
attach_fails(void)
{
    static const struct weir_pump pump = {.size = sizeof pump, .name = "Qt", .wake = wake};
    wake_fails = true;
    weir_log_to(print_line, NULL);
    MUST(weir_attach(w, &pump, NULL) == WEIR_ESYSTEM);
    weir_log_to(print_nothing, NULL);
    wake_fails = false;
}

/* As a producer that sleeps, or was killed, between the claim of a cell and its publishing. */
static void
close_times_out(void)
{
    uint64_t claimed;
    struct ring *ring = &w->lanes.lane[1].ring;
    const struct entry entry = {.run = do_nothing};
    attach();
    MUST(ring_claim(ring, &claimed) == 0);
    MUST(weir_close(w, WEIR_DRAIN, WEIR_S(1)) == WEIR_ETIMEOUT);
    say();
    weir_log_to(print_line, NULL);
    weir_free(w); /* refuses */
    weir_log_to(print_nothing, NULL);
    ring_publish(ring, claimed, &entry, CELL_READY);
}

static void
closed(void)
{
    attach();
    MUST(weir_close(w, WEIR_DRAIN, 0) == 0);
    MUST(weir_post(w, do_nothing, NULL) == WEIR_ECLOSED);
    pass(WEIR_S(30));
    say();
}

static void
in_the_child_of_a_fork(void)
{
    attach();
    fflush(stdout);
    pid_t child = fork();
    MUST(child >= 0);
    if (child == 0) {
        MUST(weir_post(w, do_nothing, NULL) == 1);
        pass(WEIR_S(2));
        say();
        fflush(stdout);
        _exit(0);
    }
    int status;
    MUST(waitpid(child, &status, 0) == child && status == 0);
}

static void
bring_about(void (*situation)(void))
{
    now = WEIR_S(1000);
    open_with(&(struct weir_options){0});
    situation();
    MUST(weir_close(w, WEIR_DROP, 0) == 0);
    weir_free(w);
}

static int
print_errors(void)
{
#define PRINT_ERROR(name, value, sentence) \
    printf("| `%s` | %s |\n", weir_error_name(value), weir_error_text(value));
    WEIR_ERRORS(PRINT_ERROR)
    return 0;
}

int
main(int argc, char **argv)
{
    static void (*const situations[])(void) = {
        nothing_is_wrong,
        a_task_holds_the_loop,
        never_attached,
        the_host_does_not_run_its_loop,
        only_delayed,
        the_host_does_not_turn,
        a_job_does_not_end,
        the_wake_fails,
        the_lane_is_full,
        detached,
        the_timers_are_used_up,
        the_host_died,
        a_dialog_without_an_open_door,
        closed,
        close_times_out,
        attach_fails,
        in_the_child_of_a_fork,
        a_worker_calls_what_is_guarded,
        a_work_does_not_return,
    };
    if (argc > 1 && strcmp(argv[1], "--errors") == 0)
        return print_errors();
    weir_system.now = weir_system.now_coarse = read_clock;
    weir_system.nap = pass;
    weir_log_to(print_nothing, NULL);
    for (size_t i = 0; i < sizeof situations / sizeof *situations; i++)
        bring_about(situations[i]);
    return ferror(stdout) || fflush(stdout) != 0;
}
