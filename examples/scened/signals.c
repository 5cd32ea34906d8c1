/* SPDX-License-Identifier: MIT */
/* SIGINT and SIGTERM, taken by a thread of their own that waits for them: no handler, so it may post. Not what is done
 * then. SIGUSR1 from this process itself is what tells that thread to end; from another it is ignored. */
#include "signals.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

static struct {
    pthread_t thread;
    struct weir *weir;
    weir_fn *quit;
} taken;

static void
fill(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGUSR1);
}

void
signals_block(void)
{
    sigset_t set;
    fill(&set);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN); /* a client that went away is an error of write, no more */
}

/* To be interrupted, as by a debugger, is none. */
static int
next_of(const sigset_t *set)
{
    for (;;) {
        siginfo_t info;
        int number = sigwaitinfo(set, &info);
        if (number > 0 && (number != SIGUSR1 || info.si_pid == getpid()))
            return number;
    }
}

static void *
wait_for_them(void *unused)
{
    sigset_t set;
    fill(&set);
    bool asked = false;
    for (; next_of(&set) != SIGUSR1; asked = true) {
        if (asked) { /* twice: whoever sends it is in a hurry */
            fputs("weir-scened: ended by a second signal\n", stderr);
            _exit(1);
        }
        weir_post_task(
            taken.weir,
            &(struct weir_task){
                .run = taken.quit, .name = "quit", .lane = WEIR_URGENT, .wait_for_room = WEIR_FOREVER},
            NULL);
    }
    return unused;
}

int
signals_start(struct weir *w, weir_fn *quit)
{
    taken.weir = w;
    taken.quit = quit;
    return pthread_create(&taken.thread, NULL, wait_for_them, NULL) ? WEIR_ESYSTEM : 0;
}

void
signals_end(void)
{
    pthread_kill(taken.thread, SIGUSR1);
    pthread_join(taken.thread, NULL);
}
