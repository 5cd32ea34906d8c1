/* SPDX-License-Identifier: MIT */
/* Workers: threads for what blocks, beside the one loop thread. Not the loop thread's own work in steps (job.h), nor where
 * a request is to run (dispatch.h).
 *
 * A WORK is a job (job.h) whose one step runs on a worker instead of the loop thread. So it has an id in the same table,
 * a status, a progress, a result, a scope and a timeout; a step may weir_await it; and its `on_done` comes on the loop
 * thread of the weir that it was started for, once. What runs on the worker is this:
 *
 *     static int
 *     hash_file(struct weir_job *job, void *arg)
 *     {
 *         struct file *file = arg;
 *         for (int64_t at = 0; at < file->size; at = hash_some(file, at)) {
 *             if (weir_job_cancelled(job))
 *                 return WEIR_ECANCELLED;
 *             weir_job_progress(job, at, file->size, file->name);
 *         }
 *         return weir_done(job, digest_of(file));
 *     }
 *
 * THE END. It returns what weir_done or weir_fail answered, or a code of error.h. WEIR_ECANCELLED, WEIR_ETIMEOUT and
 * WEIR_ECLOSED say that it stopped because it was asked to, if it was; any other code, and these if it was not, fails it.
 * A work that was asked to stop and returns weir_done all the same has completed, and is reported so. One that has not
 * started when it is cancelled, or when its time has passed, never starts.
 *
 * FROM INSIDE A WORK, that is on the worker:
 *   weir_call, weir_post, weir_post_task, weir_job_start, weir_work_start, weir_job_wait: as on any thread. While they wait
 *     they answer WEIR_ECANCELLED when this work is to stop, whatever for, or WEIR_ECLOSED if what they wait for is closed:
 *     at once if they wait for its own weir, else within 100 ms. Its return then says so, see above.
 *   weir_job_cancelled, weir_job_progress, weir_job_leave, weir_job_id, weir_job_weir, weir_job_scope, weir_done,
 *     weir_fail: as in a step. weir_job_has_time: true until this work is to stop. weir_job_leave destroys what it left
 *     before on this thread.
 *   weir_after and the other waits of a step: WEIR_ETHREAD.
 *
 * MESSAGES from a work to its loop thread are tasks in its scope and its lane: in order, and before its on_done; each is
 * delivered or dropped once; when the queue is full the post is refused, or waits for room, as it says:
 *
 *     weir_post_task(weir_job_weir(job), &(struct weir_task){.run = show, .arg = row, .drop = forget,
 *                    .scope = weir_job_scope(job), .wait_for_room = WEIR_S(1)}, NULL);
 *
 * REFRESH. `on_refresh` is called on the loop thread once a frame while the work runs, with a snapshot of it, never before
 * it has started nor after its on_done. Without a work that runs and has one, nothing wakes for it.
 *
 * THREADS. Those of the pool are started when there is work and none is idle, sleep when there is none, and are joined by
 * weir_workers_free. They block all signals but those of their own faults. A DEDICATED work has a thread of its own, for
 * what lives long: a server, a watch. It is asked to stop by its cancel, by the close of its weir, at once even if that
 * drains, and by weir_workers_free; weir_work_sleep waits for that.
 *
 * WAITING FOR OTHER WORK. A thread of the pool that waits for a job (weir_job_wait) does not count as one of `threads`: if
 * works are queued, another is started in its stead, up to 64 more than that, which leave when they are not needed. If all
 * threads wait and no more can be started, who waits for a work that is queued is told WEIR_EDEADLK; for one of another
 * pool, if it is so there too. So is a work that would wait for itself, through works that wait and jobs that await each
 * other on the same weir; through a scope, a call or another weir that is not seen.
 *
 * FORK, not inside a work. The child has none of these threads. weir_fork_child forgets the works of its weir there, and
 * what awaited one goes on; the first use of the workers in the child, by one thread alone, begins with an empty pool.
 *
 * operation           any thread  loop thread  inside a work                  after close
 * weir_work_start     yes         yes          yes                            WEIR_ECLOSED
 * weir_work_sleep     no          ETHREAD      yes
 * weir_workers_free   yes         yes          WEIR_EDEADLK, if it is one of them */
#ifndef WEIR_WORKERS_H
#define WEIR_WORKERS_H

#include <weir/job.h>

#ifdef __cplusplus
extern "C" {
#endif

struct weir_workers;

/* All 0 is the default. */
struct weir_workers_options {
    const char *name; /* of the threads: "name 1", "name 2", as far as the system shows it; copied, at most 31
                         bytes; default "weir" */
    uint32_t
        threads; /* of the pool, those that wait for a job not counted, beside which others run then; at most
                           1024; default as many as processors, but 4 at most */
    uint32_t capacity;  /* works that may wait for a thread of the pool; default 1024 */
    uint32_t dedicated; /* works that may have a thread of their own at a time; default 64 */
};

/* What a work is started with. */
struct weir_work {
    struct weir_job_spec job;     /* what it is as a job. `step` is called once, on a worker; no delay and no
                                 frame */
    weir_job_done_fn *on_refresh; /* once a frame while it runs; *info is valid until it returns, its texts
                                     4095 bytes at most; may be NULL */
    bool dedicated;               /* has a thread of its own, named as the job, and never waits for one */
};

/**
 * weir_workers_new: make workers. No thread is started yet.
 *
 * They may serve any number of weirs.
 *
 * Threads:  any
 * Blocks:   never
 * Owns:     *out is the caller's until weir_workers_free answers 0; options are copied and may be NULL
 * Returns:  0, or
 *           WEIR_EINVAL: out is NULL, or over 1024 threads or dedicated ones, or a capacity over 2^24; *out is NULL
 *           WEIR_ENOMEM, WEIR_ESYSTEM: nothing was made; *out is NULL
 */
WEIR_API int weir_workers_new(struct weir_workers **out, const struct weir_workers_options *options);

/**
 * weir_workers_free: cancel all works, join all threads, release the workers.
 *
 * Works that wait for a thread end as cancelled before they started; those that run are asked to stop. To have them
 * finish instead, close their weirs with WEIR_DRAIN before. A weir whose works these are need not be closed.
 *
 * Threads:  any but its own
 * Blocks:   until the works that run have returned, or up to timeout (ns; WEIR_FOREVER); then until what ends with the
 *           threads, such as destructors of their variables, has returned
 * Owns:     workers is gone after 0; NULL is ignored
 * Returns:  0 freed; no thread is left
 *           WEIR_EINVAL: timeout is negative; nothing changed
 *           WEIR_ETIMEOUT: a work still runs, or a thread has not left yet; nothing more is accepted, call again
 *           WEIR_EDEADLK: called by a work of theirs, or inside a task that such a work waits for in weir_call;
 *           nothing changed
 */
WEIR_API int weir_workers_free(struct weir_workers *workers, int64_t timeout);

/**
 * weir_work_start: start a work, as a job of w.
 *
 * It may have begun, and even have returned, before the answer is there; its on_done comes in a later turn of w. With
 * a key for which a job is pending it starts nothing, as weir_job_start.
 *
 * Threads:  any
 * Blocks:   never for long: locks that weir holds for a few instructions; allocates, and may start a thread
 * Owns:     as weir_job_start; workers and w must not be freed meanwhile
 * Returns:  the id of the job: above 0, below 2^53
 *           WEIR_EINVAL: as weir_job_start, or workers is NULL, or a delay or frame is given
 *           WEIR_EFULL: so many works wait for a thread, or so many have one of their own, as the options say; or as
 *           weir_job_start
 *           WEIR_ESYSTEM: the system gave no thread
 *           WEIR_ECLOSED: the weir is closed or closing, or the workers are being freed
 *           WEIR_ENOMEM, WEIR_ECANCELLED: as weir_job_start
 *           each of them: nothing was started, on_done is not called
 */
WEIR_API int64_t weir_work_start(struct weir_workers *workers, struct weir *w, const struct weir_work *work);

/**
 * weir_work_sleep: sleep inside a work, until the time is over or it is to stop.
 *
 *     while (!(asked = weir_work_sleep(job, WEIR_S(1))))
 *         look();
 *     return asked;
 *
 * Threads:  the worker, inside its work
 * Blocks:   up to duration (ns; 0 only asks; WEIR_FOREVER)
 * Owns:     nothing changes hands
 * Returns:  0 slept
 *           WEIR_ECANCELLED: the work is to stop
 *           WEIR_ECLOSED: the work is to stop, because its weir closes
 *           WEIR_EINVAL: job is NULL or duration is negative
 *           WEIR_ETHREAD: not inside that work
 *           WEIR_ESYSTEM: the system has no means to wait
 */
WEIR_API int weir_work_sleep(struct weir_job *job, int64_t duration);

#ifdef __cplusplus
}
#endif

#endif
