/* SPDX-License-Identifier: MIT */
/* Jobs: work on the loop thread that takes more than one turn, has an id, a status and an end that is told. Not single
 * tasks (weir.h), nor what blocks, on other threads (workers.h).
 *
 * A job is a STEP FUNCTION. It is called on the loop thread, once in a turn at most, and what it returns says what
 * happens next:
 *
 *     return weir_done(job, result);             it has ended well
 *     return weir_fail(job, "cannot read %s", path);
 *     return weir_after(job, 0);                 one more step in a later turn; the UI redraws in between
 *     return weir_after(job, WEIR_MS(200));      one more step when 200 ms have passed, not before
 *     return weir_after_frames(job, 1);          one more step at the host's next frame
 *     return weir_await(job, id);                one more step when that job has ended, however it ended
 *     return weir_await_scope(job, scope);       one more step when nothing of that scope is left
 *
 * One idea, so a one-shot is a step that returns weir_done; a delayed run is one with a delay; a chunked job returns
 * weir_after(job, 0) until it is done; a coroutine keeps in `arg` where it stands.
 *
 * THE END. Every job that was started ends exactly once, on the loop thread, with one call of `on_done`: completed,
 * failed, cancelled or timeout. No step runs afterwards. Its record stays readable in the table until it is cleared.
 *
 * CANCEL AND TIMEOUT HAVE TWO PHASES. They are asked for, and acknowledged at the edge of a step: between two steps at
 * once, during a step when it returns. A step that runs may ask weir_job_cancelled and return early; one that ignores
 * it is shown as running with cancel_requested, never as cancelled; and one that ends the job with weir_done or
 * weir_fail all the same has completed or failed it.
 *
 * ORDER. A step waits in its lane behind what was there before, so slow jobs and plain tasks both progress. A job that is
 * started takes its place when the loop next comes by.
 *
 * MEMORY. A record takes at most 256 bytes beside its texts, in blocks that are allocated as the number of jobs grows
 * and used again, and freed with the weir. Starting and failing a job may allocate; a wait and a cancel never do, nor a
 * step that says no text.
 *
 * function             any thread  in a step   what it says after close
 * weir_job_start       yes         yes         WEIR_ECLOSED
 * weir_job_cancel      yes         yes         1: it has ended
 * weir_job_wait        not loop    WEIR_EDEADLK  at once: it has ended
 * get, take, reschedule, next, print, clear, cancel_all, keep: any thread, at any time until weir_free */
#ifndef WEIR_JOB_H
#define WEIR_JOB_H

#include <weir/weir.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A job, inside its own step. Not valid outside of it: elsewhere use the id. */
struct weir_job;

/* Answers what one of weir_done, weir_fail, weir_after, weir_after_frames, weir_await, weir_await_scope returned; or a
 * code of error.h, which fails the job with that code's sentence, but WEIR_ECANCELLED, WEIR_ETIMEOUT and WEIR_ECLOSED when
 * its end was asked for: they acknowledge that. Anything else fails the job. */
typedef int weir_step_fn(struct weir_job *job, void *arg);

enum weir_job_status {
    WEIR_JOB_PENDING,   /* no step has begun */
    WEIR_JOB_RUNNING,   /* a step has begun; it runs, or waits for the next */
    WEIR_JOB_COMPLETED, /* weir_done */
    WEIR_JOB_FAILED,    /* weir_fail, or a wait that can never end */
    WEIR_JOB_CANCELLED, /* by weir_job_cancel, its scope, or the close of the weir */
    WEIR_JOB_TIMEOUT    /* its timeout passed */
};

/* When it ended. */
enum weir_job_when {
    WEIR_JOB_NOT_YET,
    WEIR_JOB_BEFORE_START,
    WEIR_JOB_WHILE_RUNNING,
    WEIR_JOB_AT_CLOSE
};

/* A snapshot of one job. Texts are never NULL. */
struct weir_job_info {
    int64_t id;
    enum weir_job_status status;
    enum weir_job_when when;
    int why; /* of the end: 0; WEIR_ECANCELLED, WEIR_ECLOSED, WEIR_ETIMEOUT; WEIR_EFAILED or the step's code */
    bool cancel_requested; /* and not acknowledged, if it has not ended */
    const char *description;
    const char *error;         /* why it failed, was cancelled or ran out of time; "" otherwise */
    const char *info;          /* the JSON text that it was started with; "" if none */
    const char *progress_text; /* what was said with the last progress */
    const char *label;         /* of its scope; "" if none */
    int64_t done, total;       /* progress; total 0: not known */
    uint64_t steps;            /* begun so far, up to 2^32 - 1 */
    int64_t created_at;        /* ns since 1970-01-01 UTC, wall clock */
    int64_t completed_at;      /* likewise; 0: it has not ended */
    int64_t duration;          /* ns of the monotonic clock since its start, up to its end or now */
    int64_t remaining;         /* ns until its delay is over; 0: it waits for no time */
    int64_t remaining_frames;  /* until its frame; 0: it waits for none */
    void *result;              /* in on_done only: what it left, still its own (weir_job_take); else NULL */
    size_t text_size;          /* bytes that the texts take together; in on_done 0 */
};

/* Called once, on the loop thread, when the job has ended. *info and its texts are valid until it returns. */
typedef void weir_job_done_fn(void *arg, const struct weir_job_info *info);

/* Frees a result. Called once, never under a lock of ours; on the loop thread, but by weir_job_leave. */
typedef void weir_destroy_fn(void *result);

/* What a job is started with. All 0 but `step` is a job that is ready at once. */
struct weir_job_spec {
    weir_step_fn *step;
    void *arg;                 /* the job's until on_done returns */
    weir_job_done_fn *on_done; /* may be NULL */
    weir_destroy_fn *destroy;  /* for a result that nobody took; may be NULL */
    const char *name; /* of its steps, for logs and the stall watch; a literal, as a task's; may be NULL */
    const char *description;  /* copied, at most 1023 bytes of it; NULL: its name */
    const char *info;         /* a JSON text, checked and copied, at most 65535 bytes; may be NULL */
    struct weir_scope *scope; /* of the same weir, or NULL */
    enum weir_lane lane;
    int64_t delay;   /* ns; before its first step */
    uint32_t frames; /* its first step comes at the n-th frame from now; not together with delay */
    bool frame_end;  /* at that frame's end (frames 0: of this frame), instead of at its beginning */
    int64_t timeout; /* ns from now, waiting included; 0: none */
    const char *
        key; /* copied, at most 255 bytes. While a job with this key is pending, starting another starts none: it
                          joins that one. NULL: none */
    bool *joined; /* set to whether it joined; may be NULL */
};

/**
 * weir_job_start: start a job; its first step comes in a later turn.
 *
 * On the loop thread it answers before anything of it runs; on another its first step may be there before the answer is:
 * weir_job_id tells the step who it is. If the host cannot be told, the next post or start tries again. With a key for
 * which a job is pending, it answers that job's id and takes nothing: arg stays the caller's.
 *
 * Threads:  any
 * Blocks:   never for long: locks that weir holds for a few instructions; may allocate
 * Owns:     *spec and its texts are copied, but name; arg is the job's until its on_done returns
 * Returns:  the id: above 0, below 2^53, never used again by this weir
 *           WEIR_EINVAL: an argument or a combination that struct weir_job_spec rules out, a scope of another weir, an
 *           info that is not one JSON text, a key that is empty or too long
 *           WEIR_ENOMEM: no memory for it
 *           WEIR_EFULL: 1048576 records are in use
 *           WEIR_ECANCELLED: its scope is cancelled
 *           WEIR_ECLOSED: the weir is closed or closing
 *           WEIR_ESYSTEM: the first job's locks could not be made
 *           each of them: nothing was started, on_done is not called
 */
WEIR_API int64_t weir_job_start(struct weir *w, const struct weir_job_spec *spec);

/* Inside a step: what happens next. The last one that the step calls counts, and its answer must be returned. */

/**
 * weir_done: end the job well, leaving `result` (NULL leaves what weir_job_leave left).
 *
 * Threads:  loop thread, inside the job's step; the worker, inside a work
 * Blocks:   never
 * Owns:     result is the record's from here on: taken by weir_job_take, or destroyed once
 * Returns:  what the step must return
 */
WEIR_API int weir_done(struct weir_job *job, void *result);

/**
 * weir_fail: end the job as failed, with a text for a person.
 *
 * Threads:  loop thread, inside the job's step; the worker, inside a work
 * Blocks:   never; allocates (without memory the text is "out of memory for the error's text")
 * Owns:     the text is formatted and kept, at most 1023 bytes of it
 * Returns:  what the step must return
 */
WEIR_API int weir_fail(struct weir_job *job, const char *format, ...) WEIR_PRINTF_LIKE(2, 3);

/**
 * weir_after: one more step when `ns` have passed; 0: in a later turn, behind what waits in its lane.
 *
 * WEIR_FOREVER: when weir_job_reschedule says so, and no sooner; a callback of the host may resume a job so.
 *
 * Threads:  loop thread, inside the job's step
 * Blocks:   never
 * Owns:     nothing changes hands
 * Returns:  what the step must return; below 0 is 0
 *           WEIR_ETHREAD: inside a work
 */
WEIR_API int weir_after(struct weir_job *job, int64_t ns);

/**
 * weir_after_frames: one more step at the n-th beginning of a frame from now (0 is 1).
 *
 * Threads:  loop thread, inside the job's step
 * Blocks:   never
 * Owns:     nothing changes hands
 * Returns:  what the step must return
 *           WEIR_ETHREAD: inside a work
 */
WEIR_API int weir_after_frames(struct weir_job *job, uint32_t frames);

/**
 * weir_await: one more step when that job has ended, however it ended; if it has already, in a later turn.
 *
 * A code of error.h instead of an id, as a start that was refused answers, fails this job with that code.
 * Awaiting oneself, a job that (through others) awaits this one, or an id that names nothing fails this job with a text
 * that says so. The record of what was awaited is kept at least until the step that follows has returned, so that it can
 * be asked there how it ended (weir_job_get) and what it left (weir_job_take).
 *
 * Threads:  loop thread, inside the job's step
 * Blocks:   never
 * Owns:     nothing changes hands
 * Returns:  what the step must return
 *           WEIR_ETHREAD: inside a work
 */
WEIR_API int weir_await(struct weir_job *job, int64_t id);

/**
 * weir_await_scope: one more step when nothing of that scope and of its child scopes is left, neither job nor task.
 *
 * A scope to which this job belongs, or in which something awaits this job, fails it with a text that says so; so does
 * NULL and a scope of another weir.
 *
 * Threads:  loop thread, inside the job's step
 * Blocks:   never
 * Owns:     the scope may be freed meanwhile: that cancels what is in it, and the job goes on when it has ended
 * Returns:  what the step must return
 *           WEIR_ETHREAD: inside a work
 */
WEIR_API int weir_await_scope(struct weir_job *job, struct weir_scope *scope);

/* Inside a step: other things that it may do. */

/**
 * weir_job_id: the id of the job whose step this is.
 *
 * Threads:  loop thread, inside the job's step; the worker, inside a work
 * Blocks:   never
 * Owns:     nothing changes hands
 * Returns:  the id; 0 for NULL
 */
WEIR_API int64_t weir_job_id(const struct weir_job *job);

/**
 * weir_job_weir: the weir whose job this is.
 *
 * Threads:  loop thread, inside the job's step; the worker, inside a work
 * Blocks:   never
 * Owns:     nothing changes hands
 * Returns:  the weir; NULL for NULL
 */
WEIR_API struct weir *weir_job_weir(const struct weir_job *job);

/**
 * weir_job_scope: the scope that the job was started in.
 *
 * For what is to end with it: tasks that it posts, jobs that it starts.
 *
 * Threads:  loop thread, inside the job's step; the worker, inside a work
 * Blocks:   never
 * Owns:     the scope stays whose it was
 * Returns:  the scope; NULL: none, or job is NULL
 */
WEIR_API struct weir_scope *weir_job_scope(const struct weir_job *job);

/**
 * weir_job_cancelled: should this job end early: was its cancel asked for, its scope cancelled, or has its time passed?
 *
 * Threads:  loop thread, inside the job's step; the worker, inside a work
 * Blocks:   never
 * Owns:     nothing changes hands
 * Returns:  true or false; false for NULL
 */
WEIR_API bool weir_job_cancelled(const struct weir_job *job);

/**
 * weir_job_has_time: is time left for this step? For a loop that sizes its own chunks.
 *
 * False when this turn's budget of time is used up, when cancel or timeout ask for the end, and at close. A worker has all
 * the time there is: inside a work it is false only when that is to stop.
 *
 * Threads:  loop thread, inside the job's step; the worker, inside a work
 * Blocks:   never
 * Owns:     nothing changes hands
 * Returns:  true or false; false for NULL
 */
WEIR_API bool weir_job_has_time(const struct weir_job *job);

/**
 * weir_job_progress: say how far the job is.
 *
 * Neither done nor done / total ever goes back. total 0: not known.
 *
 * Threads:  loop thread, inside the job's step; the worker, inside a work
 * Blocks:   never for long
 * Owns:     text is copied, at most 95 bytes of it; NULL leaves the last one
 * Returns:  0
 *           WEIR_EINVAL: job is NULL, a number is negative, done > total > 0, or it would go back; nothing changed
 *           WEIR_ENOMEM: the numbers are noted, the text is not
 */
WEIR_API int weir_job_progress(struct weir_job *job, int64_t done, int64_t total, const char *text);

/**
 * weir_job_leave: leave a partial result, for the case that the job ends otherwise than by weir_done.
 *
 * Destroys what it left before, unless that is the same pointer, on this thread.
 *
 * Threads:  loop thread, inside the job's step; the worker, inside a work
 * Blocks:   never
 * Owns:     result is the record's from here on: taken by weir_job_take, or destroyed once
 * Returns:  0, or WEIR_EINVAL: job is NULL
 */
WEIR_API int weir_job_leave(struct weir_job *job, void *result);

/* From anywhere, by id. */

/**
 * weir_job_cancel: ask that a job end.
 *
 * One that waits, or has not started, ends as cancelled when the loop gets to it, and no step of it runs any more. One
 * whose step runs is told by weir_job_cancelled, and ends when the step returns.
 *
 * Threads:  any
 * Blocks:   never for long
 * Owns:     nothing changes hands
 * Returns:  0 asked for, also if it was before
 *           1 it has ended already; nothing changed
 *           WEIR_EINVAL: w is NULL
 *           WEIR_ESTALE: the id names no job, or one that was cleared; nothing changed
 */
WEIR_API int weir_job_cancel(struct weir *w, int64_t id);

/**
 * weir_job_wait: wait until a job has ended and its on_done has returned.
 *
 * Threads:  any but the loop thread
 * Blocks:   up to timeout (ns; WEIR_FOREVER)
 * Owns:     nothing changes hands
 * Returns:  0 it has ended
 *           WEIR_EINVAL: w is NULL or timeout is negative
 *           WEIR_ESTALE: the id names no job, or one that was cleared
 *           WEIR_ETIMEOUT: it has not ended yet
 *           WEIR_ECANCELLED: the scope on whose behalf this thread works was cancelled, or the work that waits is to stop
 *           WEIR_ECLOSED: the weir was closed; what was left of the job has ended
 *           WEIR_EHOST: the host died first
 *           WEIR_EDEADLK: this is the loop thread, and the job has not ended; or this is a work, and would wait for itself
 *           WEIR_ESYSTEM: the system has no means to wait
 */
WEIR_API int weir_job_wait(struct weir *w, int64_t id, int64_t timeout);

/**
 * weir_job_get: a snapshot of one job.
 *
 * The texts are copied to `text`; those of *info point there. What does not fit is cut at a whole character, and
 * info->text_size says what would have been enough.
 *
 * Threads:  any
 * Blocks:   never for long
 * Owns:     *info and text are the caller's; text may be NULL with size 0
 * Returns:  0
 *           WEIR_EINVAL: w or info is NULL, or text is NULL and size is not 0
 *           WEIR_ESTALE: the id names no job, or one that was cleared; *info is all 0
 */
WEIR_API int weir_job_get(struct weir *w, int64_t id, struct weir_job_info *info, char *text, size_t size);

/**
 * weir_job_take: take the result that a job has left.
 *
 * Threads:  any
 * Blocks:   never for long
 * Owns:     *result is the caller's: it will not be destroyed by weir
 * Returns:  0 taken
 *           1 it left none, or it was taken or destroyed; *result is NULL
 *           WEIR_EINVAL: w or result is NULL
 *           WEIR_ESTALE: the id names no job, or one that was cleared; *result is NULL
 *           WEIR_EBUSY: it has not ended; *result is NULL
 */
WEIR_API int weir_job_take(struct weir *w, int64_t id, void **result);

/**
 * weir_job_reschedule: change how long a job still waits: for its delay, for weir_after, or for a frame.
 *
 * It then waits for this time and for nothing else; 0: it is ready when the loop gets to it.
 *
 * Threads:  any
 * Blocks:   never for long
 * Owns:     nothing changes hands
 * Returns:  0
 *           WEIR_EINVAL: w is NULL or delay is negative
 *           WEIR_EBUSY: it waits neither for a time nor for a frame; nothing changed
 *           WEIR_ESTALE: the id names no job, one that has ended, or one that was cleared; nothing changed
 */
WEIR_API int weir_job_reschedule(struct weir *w, int64_t id, int64_t delay);

/* The table. */

/**
 * weir_job_next: the job that comes after `id` in the table; 0 begins.
 *
 * To go over all jobs while they start and end: one that is there all the while is met once, and nothing is held in
 * between. The order is that of the table, not of time. `id` need not name a job any more.
 *
 * Threads:  any
 * Blocks:   never for long
 * Owns:     nothing changes hands
 * Returns:  an id; 0: there are no more, or w is NULL
 */
WEIR_API int64_t weir_job_next(struct weir *w, int64_t id);

/* How weir_jobs_print writes. */
enum weir_jobs_format {
    WEIR_JOBS_TEXT = 1, /* a line for each job, under a line of headings */
    WEIR_JOBS_JSON =
        2 /* an array of objects; task_id is a number, times ISO 8601 in UTC, durations seconds */
};

/**
 * weir_jobs_print: the whole table: task_id, status, description, duration, created_at, completed_at, error, info,
 * progress; oldest first.
 *
 * JSON is valid whatever bytes names and errors hold: what is no UTF-8 becomes U+FFFD.
 *
 * Threads:  any
 * Blocks:   never for long: jobs start and end meanwhile; allocates
 * Owns:     text is the caller's; always ended by a 0 if size > 0
 * Returns:  the length of the whole, of which size - 1 bytes were written; it may be another at the next call
 *           WEIR_EINVAL: w is NULL, text is NULL and size is not 0, or format is neither
 *           WEIR_ENOMEM: no memory to work in; *text is ""
 */
WEIR_API int64_t weir_jobs_print(struct weir *w, enum weir_jobs_format format, char *text, size_t size);

/**
 * weir_jobs_cancel_all: weir_job_cancel of every job that has not ended.
 *
 * Threads:  any
 * Blocks:   never for long: it goes over the table
 * Owns:     nothing changes hands
 * Returns:  how many it asked; WEIR_EINVAL: w is NULL
 */
WEIR_API int weir_jobs_cancel_all(struct weir *w);

/**
 * weir_jobs_clear: forget the jobs that have ended.
 *
 * Their ids are stale from now on. Results that nobody took are destroyed on the loop thread when it gets to them.
 *
 * Threads:  any
 * Blocks:   never for long
 * Owns:     nothing changes hands
 * Returns:  how many were forgotten; WEIR_EINVAL: w is NULL
 */
WEIR_API int weir_jobs_clear(struct weir *w);

/**
 * weir_jobs_keep: how many ended jobs the table keeps, and how long. Default 1000, and one hour.
 *
 * The oldest are forgotten first, as by weir_jobs_clear. Nothing wakes for that: it is done when jobs end, and what is
 * too old is not shown.
 *
 * Threads:  any
 * Blocks:   never for long
 * Owns:     nothing changes hands
 * Returns:  0
 *           WEIR_EINVAL: w is NULL, count is over 1048576 or age (ns; WEIR_FOREVER) is negative; nothing changed
 *           WEIR_ENOMEM, WEIR_ESYSTEM: nothing changed
 */
WEIR_API int weir_jobs_keep(struct weir *w, uint32_t count, int64_t age);

/**
 * weir_job_status_name: "pending", "running", "completed", "failed", "cancelled" or "timeout".
 *
 * Threads:  any
 * Blocks:   never
 * Owns:     the string is the library's and lives as long as it is loaded
 * Returns:  the name; "unknown" for what is none of them
 */
WEIR_API const char *weir_job_status_name(enum weir_job_status status);

#ifdef __cplusplus
}
#endif

#endif
