/* SPDX-License-Identifier: MIT */
/* What a work of the stress does: a few things of all that a work may do, and an end. Not the round around it. */
#include "stress.h"

#include <stddef.h>

static bool
is_struck(const struct work *work)
{
    return work->scope >= 0 && atomic_load(&work->round->struck[work->scope]);
}

/* Parcels. */

static void
end_parcel(struct parcel *parcel)
{
    if (atomic_fetch_add(&parcel->ended, 1) != 0)
        is_wrong(parcel->work->round, parcel->work, "a message or a result ended twice");
}

static void
deliver(void *arg)
{
    struct parcel *parcel = arg;
    struct work *work = parcel->work;
    if (atomic_load(&work->dones))
        is_wrong(work->round, work, "a message came after on_done");
    if (is_struck(work))
        is_wrong(work->round, work, "a message came after the barrier");
    if (parcel->number <= work->last_message)
        is_wrong(work->round, work, "a message came out of order");
    work->last_message = parcel->number;
    end_parcel(parcel);
}

static void
drop(void *arg, int why)
{
    struct parcel *parcel = arg;
    if (why != WEIR_ECANCELLED && why != WEIR_ECLOSED)
        is_wrong(parcel->work->round, parcel->work, "a message was dropped for no reason");
    end_parcel(parcel);
}

static void
destroy(void *result)
{
    end_parcel(result);
}

static struct parcel *
pack(struct work *work, struct parcel *parcel, int number)
{
    parcel->work = work;
    parcel->number = number;
    atomic_store(&parcel->given, 1);
    return parcel;
}

/* What it may do. Each answers as weir does. */

static int
post(struct weir_job *job, struct work *work, uint64_t *d)
{
    static const int64_t waits[] = {0, WEIR_US(200), WEIR_FOREVER};
    int number = atomic_load(&work->messages);
    if (number >= MOST_MESSAGES)
        return 0;
    struct parcel *parcel = pack(work, &work->message[number], number + 1);
    struct weir_task task = {.run = deliver,
                             .drop = drop,
                             .arg = parcel,
                             .scope = weir_job_scope(job),
                             .wait_for_room = waits[dice(d, 3)]};
    int answer = weir_post_task(weir_job_weir(job), &task, NULL);
    if (answer < 0)
        atomic_store(&parcel->given, 0);
    else
        atomic_fetch_add(&work->messages, 1);
    return answer < 0 ? answer : 0;
}

static void
be_called(void *arg)
{
    struct work *work = arg;
    if (!weir_on_loop_thread(work->round->w))
        is_wrong(work->round, work, "a call ran on the wrong thread");
    atomic_fetch_add(&work->called, 1);
}

static int
call(struct weir_job *job, struct work *work, uint64_t *d)
{
    int before = atomic_load(&work->called);
    int answer = weir_call(weir_job_weir(job), be_called, work, dice(d, 4) ? WEIR_FOREVER : WEIR_US(50));
    if (atomic_load(&work->called) - before != (answer >= 0))
        is_wrong(work->round, work, "a call ran, and was answered otherwise");
    return answer < 0 ? answer : 0;
}

static int
wait_for_another(struct weir_job *job, struct work *work, uint64_t *d)
{
    int asked = atomic_load(&work->round->asked);
    struct work *other = &work->round->work[dice(d, (uint32_t)asked)];
    int64_t id = atomic_load(&other->id);
    int answer = id > 0 ? weir_job_wait(weir_job_weir(job), id, dice(d, 3) ? WEIR_FOREVER : WEIR_US(100)) : 0;
    if (id > 0 && !answer && !atomic_load(&other->dones))
        is_wrong(work->round, other, "who waited was told before on_done");
    return answer == WEIR_ESTALE || answer == WEIR_EDEADLK ? 0 : answer;
}

static int
leave(struct weir_job *job, struct work *work)
{
    if (!atomic_load(&work->result[0].given))
        weir_job_leave(job, pack(work, &work->result[0], 0));
    return 0;
}

static int
do_something(struct weir_job *job, struct work *work, uint64_t *d)
{
    switch (dice(d, 12)) {
    case 0:
    case 1:
    case 2:
        return post(job, work, d);
    case 3:
        return call(job, work, d);
    case 4:
        return wait_for_another(job, work, d);
    case 5:
        start_one(work->round, d);
        return 0;
    case 6:
        return leave(job, work);
    case 7:
        return weir_work_sleep(job, WEIR_US(dice(d, 300)));
    case 8:
        weir_job_progress(job, dice(d, 10), 10, "on its way");
        return 0;
    case 9:
        return weir_turn(work->round->w, NULL, NULL) == WEIR_ETHREAD ? 0 : WEIR_EFAILED;
    default:
        return weir_job_cancelled(job) ? WEIR_ECANCELLED : 0;
    }
}

/* Until it is asked to stop, but not for ever: nobody may ask. */
static int
serve(struct weir_job *job, uint64_t *d)
{
    int asked = 0;
    for (uint32_t left = 1 + dice(d, 20); left && !asked; left--)
        asked = weir_work_sleep(job, WEIR_MS(1));
    return asked;
}

static int
end(struct weir_job *job, struct work *work, uint64_t *d)
{
    switch (dice(d, 8)) {
    case 0:
        return weir_fail(job, "as the dice say, %d", work->scope);
    case 1:
        return WEIR_EINVAL;
    case 2:
        return weir_done(job, NULL);
    case 3:
        return 0; /* no answer: fails */
    default:
        return weir_done(job, pack(work, &work->result[1], 0));
    }
}

static int
live(struct weir_job *job, struct work *work, uint64_t *d)
{
    for (uint32_t left = dice(d, 6); left; left--) {
        int answer = do_something(job, work, d);
        if (answer < 0 && dice(d, 4))
            return answer;
    }
    int asked = work->dedicated && dice(d, 2) ? serve(job, d) : 0;
    return asked ? asked : end(job, work, d);
}

static int
step(struct weir_job *job, void *arg)
{
    struct work *work = arg;
    uint64_t d = work->dice;
    if (atomic_fetch_add(&work->begun, 1) || atomic_load(&work->dones))
        is_wrong(work->round, work, "began twice, or after its end");
    if (weir_on_loop_thread(work->round->w) || weir_current())
        is_wrong(work->round, work, "ran on the loop thread");
    int answer = live(job, work, &d);
    atomic_fetch_add(&work->returned, 1);
    return answer;
}

/* Its hooks. */

static void
refresh(void *arg, const struct weir_job_info *info)
{
    struct work *work = arg;
    if (atomic_load(&work->dones) || info->status != WEIR_JOB_RUNNING)
        is_wrong(work->round, work, "was refreshed while it did not run");
    if (is_struck(work))
        is_wrong(work->round, work, "was refreshed after the barrier");
    atomic_fetch_add(&work->refreshes, 1);
}

static bool
messages_have_ended(const struct work *work)
{
    int ended = 0;
    for (int i = 0; i < MOST_MESSAGES; i++)
        ended += atomic_load(&work->message[i].ended);
    return ended == atomic_load(&work->messages);
}

static void
done(void *arg, const struct weir_job_info *info)
{
    struct work *work = arg;
    void *result;
    if (!weir_on_loop_thread(work->round->w))
        is_wrong(work->round, work, "on_done came on the wrong thread");
    if (is_struck(work))
        is_wrong(work->round, work, "on_done came after the barrier");
    if (atomic_load(&work->begun) != atomic_load(&work->returned))
        is_wrong(work->round, work, "on_done came while it ran");
    if (!messages_have_ended(work))
        is_wrong(work->round, work, "on_done came before its messages");
    work->status = info->status;
    if (info->id % 3 == 0 && weir_job_take(work->round->w, info->id, &result) == 0)
        end_parcel(result);
    atomic_fetch_add(&work->dones, 1);
    atomic_fetch_add(&work->round->ended, 1);
}

/* Its start. */

static struct weir_work
roll(struct work *work, uint64_t *d)
{
    struct weir_work start = {
        .job = {.step = step, .arg = work, .on_done = done, .destroy = destroy, .name = "stressed"}};
    work->scope = (int)dice(d, 2 * SCOPES) - SCOPES;
    if (work->scope >= 0)
        start.job.scope = work->round->scope[work->scope];
    work->dedicated = start.dedicated = dice(d, 8) == 0;
    start.on_refresh = dice(d, 2) ? refresh : NULL;
    start.job.timeout = dice(d, 6) ? 0 : 1 + WEIR_US(dice(d, 2000));
    work->dice = *d;
    return start;
}

bool
start_one(struct round *round, uint64_t *d)
{
    int place = atomic_load(&round->asked);
    do
        if (place >= atomic_load(&round->most))
            return false;
    while (!atomic_compare_exchange_weak(&round->asked, &place, place + 1));
    struct work *work = &round->work[place];
    work->round = round;
    struct weir_work start = roll(work, d);
    int64_t id = weir_work_start(round->workers, round->w, &start);
    if (id <= 0 && id != WEIR_EFULL && id != WEIR_ECANCELLED && id != WEIR_ECLOSED)
        is_wrong(round, work, weir_error_name((int)id));
    atomic_store(&work->id, id);
    return id != WEIR_ECLOSED;
}
