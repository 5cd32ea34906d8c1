/* SPDX-License-Identifier: MIT */
/* What laws of dispatch share: a request that notes where it ran and how it ended. Not the laws. */
#ifndef KIT_LAWS_DISPATCH_H
#define KIT_LAWS_DISPATCH_H

#include "ledger.h"

#include <weir/dispatch.h>
#include <weir/thread.h>

#include <stdio.h>
#include <string.h>

/* What became of one request. */
struct asked {
    int64_t id;      /* or the refusal */
    struct weir *on; /* as weir_dispatch says */
    atomic_int ran;
    uint64_t ran_on; /* thread_self() */
    atomic_int dones;
    uint64_t done_on;
    struct weir_job_info end; /* its texts are gone, but for these */
    char info[128];
    char description[64];
};

static inline void
note_run(void *arg)
{
    struct asked *asked = arg;
    asked->ran_on = thread_self();
    add_one(&asked->ran);
}

static inline void
note_done(void *arg, const struct weir_job_info *info)
{
    struct asked *asked = arg;
    asked->done_on = thread_self();
    asked->end = *info;
    snprintf(asked->info, sizeof asked->info, "%s", info->info);
    snprintf(asked->description, sizeof asked->description, "%s", info->description);
    add_one(&asked->dones);
}

static inline struct weir_request
a_request(const char *id, enum weir_affinity affinity, struct asked *asked)
{
    memset(asked, 0, sizeof *asked);
    return (struct weir_request){
        .id = id, .affinity = affinity, .run = note_run, .job = {.arg = asked, .on_done = note_done}};
}

static inline void
dispatch(const struct weir_dispatcher *dispatcher, const struct weir_request *request)
{
    struct asked *asked = request->job.arg;
    asked->id = weir_dispatch(dispatcher, request, &asked->on);
    ck_assert_int_gt(asked->id, 0);
}

static inline void
is_refused(const struct weir_dispatcher *dispatcher, const struct weir_request *request, int answer)
{
    struct weir *on = kit.w;
    ck_assert_int_eq(weir_dispatch(dispatcher, request, &on), answer);
    ck_assert_ptr_null(on);
}

static inline void
completed_once(const struct asked *asked)
{
    ck_assert_int_eq(atomic_load(&asked->ran), 1);
    ck_assert_int_eq(atomic_load(&asked->dones), 1);
    ck_assert_int_eq(asked->end.id, asked->id);
    ck_assert_int_eq(asked->end.status, WEIR_JOB_COMPLETED);
}

/* Workers, and a clock that goes on while they work. */
static inline struct weir_workers *
begin_workers(uint32_t threads)
{
    struct weir_workers *workers;
    struct weir_workers_options options = {.name = "hand", .threads = threads};
    ck_assert_int_eq(weir_workers_new(&workers, &options), 0);
    if (host->others)
        host->others(kit.loop, +1);
    return workers;
}

static inline void
end_workers(struct weir_workers *workers)
{
    ck_assert_int_eq(weir_workers_free(workers, WEIR_FOREVER), 0);
    if (host->others)
        host->others(kit.loop, -1);
}

void laws_of_capabilities(Suite *suite); /* by dispatch.c */

#endif
