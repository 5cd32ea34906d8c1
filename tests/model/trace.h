/* SPDX-License-Identifier: MIT */
/* The steps of one sequence, which are printed when it fails. Not what they are (drive.c). */
#ifndef MODEL_TRACE_H
#define MODEL_TRACE_H

#include <weir/version.h>

void trace_begin(unsigned long seed);
void trace(const char *format, ...) WEIR_PRINTF_LIKE(1, 2);
/* Prints them, and what is wrong, and ends the program. */
void wrong(const char *format, ...) WEIR_PRINTF_LIKE(1, 2);

#endif
