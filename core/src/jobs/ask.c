/* SPDX-License-Identifier: MIT */
/* What any thread may ask of a job by its id: its cancel, its result, a snapshot, another time. Not to wait for it
 * (wait.c). */
#include "base/system.h"
#include "base/text.h"
#include "jobs/jobs.h"

#include <string.h>

bool
job_list(struct weir *w, struct weir_job *job)
{
    if (job->flags & JOB_LISTED)
        return true;
    bool listed = records_push(&w->records, &job->record) == 0;
    if (listed)
        job->flags |= JOB_LISTED;
    return listed;
}

int
weir_job_cancel(struct weir *w, int64_t id)
{
    if (!w)
        return WEIR_EINVAL;
    struct weir_job *job = job_find(w, id);
    if (!job)
        return WEIR_ESTALE;
    bool ended = job_has_ended(job);
    bool tells = false;
    if (!ended && !(job->flags & JOB_CANCEL)) {
        job->flags |= JOB_CANCEL;
        tells = job_list(w, job);
    }
    bool works = !ended && work_of(job);
    job_unlock(jobs_of(w), job);
    if (tells)
        gate_notify(&w->gate);
    if (works)
        lobby_rouse(&w->lobby);
    return ended;
}

int
weir_jobs_cancel_all(struct weir *w)
{
    if (!w)
        return WEIR_EINVAL;
    int count = 0;
    for (int64_t id = weir_job_next(w, 0); id; id = weir_job_next(w, id))
        count += weir_job_cancel(w, id) == 0;
    return count;
}

int
weir_job_reschedule(struct weir *w, int64_t id, int64_t delay)
{
    if (!w || delay < 0)
        return WEIR_EINVAL;
    struct weir_job *job = job_find(w, id);
    if (!job)
        return WEIR_ESTALE;
    bool arrives_late = job->wait == JOB_ARRIVES && (job->due > 0 || (job->flags & JOB_BEGINS_AT_FRAME));
    bool waits = arrives_late || (job->wait >= JOB_AWAITS_TIME && job->wait <= JOB_AWAITS_FRAME_END);
    bool tells = false;
    int result = waits ? 0 : job_has_ended(job) ? WEIR_ESTALE : WEIR_EBUSY;
    if (waits) {
        job->due = time_after(weir_system.now(), delay);
        job->flags |= JOB_MOVED;
        tells = job_list(w, job);
    }
    job_unlock(jobs_of(w), job);
    if (tells)
        gate_notify(&w->gate);
    return result;
}

int
weir_job_take(struct weir *w, int64_t id, void **result)
{
    if (result)
        *result = NULL;
    if (!w || !result)
        return WEIR_EINVAL;
    struct weir_job *job = job_find(w, id);
    if (!job)
        return WEIR_ESTALE;
    bool ended = job_has_ended(job);
    if (ended) {
        *result = job->result;
        job->result = NULL;
    }
    job_unlock(jobs_of(w), job);
    if (!ended)
        return WEIR_EBUSY;
    return *result ? 0 : 1;
}

/* A snapshot. */

static void
describe_wait(struct weir *w, const struct weir_job *job, int64_t now, struct weir_job_info *info)
{
    bool for_frame = job->wait == JOB_AWAITS_FRAME || job->wait == JOB_AWAITS_FRAME_END;
    bool arrives_at_frame = job->wait == JOB_ARRIVES && (job->flags & JOB_BEGINS_AT_FRAME);
    if (job->flags & JOB_MOVED || job->wait == JOB_AWAITS_TIME ||
        (job->wait == JOB_ARRIVES && !arrives_at_frame)) {
        info->remaining = job->due > now ? job->due - now : 0;
    } else if (arrives_at_frame) {
        info->remaining_frames = job->due;
    } else if (for_frame) {
        int64_t frames = (int64_t)(job->place.queue.frame - atom_load(&jobs_of(w)->frame, relaxed));
        info->remaining_frames = frames > 0 ? frames : 0;
    }
}

static void
describe_texts(const struct weir_job *job, struct weir_job_info *info)
{
    const struct words *words = job->words;
    info->description = job_description(job);
    info->error = job_error(job);
    info->info = words && words->info ? words->text + words->info : "";
    info->progress_text = words ? words->progress : "";
    info->label = words && words->label ? words->text + words->label : "";
}

void
job_describe(struct weir *w, const struct weir_job *job, int64_t now, struct weir_job_info *info)
{
    bool ended = job_has_ended(job);
    int64_t duration = (ended ? job->ended : now) - job->created;
    bool asked = (job->flags & (JOB_CANCEL | JOB_CLOSES)) || (!ended && scope_is_cancelled(job->scope));
    *info = (struct weir_job_info){.id = job_id(w, job),
                                   .status = (enum weir_job_status)job->status,
                                   .when = (enum weir_job_when)job->when,
                                   .why = job->why,
                                   .cancel_requested = asked,
                                   .done = job->done,
                                   .total = job->total,
                                   .steps = job->steps,
                                   .created_at = job->wall,
                                   .completed_at = ended ? job->wall + duration : 0,
                                   .duration = duration};
    describe_texts(job, info);
    if (!ended)
        describe_wait(w, job, now, info);
}

/* Copies one text behind the others, as much as fits; NULL-safe for size 0. */
static void
copy_text(const char **text, char **at, size_t *left, size_t *whole)
{
    size_t length = strlen(*text);
    *whole += length + 1;
    if (*left == 0) {
        *text = "";
        return;
    }
    size_t fits = cut_text(*text, *left - 1);
    memcpy(*at, *text, fits);
    (*at)[fits] = '\0';
    *text = *at;
    *at += fits + 1;
    *left -= fits + 1;
}

int
weir_job_get(struct weir *w, int64_t id, struct weir_job_info *info, char *text, size_t size)
{
    if (info)
        memset(info, 0, sizeof *info);
    if (!w || !info || (!text && size > 0))
        return WEIR_EINVAL;
    struct weir_job *job = job_find(w, id);
    if (!job)
        return WEIR_ESTALE;
    job_describe(w, job, weir_system.now(), info);
    copy_text(&info->description, &text, &size, &info->text_size);
    copy_text(&info->error, &text, &size, &info->text_size);
    copy_text(&info->progress_text, &text, &size, &info->text_size);
    copy_text(&info->label, &text, &size, &info->text_size);
    copy_text(&info->info, &text, &size, &info->text_size);
    job_unlock(jobs_of(w), job);
    return 0;
}
