/* SPDX-License-Identifier: MIT */
/* A small host by a clock that only the law moves, jobs that note what becomes of them, and a trail of what ran. Not the
 * laws. */
#ifndef TESTS_SYSTEMS_FIXTURE_H
#define TESTS_SYSTEMS_FIXTURE_H

#include "callers.h"
#include "program.h"

#include <weir/job.h>
#include <weir/observe.h>
#include <weir/pump.h>

/* Each system's file defines both; main.c runs them. */
extern const char system_name[];
void laws_of_system(Suite *suite);

/* A case with a weir that is attached to the host on this thread. */
TCase *system_case(Suite *suite, const char *name);

extern struct weir *w;

/* It comes when it was woken, and when the last turn said so: for no other reason, so that what is forgotten stays so. */
extern struct small_host {
    atomic_int wakes;        /* so far */
    atomic_bool woken;       /* and has not come since */
    atomic_int turns;        /* so far */
    int64_t earliest;        /* as the last turn said */
    atomic_bool asked_apart; /* something but its wake was called on another thread */
} host;

/* Ends the weir and makes another with these options: attached to the host, or to none yet. */
void renew(const struct weir_options *options);
void renew_apart(const struct weir_options *options);
void attach_host(void);
int wakes_sent(void);
int turns_made(void);

void pass(int64_t duration); /* of weir_now */

int turn(void);       /* one, whether or not the host has a reason; answers as weir_turn */
void turns(int most); /* at most so many, as long as the host has a reason to come now */
void run(void);       /* the host's loop until nothing calls it any more; the clock passes when it sleeps */
/* The host's loop until `thread` has ended, which is joined; the clock stands still. */
void run_beside(pthread_t thread);

/* Waits until so many threads wait inside weir. */
void await_waiters(int count);

/* What ran, a letter each. */
extern char trail[256];
void leave(void *letter);                    /* a task; its argument is a string */
void leave_drop(void *letter, int why);      /* leaves '-' and the letter */
struct weir_task leaves(const char *letter); /* a task that does both */
weir_ticket must_post(const struct weir_task *task);
void post(const char *letter);

/* A job that notes. Its steps leave `letter`, if there is one. */
struct note {
    const char *letter;
    int64_t id;
    int steps;
    int limit;                /* how many steps step_again makes; 0: no end */
    int ends;                 /* calls of on_done */
    struct weir_job_info end; /* but its texts */
    char error[128];
    void *arg; /* for the law */
};
void note_step(struct note *note); /* each step calls it */
struct weir_job_spec notes(weir_step_fn *step, struct note *note);
int64_t must_start(const struct weir_job_spec *spec); /* notes the id */
int64_t start_job(weir_step_fn *step, struct note *note);

int step_done(struct weir_job *job, void *note);
int step_fail(struct weir_job *job, void *note); /* "no such file" */
int step_again(struct weir_job *job, void *note);
int step_slow(struct weir_job *job, void *note); /* as step_again, and takes 10 ms */

struct weir_job_info look(int64_t id); /* its texts are not there */
enum weir_job_status status(int64_t id);
/* Ended once, as `status`, for this reason, then. */
void ended(const struct note *note, enum weir_job_status status, int why, enum weir_job_when when);

struct weir_load load(void);
struct weir_stats stats(void);
struct weir_scope *new_scope(struct weir_scope *parent, const char *label);

bool log_says(const char *text);

#endif
