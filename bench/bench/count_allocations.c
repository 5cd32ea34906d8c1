/* SPDX-License-Identifier: MIT */
/* Stands before glibc's allocator in this program and counts. Changes nothing that is allocated. */
#include "bench/allocations.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

static atomic_bool counting;
static atomic_long counted;

#ifdef BENCH_COUNTS_ALLOCATIONS

/* glibc's own, under names that cannot be taken over. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static void
note(void)
{
    if (atomic_load_explicit(&counting, memory_order_relaxed))
        atomic_fetch_add_explicit(&counted, 1, memory_order_relaxed);
}

void *
malloc(size_t size)
{
    note();
    return __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
    note();
    return __libc_calloc(count, size);
}

void *
realloc(void *old, size_t size)
{
    note();
    return __libc_realloc(old, size);
}

long
allocations_end(void)
{
    atomic_store(&counting, false);
    return atomic_load(&counted);
}

#else

long
allocations_end(void)
{
    atomic_store(&counting, false);
    return -1;
}

#endif

void
allocations_begin(void)
{
    atomic_store(&counted, 0);
    atomic_store(&counting, true);
}
