/* SPDX-License-Identifier: MIT */
/* A measurement in a process of its own: what it leaves behind, such as a heap in pieces or a library that bears no
 * other version of itself beside it, cannot disturb the next. Does not say what is measured. */
#ifndef KIT_APART_H
#define KIT_APART_H

#include <stdbool.h>
#include <stddef.h>

/* Fills *result, at most 512 bytes that hold no pointer. False: there is none. */
typedef bool apart_fn(const void *arg, void *result);

/* Calls run(arg, result) in a forked child and takes the result from there. False: it answered so, or its process did not
 * get that far. */
bool apart(apart_fn *run, const void *arg, void *result, size_t size);

#endif
