/* SPDX-License-Identifier: MIT */
/* weir-thread-manager: tasks on worker threads beside a host that plays a timeline. This file makes the weir, the workers
 * and the host, and ends them; task.c is what a task looks like. */
#include "manager.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LAST_READ WEIR_S(5) /* a worker that is to stop may need this long for the read that it is in */

enum {
    BAD = 2
};

static volatile sig_atomic_t signalled;

static void
is_signalled(int number)
{
    (void)number;
    signalled = 1; /* a signal handler must not call weir */
}

/* A second one ends the program as usual. */
static void
watch_signals(void)
{
    struct sigaction once = {.sa_handler = is_signalled, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &once, NULL);
    sigaction(SIGTERM, &once, NULL);
}

static int
complain(const char *what, const char *why)
{
    fprintf(stderr, "weir-thread-manager: %s: %s\n", what, why);
    return 1;
}

/* What the host itself does in each frame. */
static void
cook(void *arg)
{
    const struct manager *manager = arg;
    if (signalled)
        weir_scope_cancel(manager->tasks);
}

static int
make(struct manager *manager)
{
    const struct options *options = &manager->options;
    struct weir_workers_options pool = {
        .name = "sum", .threads = options->threads, .capacity = (uint32_t)options->count};
    manager->left = options->count;
    manager->files = calloc(options->count, sizeof *manager->files);
    int error =
        manager->files ? weir_new(&manager->weir, &(struct weir_options){.name = "timeline"}) : WEIR_ENOMEM;
    if (!error)
        error = weir_workers_new(&manager->workers, &pool);
    if (!error)
        error = weir_scope_new(manager->weir, &manager->tasks);
    for (size_t i = 0; !error && i < options->count; i++)
        manager->files[i] = (struct file){.manager = manager, .name = options->files[i]};
    return error;
}

/* The watch looks before anything is read; the tasks are begun in the first frame, and when all has ended the timeline is
 * over. */
static int
play(struct manager *manager)
{
    struct weir_task begin = {.run = manager_begin, .arg = manager, .name = "begin", .frames = 1};
    int error = watch_start(manager);
    if (!error)
        error = weir_post_task(manager->weir, &begin, NULL);
    return error < 0 ? error : timeline_play(&manager->timeline, manager->weir, cook, manager);
}

/* Answers the exit status. */
static int
report(const struct manager *manager)
{
    const struct options *options = &manager->options;
    size_t good = 0, wanted = options->count;
    for (size_t i = 0; i < options->count; i++) {
        const struct file *file = &manager->files[i];
        bool is_good = file->status == WEIR_JOB_COMPLETED && !file->has_changed;
        if (is_good)
            printf("%" PRIu32 " %" PRId64 " %s\n", crc_end(file->sum), file->sum.length, file->name);
        good += is_good;
        wanted -= file->status == WEIR_JOB_CANCELLED && i + 1 == options->cancel;
    }
    fprintf(stderr, "%zu of %zu summed; %" PRId64 " frames, weir took %.3f ms of one at most\n", good,
            options->count, manager->timeline.frames, (double)manager->timeline.longest / 1e6);
    return signalled ? 128 + SIGINT : good < wanted;
}

/* Nothing can interrupt a read from a disk that does not answer, and what its worker uses must stay. */
static void
leave_behind(void)
{
    complain("left behind", "a thread whose read did not end");
    fflush(NULL);
    _exit(1);
}

static void
release(struct manager *manager)
{
    if (weir_close(manager->weir, WEIR_DROP, LAST_READ) == WEIR_ETIMEOUT ||
        weir_workers_free(manager->workers, LAST_READ) == WEIR_ETIMEOUT)
        leave_behind();
    weir_scope_free(manager->tasks);
    weir_free(manager->weir);
    free(manager->files);
}

int
main(int argc, char **argv)
{
    static struct manager manager;
    enum options_answer answer = options_read(&manager.options, argc, argv);
    if (answer != OPTIONS_GO)
        return answer == OPTIONS_HELP ? 0 : BAD;
    watch_signals();
    int error = make(&manager);
    if (!error) {
        panel_open(&manager.panel, manager.weir);
        error = play(&manager);
        panel_close(&manager.panel);
    }
    int status = error ? complain("cannot start", weir_error_text(error)) : report(&manager);
    release(&manager);
    return status;
}
