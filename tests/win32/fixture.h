/* SPDX-License-Identifier: MIT */
/* A thread with a window and a weir, and what the laws of the Win32 pump ask of both. Not the laws. */
#ifndef TESTS_WIN32_FIXTURE_H
#define TESTS_WIN32_FIXTURE_H

#define UNICODE
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <weir-win32.h>
#include <weir/observe.h>

#include <check.h>
#include <pthread.h>
#include <stdatomic.h>

#include "imports.h"
#include "program.h"

extern struct weir *w; /* not attached */
extern HWND of_pump;   /* as the last attach told it */
extern HWND window;    /* the program's own */

void setup(void);
void teardown(void);

int attach(void); /* w, on this thread */

bool is_of_weir(HWND of);       /* by its class; false also if it is gone */
int windows_of_weir(void);      /* in this process */
void expect_nothing_left(void); /* whatever was made since the law began was undone */

/* Runs a plain loop until `until` says so; false: not within the limit. */
typedef bool until_fn(void *arg);
bool run_until(until_fn *until, void *arg);
bool is_reached(void *counter);         /* an atomic_int: above 0 */
bool await(until_fn *until, void *arg); /* the same without a loop */

void add_one(void *counter);
bool it_works(void); /* does a task run when the loop does? */
void burn(int64_t duration);

pthread_t start(void *(*run)(void *), void *arg);
void *end(pthread_t thread);

/* Who waits in weir_call with no limit, and what it was answered. */
struct caller {
    pthread_t thread;
    atomic_int ran;
    int answer;
};
void caller_waits(struct caller *caller); /* returns once its task is accepted */
int caller_is_told(struct caller *caller);

void laws_of_refusal(TCase *tcase);
void laws_of_loops(TCase *tcase);
void laws_of_loss(TCase *tcase);

#endif
