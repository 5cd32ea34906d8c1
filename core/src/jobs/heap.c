/* SPDX-License-Identifier: MIT */
/* The heap of times: whose delay or timeout is over next. Its places lie in the blocks of the table, so it never moves
 * and never lacks room. Not what happens then (place.c). */
#include "jobs/jobs.h"

static struct due *
at(const struct jobs *jobs, uint32_t place)
{
    return &jobs->blocks[place / JOBS_IN_BLOCK]->heap[place % JOBS_IN_BLOCK];
}

/* The order wraps round: no two that wait are half of its range apart. */
static bool
goes_before(const struct due *a, const struct due *b)
{
    return a->key != b->key ? a->key < b->key : (int32_t)(a->order - b->order) < 0;
}

static void
put(struct jobs *jobs, uint32_t place, struct due due)
{
    *at(jobs, place) = due;
    job_at(jobs, due.index)->heap_at = place + 1;
}

static void
sift_up(struct jobs *jobs, uint32_t place, struct due due)
{
    while (place > 0 && goes_before(&due, at(jobs, (place - 1) / 2))) {
        put(jobs, place, *at(jobs, (place - 1) / 2));
        place = (place - 1) / 2;
    }
    put(jobs, place, due);
}

static void
sift_down(struct jobs *jobs, uint32_t place, struct due due)
{
    for (;;) {
        uint32_t child = 2 * place + 1;
        if (child >= jobs->heap_count)
            break;
        if (child + 1 < jobs->heap_count && goes_before(at(jobs, child + 1), at(jobs, child)))
            child++;
        if (!goes_before(at(jobs, child), &due))
            break;
        put(jobs, place, *at(jobs, child));
        place = child;
    }
    put(jobs, place, due);
}

void
due_push(struct jobs *jobs, struct weir_job *job, int64_t key)
{
    if (key < INT64_MAX)
        sift_up(jobs, jobs->heap_count++, (struct due){key, jobs->heap_order++, job->index});
}

void
due_remove(struct jobs *jobs, struct weir_job *job)
{
    if (!job->heap_at)
        return;
    uint32_t place = job->heap_at - 1;
    job->heap_at = 0;
    struct due last = *at(jobs, --jobs->heap_count);
    if (place == jobs->heap_count)
        return;
    if (place > 0 && goes_before(&last, at(jobs, (place - 1) / 2)))
        sift_up(jobs, place, last);
    else
        sift_down(jobs, place, last);
}

struct weir_job *
due_top(const struct jobs *jobs, int64_t *key)
{
    if (jobs->heap_count == 0)
        return NULL;
    *key = at(jobs, 0)->key;
    return job_at(jobs, at(jobs, 0)->index);
}
