/* SPDX-License-Identifier: MIT */
/* The heap of timers.c. Each slot knows its place in it, so that it can leave from the middle. */
#include "executor/heap.h"
#include "executor/timers.h"

static int
goes_before(const struct heap_item *a, const struct heap_item *b)
{
    return a->key != b->key ? a->key < b->key : a->order < b->order;
}

static void
place(struct heap *heap, size_t at, struct heap_item item)
{
    heap->items[at] = item;
    item.slot->heap_at = at;
}

static void
sift_up(struct heap *heap, size_t at, struct heap_item item)
{
    while (at > 0 && goes_before(&item, &heap->items[(at - 1) / 2])) {
        place(heap, at, heap->items[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    place(heap, at, item);
}

static void
sift_down(struct heap *heap, size_t at, struct heap_item item)
{
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= heap->count)
            break;
        if (child + 1 < heap->count && goes_before(&heap->items[child + 1], &heap->items[child]))
            child++;
        if (!goes_before(&heap->items[child], &item))
            break;
        place(heap, at, heap->items[child]);
        at = child;
    }
    place(heap, at, item);
}

void
heap_push(struct heap *heap, int64_t key, struct slot *slot)
{
    struct heap_item item = {key, heap->pushed++, slot};
    slot->heap = heap;
    sift_up(heap, heap->count++, item);
}

struct slot *
heap_top(const struct heap *heap, int64_t *key)
{
    if (heap->count == 0)
        return NULL;
    *key = heap->items[0].key;
    return heap->items[0].slot;
}

void
heap_remove(struct heap *heap, struct slot *slot)
{
    size_t at = slot->heap_at;
    slot->heap = NULL;
    struct heap_item last = heap->items[--heap->count];
    if (at == heap->count)
        return;
    if (at > 0 && goes_before(&last, &heap->items[(at - 1) / 2]))
        sift_up(heap, at, last);
    else
        sift_down(heap, at, last);
}
