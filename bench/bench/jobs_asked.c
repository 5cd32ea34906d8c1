/* SPDX-License-Identifier: MIT */
/* What one call about a job costs, among few that live and among many: start, get, cancel. Times the calls, not what the
 * loop does for them afterwards: that is in the rates (jobs_rates.c). */
#include "bench/jobs.h"
#include "kit/clock.h"

#include <weir/job.h>
#include <weir/pump.h>

#include <stdlib.h>

enum {
    BATCH = 1000
};

struct crowd {
    struct weir *w;
    int64_t *ids;
    int live;
    uint64_t seed;
    int64_t fresh[BATCH]; /* started, and in `ids` when the batch is over */
    int spot[BATCH];      /* of `ids`, each once */
};

static int
never(struct weir_job *job, void *unused)
{
    (void)unused;
    return weir_done(job, NULL);
}

static int64_t
start_one(struct weir *w)
{
    const struct weir_job_spec spec = {.step = never, .delay = WEIR_S(3600)};
    return weir_job_start(w, &spec);
}

static int
random_below(struct crowd *crowd, int limit)
{
    crowd->seed = crowd->seed * 6364136223846793005u + 1442695040888963407u;
    return (int)((crowd->seed >> 33) % (uint64_t)limit);
}

/* Until the loop has nothing left to do. */
static void
settle(struct crowd *crowd)
{
    struct weir_next next = {.earliest_ns = 0};
    do
        weir_turn(crowd->w, NULL, &next);
    while (next.earliest_ns < weir_now() + WEIR_S(1));
}

static bool
crowd_open(struct crowd *crowd, int live)
{
    *crowd = (struct crowd){.live = live, .seed = 1, .ids = malloc((size_t)live * sizeof *crowd->ids)};
    if (!crowd->ids || weir_new(&crowd->w, NULL) || weir_attach(crowd->w, NULL, NULL))
        return false; /* the process ends with the sample */
    weir_jobs_keep(crowd->w, 0, 0);
    for (int i = 0; i < live; i++) {
        crowd->ids[i] = start_one(crowd->w);
        if (crowd->ids[i] <= 0)
            return false;
    }
    settle(crowd);
    return true;
}

static void
crowd_close(struct crowd *crowd)
{
    weir_close(crowd->w, WEIR_DROP, WEIR_S(5));
    weir_free(crowd->w);
    free(crowd->ids);
}

/* Any of the crowd, but none twice: from one of BATCH equal parts each. */
static void
choose(struct crowd *crowd)
{
    int part = crowd->live / BATCH;
    for (int i = 0; i < BATCH; i++)
        crowd->spot[i] = i * part + random_below(crowd, part);
    for (int i = BATCH - 1; i > 0; i--) {
        int other = random_below(crowd, i + 1), kept = crowd->spot[i];
        crowd->spot[i] = crowd->spot[other];
        crowd->spot[other] = kept;
    }
}

static bool
start_batch(struct crowd *crowd, int64_t *spent)
{
    int64_t begun = kit_now();
    for (int i = 0; i < BATCH; i++)
        crowd->fresh[i] = start_one(crowd->w);
    *spent += kit_now() - begun;
    settle(crowd);
    return crowd->fresh[BATCH - 1] > 0;
}

static bool
get_all(struct crowd *crowd)
{
    struct weir_job_info info;
    char text[256];
    int failed = 0;
    for (int i = 0; i < BATCH; i++)
        failed |= weir_job_get(crowd->w, crowd->ids[crowd->spot[i]], &info, text, sizeof text);
    return failed == 0;
}

/* Twice: the first fetches what of so many is in no cache, which says nothing about weir. */
static bool
get_batch(struct crowd *crowd, int64_t *spent)
{
    bool first = get_all(crowd);
    int64_t begun = kit_now();
    bool second = get_all(crowd);
    *spent += kit_now() - begun;
    return first && second;
}

/* Leaves as many as there were. */
static bool
cancel_batch(struct crowd *crowd, int64_t *spent)
{
    int failed = 0;
    int64_t begun = kit_now();
    for (int i = 0; i < BATCH; i++)
        failed |= weir_job_cancel(crowd->w, crowd->ids[crowd->spot[i]]);
    *spent += kit_now() - begun;
    settle(crowd);
    for (int i = 0; i < BATCH; i++)
        crowd->ids[crowd->spot[i]] = crowd->fresh[i];
    return failed == 0;
}

enum call {
    START,
    GET,
    CANCEL,
    CALLS
};

static bool
ask(const struct jobs_effort *effort, int live, enum call call, double *value)
{
    struct crowd crowd;
    int64_t spent[CALLS] = {0};
    int batches = effort->jobs / BATCH / 4;
    if (!crowd_open(&crowd, live))
        return false;
    bool whole = true;
    for (int i = 0; whole && i < batches + 1; i++) {
        if (i == 1) /* the first was to warm up */
            spent[START] = spent[GET] = spent[CANCEL] = 0;
        choose(&crowd);
        whole = start_batch(&crowd, &spent[START]) && get_batch(&crowd, &spent[GET]) &&
                cancel_batch(&crowd, &spent[CANCEL]);
    }
    crowd_close(&crowd);
    *value = (double)spent[call] / ((double)batches * BATCH);
    return whole;
}

bool
ask_start(const struct jobs_effort *effort, int live, double *value)
{
    return ask(effort, live, START, value);
}

bool
ask_get(const struct jobs_effort *effort, int live, double *value)
{
    return ask(effort, live, GET, value);
}

bool
ask_cancel(const struct jobs_effort *effort, int live, double *value)
{
    return ask(effort, live, CANCEL, value);
}
