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

#include "callers.h"
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
bool run_until(until_fn *until, void *arg);

bool it_works(void); /* does a task run when the loop does? */
void burn(int64_t duration);

void laws_of_refusal(TCase *tcase);
void laws_of_loops(TCase *tcase);
void laws_of_loss(TCase *tcase);

#endif
