/* SPDX-License-Identifier: MIT */
/* A binary heap of timer slots, smallest key first and oldest first among equals. Memory is the
 * caller's. */
#ifndef WEIR_EXECUTOR_HEAP_H
#define WEIR_EXECUTOR_HEAP_H

#include <stddef.h>
#include <stdint.h>

struct slot;

struct heap_item {
    int64_t key;
    uint64_t order; /* of arrival, so that equal keys keep it */
    struct slot *slot;
};

struct heap {
    struct heap_item *items;
    size_t count;
    uint64_t pushed;
};

void heap_push(struct heap *heap, int64_t key, struct slot *slot);
struct slot *heap_top(const struct heap *heap, int64_t *key); /* NULL if empty */
void heap_remove(struct heap *heap, struct slot *slot);

#endif
