/* SPDX-License-Identifier: MIT */
/* A context, a weir, and what the laws of the GLib pump ask of both. Not the laws. */
#ifndef TESTS_GLIB_FIXTURE_H
#define TESTS_GLIB_FIXTURE_H

#include <weir-glib.h>
#include <weir/observe.h>

#include <check.h>
#include <glib.h>
#include <pthread.h>
#include <stdatomic.h>

extern GMainContext *context; /* of this thread; NULL once it is destroyed */
extern struct weir *w;        /* not attached */

void setup(void);
void teardown(void);

/* The sources of ours that a context holds. */
struct held {
    int front, back;
};
struct held held_by(GMainContext *of);
void holds(GMainContext *of, int fronts, int backs);
GSource *source_of(GMainContext *of, const char *name); /* NULL: there is none */

/* Runs the context on this thread until `until` says so; false: not within the limit. */
typedef bool until_fn(void *arg);
bool run_until(until_fn *until, void *arg);
bool is_reached(void *counter); /* an atomic_int: above 0 */

void add_one(void *counter);
bool it_works(void); /* does a task run when the context does? */

/* Spins until `until` says so, without running anything. */
bool await(until_fn *until, void *arg);

/* Threads of the law; all have ended when it ends well. */
pthread_t start(void *(*run)(void *), void *arg);
void end(pthread_t thread);

/* Who waits in weir_call with no limit, and what it was answered. */
struct caller {
    pthread_t thread;
    atomic_int ran;
    int answer;
};
void caller_waits(struct caller *caller); /* returns once it does */
int caller_is_told(struct caller *caller);

/* Threads that post until they are told to stop. Each task that was accepted must have been counted at the end. */
enum {
    FIRING = 3
};
struct fire {
    pthread_t threads[FIRING];
    atomic_bool stop;
    atomic_int accepted, ended;
    int seen; /* of ended, by has_fired_more */
};
void fire(struct fire *it);
void cease_fire(struct fire *it);
bool has_fired_more(void *it); /* 100 more tasks ended than when it was asked last */

void laws_of_refusal(TCase *tcase);
void laws_of_loss(TCase *tcase);
void laws_of_nesting(TCase *tcase);
void laws_of_fork(TCase *tcase);

#endif
