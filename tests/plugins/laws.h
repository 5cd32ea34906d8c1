/* SPDX-License-Identifier: MIT */
/* The suites of laws, of which each program has one (main.c). Not the laws. */
#ifndef TESTS_PLUGINS_LAWS_H
#define TESTS_PLUGINS_LAWS_H

#include <check.h>

void laws_of_plugins(Suite *suite);          /* of every program */
void laws_of_plugins_on_win32(Suite *suite); /* these, and what holds on Windows beyond them */

#endif
