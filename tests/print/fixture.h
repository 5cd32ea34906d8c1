/* SPDX-License-Identifier: MIT */
/* A weir on a host that does nothing, and a clock that only the law moves. Not the laws. */
#ifndef TESTS_PRINT_FIXTURE_H
#define TESTS_PRINT_FIXTURE_H

#include "program.h"

#include <weir/observe.h>
#include <weir/pump.h>

#include <stdatomic.h>

extern struct weir *w; /* new; never attached */
extern struct silent_host {
    atomic_int woken;
    atomic_bool wake_fails;
} silent_host;

void attach_silent_host(void); /* on this thread; it is woken, and never comes */
void pass(int64_t duration);   /* of weir_now */

TCase *seen_case(Suite *suite, const char *name);
/* Closes w and makes one with these options. */
void renew(const struct weir_options *options);

/* Lines of the log since the law began. */
int lines_logged(void);
const char *last_line(void);

/* Does weir_print say it? */
#define SAYS(text)     ck_assert_msg(print_says(text), "it says: %s", printed())
#define SAYS_NOT(text) ck_assert_msg(!print_says(text), "it says: %s", printed())
bool print_says(const char *text);
const char *printed(void);

void do_nothing(void *arg);
void laws_of_print(Suite *suite);
void laws_of_observe(Suite *suite);

#endif
