/* SPDX-License-Identifier: MIT */
/* A crew that shares the files of a folder: one thread finds them, and each takes the next one, hashes it and hands over
 * how far it has got. Not how it is handed over: crew.c. */
#include "hashing.h"

#include "text.h"
#include "walk.h"

#include <windows.h>

#include <stdlib.h>

/* One that was found and that nobody has taken. */
struct job {
    wchar_t *name;
    size_t row;
};

struct hashing {
    struct crew *crew;
    wchar_t *folder;
    struct hashing_heard heard;
    SRWLOCK lock;
    CONDITION_VARIABLE changed;
    struct job *jobs; /* this and what follows: under lock */
    size_t count, room, next;
    bool is_walked;  /* a thread has begun to find them */
    bool is_all;     /* and has ended */
    bool is_stopped; /* as the crew, for who waits for a change */
};

enum {
    BATCH = 128 /* files handed over at once */
};

/* How often a file, or a few of them, are told of: a window shows no more. */
static const int64_t pause = WEIR_MS(40);

/* What one thread hands over, and owns until then. */

struct batch {
    struct hashing *hashing;
    bool is_all;
    size_t count;
    struct found files[BATCH];
};

struct parcel {
    struct hashing *hashing;
    struct step step;
};

static void
drop_batch(void *arg, int why)
{
    (void)why;
    struct batch *batch = arg;
    for (size_t i = 0; i < batch->count; i++)
        free(batch->files[i].name);
    free(batch);
}

static void
tell_batch(void *arg)
{
    struct batch *batch = arg;
    const struct hashing_heard *heard = &batch->hashing->heard;
    heard->found(heard->self, batch->files, batch->count, batch->is_all);
    drop_batch(batch, 0);
}

static void
drop_parcel(void *arg, int why)
{
    (void)why;
    free(arg);
}

static void
tell_parcel(void *arg)
{
    struct parcel *parcel = arg;
    const struct hashing_heard *heard = &parcel->hashing->heard;
    heard->went_on(heard->self, &parcel->step);
    free(parcel);
}

static bool
hand_step(struct crew *crew, struct hashing *hashing, const struct step *step)
{
    struct parcel *parcel = need(sizeof *parcel);
    *parcel = (struct parcel){hashing, *step};
    if (crew_hand(crew, tell_parcel, drop_parcel, parcel))
        return true;
    free(parcel);
    return false;
}

/* The thread that finds them. */

struct finder {
    struct crew *crew;
    struct hashing *hashing;
    struct batch *batch;
    size_t row;    /* of the batch's first */
    int64_t since; /* it has been filled */
};

static void
begin_batch(struct finder *finder)
{
    finder->batch = need(sizeof *finder->batch);
    finder->batch->hashing = finder->hashing;
    finder->since = weir_now();
}

static void
add_job(struct hashing *hashing, struct job job)
{
    if (hashing->count == hashing->room) {
        hashing->room = hashing->room * 2 + BATCH;
        hashing->jobs = need_more(hashing->jobs, hashing->room * sizeof *hashing->jobs);
    }
    hashing->jobs[hashing->count++] = job;
}

/* They can be taken only after they were handed over, so that the window knows a row before it hears of it. */
static void
hand_batch(struct finder *finder, bool is_all)
{
    struct hashing *hashing = finder->hashing;
    struct job jobs[BATCH];
    size_t count = 0, all = finder->batch->count;
    for (size_t i = 0; i < all; i++)
        if (!finder->batch->files[i].error)
            jobs[count++] = (struct job){text_copy(finder->batch->files[i].name), finder->row + i};
    finder->row += all;
    finder->batch->is_all = is_all;
    if (!crew_hand(finder->crew, tell_batch, drop_batch, finder->batch))
        drop_batch(finder->batch, 0);
    AcquireSRWLockExclusive(&hashing->lock);
    for (size_t i = 0; i < count; i++)
        add_job(hashing, jobs[i]);
    hashing->is_all = is_all;
    ReleaseSRWLockExclusive(&hashing->lock);
    WakeAllConditionVariable(&hashing->changed);
}

static void
found(void *self, const wchar_t *name, uint64_t size, uint32_t error)
{
    struct finder *finder = self;
    finder->batch->files[finder->batch->count++] = (struct found){text_copy(name), size, error};
    if (finder->batch->count < BATCH && weir_now() - finder->since < pause)
        return;
    hand_batch(finder, false);
    begin_batch(finder);
}

static bool
finder_is_stopped(void *self)
{
    return crew_is_stopped(((struct finder *)self)->crew);
}

static void
find_all(struct crew *crew, struct hashing *hashing)
{
    struct finder finder = {.crew = crew, .hashing = hashing};
    const struct walk_calls calls = {found, finder_is_stopped, &finder};
    begin_batch(&finder);
    walk(hashing->folder, &calls);
    hand_batch(&finder, true);
}

/* Each thread. */

static bool
takes_the_walk(struct hashing *hashing)
{
    AcquireSRWLockExclusive(&hashing->lock);
    bool takes = !hashing->is_walked;
    hashing->is_walked = true;
    ReleaseSRWLockExclusive(&hashing->lock);
    return takes;
}

/* False: there are no more. */
static bool
take_next(struct hashing *hashing, struct job *job)
{
    AcquireSRWLockExclusive(&hashing->lock);
    while (!hashing->is_stopped && !hashing->is_all && hashing->next == hashing->count)
        SleepConditionVariableSRW(&hashing->changed, &hashing->lock, INFINITE, 0);
    bool is_one = !hashing->is_stopped && hashing->next < hashing->count;
    if (is_one)
        *job = hashing->jobs[hashing->next++];
    ReleaseSRWLockExclusive(&hashing->lock);
    return is_one;
}

struct going {
    struct crew *crew;
    struct hashing *hashing;
    struct step step;
    int64_t told;
};

static bool
goes_on(void *self, uint64_t bytes)
{
    struct going *going = self;
    int64_t now = weir_now();
    going->step.bytes = bytes;
    if (now - going->told < pause)
        return !crew_is_stopped(going->crew);
    going->told = now;
    return hand_step(going->crew, going->hashing, &going->step);
}

static void
hash_one(struct going going, struct digest *digest, const struct job *job)
{
    going.step.row = job->row;
    going.told = weir_now();
    wchar_t *path = walk_path(going.hashing->folder, job->name);
    going.step.error = digest_file(digest, path, goes_on, &going, &going.step.bytes, going.step.hash);
    going.step.is_ended = true;
    free(path);
    hand_step(going.crew, going.hashing, &going.step);
}

static void
work(struct crew *crew, void *self)
{
    struct hashing *hashing = self;
    struct digest *digest = digest_new();
    struct job job;
    if (takes_the_walk(hashing))
        find_all(crew, hashing);
    while (take_next(hashing, &job)) {
        hash_one((struct going){.crew = crew, .hashing = hashing}, digest, &job);
        free(job.name);
    }
    digest_free(digest);
}

/* On the window's thread. */

struct hashing *
hashing_new(struct ride *ride, const wchar_t *folder, unsigned threads, const struct hashing_heard *heard)
{
    struct hashing *hashing = need(sizeof *hashing);
    hashing->folder = text_copy(folder);
    hashing->heard = *heard;
    hashing->crew = crew_start(ride, threads, work, hashing);
    if (hashing->crew)
        return hashing;
    hashing_free(hashing);
    return NULL;
}

bool
hashing_later(struct hashing *hashing, int64_t delay, weir_fn *run, weir_drop_fn *drop, void *arg)
{
    return crew_later(hashing->crew, delay, run, drop, arg);
}

void
hashing_stop(struct hashing *hashing)
{
    crew_stop(hashing->crew);
    AcquireSRWLockExclusive(&hashing->lock);
    hashing->is_stopped = true;
    ReleaseSRWLockExclusive(&hashing->lock);
    WakeAllConditionVariable(&hashing->changed);
}

void
hashing_free(struct hashing *hashing)
{
    if (!hashing)
        return;
    if (hashing->crew)
        hashing_stop(hashing);
    crew_free(hashing->crew);
    for (; hashing->next < hashing->count; hashing->next++)
        free(hashing->jobs[hashing->next].name);
    free(hashing->jobs);
    free(hashing->folder);
    free(hashing);
}
