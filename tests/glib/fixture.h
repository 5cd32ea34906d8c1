/* SPDX-License-Identifier: MIT */
/* A context, a weir, and what the laws of the GLib pump ask of both. Not the laws. */
#ifndef TESTS_GLIB_FIXTURE_H
#define TESTS_GLIB_FIXTURE_H

#include "callers.h"

#include <weir-glib.h>
#include <weir/observe.h>

#include <check.h>
#include <glib.h>

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
bool run_until(until_fn *until, void *arg);

bool it_works(void); /* does a task run when the context does? */

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
void laws_of_objects(TCase *tcase);
void laws_of_cancellables(TCase *tcase);

#endif
