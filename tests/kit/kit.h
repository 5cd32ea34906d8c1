/* SPDX-License-Identifier: MIT */
/* The fixture of the laws: one host, one weir, and producers. Not a host (host.h). */
#ifndef KIT_KIT_H
#define KIT_KIT_H

#include "host.h"
#include "platform.h"
#include "program.h"

#include <weir/observe.h>

#include <pthread.h>
#include <stdatomic.h>

/* Generous: nothing in a law depends on how long it takes, only that it comes. */
#define LIMIT WEIR_S(20)

/* The host on which this program runs every law; set by its main. */
extern const struct host *host;

/* Opened and closed by a checked fixture around each law: a loop, and a weir that is attached to it. */
struct kit {
    struct host_loop *loop;
    struct weir *w;
};
extern struct kit kit;

/* A case of laws with that fixture, in the suite. */
TCase *kit_case(Suite *suite, const char *name);

/* Opens the loop and a weir with these options (NULL: the defaults), attached. The plain fixture calls it with NULL; a
 * law that needs other options closes with kit_close and opens again. */
void kit_open(const struct weir_options *options);
/* Closes the weir (drop) if that has not been done, frees it, closes the loop. Fails the law if anything is refused. */
void kit_close(void);

/* Runs the host until `until`, or fails the law. */
void run_until(host_until *until, void *arg);
/* Runs the host until an atomic int has reached `value`, or fails the law. */
void run_until_reaches(atomic_int *counter, int value);
/* Runs the host until the weir is idle: nothing waits, nothing runs, no turn is owed. */
void run_until_idle(void);
/* Runs the host for so long of its own time. For counting what happens meanwhile, never for hoping that it has. */
void run_for(int64_t duration);

/* Uses up so much of weir_now on the loop thread, as a task that works does. */
void burn(int64_t duration);

struct weir_stats stats_now(void);

/* A task that adds one to an atomic_int. */
void add_one(void *counter);
/* Another thread that runs `body` once; joined by kit_join or at the end of the law. */
pthread_t kit_thread(void *(*body)(void *), void *arg);
void *kit_join(pthread_t thread); /* what its body returned */
void kit_join_all(void);
/* True once the law is over, also if it failed: a thread that waits for a word of the law then stops waiting. */
bool kit_is_over(void);

/* Skips the law on a host that cannot do what it needs: prints "not applicable: <law> on <host>: <why>" and counts it
 * apart, never as passed. Use at the top of a law: NEEDS(HOST_NESTS, "it has no nested loops"); */
#define NEEDS(what, why)                                          \
    do {                                                          \
        if ((host->can & (unsigned)(what)) != (unsigned)(what)) { \
            not_applicable(__func__, host->name, why);            \
            return;                                               \
        }                                                         \
    } while (0)
/* As NEEDS, of the system. */
#define NEEDS_FORK()                                                         \
    do {                                                                     \
        if (!system_forks()) {                                               \
            not_applicable(__func__, host->name, "this system has no fork"); \
            return;                                                          \
        }                                                                    \
    } while (0)

/* Lines that weir has logged since kit_open; any thread. */
int log_count(void);
bool log_contains(const char *text);

/* Each file of laws adds its cases. */
void laws_of_turns(Suite *suite);
void laws_of_wakes(Suite *suite);
void laws_of_order(Suite *suite);
void laws_of_hosts(Suite *suite);
void laws_of_timers(Suite *suite);
void laws_of_nesting(Suite *suite);
void laws_of_detach(Suite *suite);
void laws_of_close(Suite *suite);
void laws_of_refusals(Suite *suite);
void laws_of_scopes(Suite *suite);
void laws_of_calls(Suite *suite);
void laws_of_fork(Suite *suite);
void laws_of_faults(Suite *suite);
void laws_of_jobs(Suite *suite);
void laws_of_scope_trees(Suite *suite);
void laws_of_ran(Suite *suite);
void laws_of_conflict(Suite *suite);
void laws_of_dispatch(Suite *suite);
void laws_of_works(Suite *suite);

#endif
