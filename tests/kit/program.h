/* SPDX-License-Identifier: MIT */
/* The program around laws: `program [--list] [law...]` runs all laws or the named, or lists them, and closes with a line
 * that counts them. Not the laws. Include it after check.h, whose tcase_add_test it replaces. */
#ifndef KIT_PROGRAM_H
#define KIT_PROGRAM_H

#include <check.h>

/* The program: `laws` makes the runner with every law; `what` begins the closing line. Answers as main does. */
int run_laws(int count, char **arguments, const char *what, SRunner *(*laws)(void));

/* Counts a law apart, never as passed, and says why. `law` is __func__ of the law. */
void not_applicable(const char *law, const char *on, const char *why);

/* Adds a law if this program was asked for it. */
void add_law(TCase *tcase, const TTest *law, int from, int to);
#undef tcase_add_test
#undef tcase_add_loop_test
#define tcase_add_test(tcase, law)                add_law((tcase), (law), 0, 1)
#define tcase_add_loop_test(tcase, law, from, to) add_law((tcase), (law), (from), (to))

#endif
