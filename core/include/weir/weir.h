/* SPDX-License-Identifier: MIT */
/* The executor: hand work to the one thread that may touch a host's UI or scene. Not how a host loop is ridden
 * (pump.h), nor what can be watched (observe.h).
 *
 * Any thread posts tasks. One thread, the LOOP THREAD, runs them: the thread on which a pump was attached, from
 * inside the event loop that it already has, a bounded slice (a TURN) at a time. A turn ends at its budget of tasks
 * or of time, or when everything is done that was waiting when it began; what is posted meanwhile waits for a later
 * turn, so that the host paints, takes input and serves its I/O in between.
 *
 * ORDER. Tasks of one lane run in the order in which they were accepted; a lane of higher priority goes first, but
 * one that has waited past its age limit goes first for one task. A delayed task joins its lane when it is due.
 *
 * LIFE OF A TASK. A task that was accepted ends exactly once, on the loop thread: it is run, or it is dropped (its
 * `drop` is called with the reason). It never happens inside the call that posted it, nor under a lock of ours.
 *
 * LIFE OF A WEIR. weir_new; weir_attach (pump.h, or an adapter's weir_<host>_attach); posts; weir_close, which ends
 * every accepted task and detaches; weir_free. What is posted before the first attach, or between a detach and the
 * next attach, waits. Join your own threads before weir_free: it waits for callers that are blocked inside weir, not
 * for those that are about to enter.
 *
 * WHAT IT NEVER DOES. It starts no thread unasked (workers.h, thread.h), runs or quits no loop, allocates nothing in a
 * post, prints nothing on stdout, aborts never. A task must not leave by longjmp, and a signal handler must not post.
 *
 * TIME. Durations and times are int64_t nanoseconds of the monotonic clock that weir_now reads. A timer is never early.
 *
 * operation           any thread  loop thread  inside a task        inside wake  after close
 * weir_post           yes         yes          yes, a later turn    no           WEIR_ECLOSED
 * weir_post_task      yes         yes, unless it must wait for room no           WEIR_ECLOSED
 * weir_cancel         yes         yes          yes                  no           WEIR_ESTALE
 * weir_call           yes, waits  inline       inline               no           WEIR_ECLOSED
 * weir_turn           ETHREAD     yes          EBUSY, unless opened no           WEIR_ECLOSED
 * weir_allow_nested   ETHREAD     no: EINVAL   yes                  no           WEIR_ECLOSED
 * weir_frame          ETHREAD     yes          yes                  no           WEIR_ECLOSED
 * weir_close          ETHREAD     yes          answers 1, later     no           0
 * weir_load, _print   yes         yes          yes                  no           yes
 */
#ifndef WEIR_WEIR_H
#define WEIR_WEIR_H

#include <weir/error.h>
#include <weir/scope.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WEIR_US(n)   ((int64_t)(n)*1000)
#define WEIR_MS(n)   ((int64_t)(n)*1000000)
#define WEIR_S(n)    ((int64_t)(n)*1000000000)
#define WEIR_FOREVER INT64_MAX

/* Called instead of the task, once, on the loop thread, when it will never run. `why` is WEIR_ECANCELLED (withdrawn,
 * or its scope was cancelled) or WEIR_ECLOSED (the weir was closed first). */
typedef void weir_drop_fn(void *arg, int why);

/* Names one task that was posted, until it starts. Never 0; not used again for at least 4 million delayed posts, or
 * 2^46 others. */
typedef uint64_t weir_ticket;

/* Priority. Strict inside a turn; a lane that has waited past the age limit goes first for one task. */
enum weir_lane {
    WEIR_URGENT = -1,
    WEIR_NORMAL = 0,
    WEIR_BACKGROUND = 1
};
enum {
    WEIR_LANES = 3
};

/* What one turn may use. The first limit that is reached ends it, but it runs at least one task that is ready.
 * A field of 0 is no such limit; both 0 is WEIR_EINVAL. */
struct weir_budget {
    int64_t time; /* ns; counted as if checked after every task */
    int64_t tasks;
};

/* All 0 is the default. */
struct weir_options {
    const char *name;  /* in logs and in weir_print; copied, at most 31 bytes; default "weir" */
    uint32_t capacity; /* tasks that one lane holds, rounded up to a power of two, at least 2; default 1024 */
    uint32_t timers;   /* delayed and frame tasks held at once, all lanes together; default 1024 */
    struct weir_budget budget; /* of a turn that is given none; each 0 its default: 4 ms, 1024 tasks */
    int64_t max_latency;       /* ns; longest pause between two turns while work waits; default 50 ms */
    int64_t age_limit;         /* ns; a lane that waited longer goes first for one task; default 100 ms */
    int64_t fence;             /* ns; a task that ran longer is logged by name; default 50 ms */
};

/* All 0 but `run` is a plain task. */
struct weir_task {
    weir_fn *run;
    void *arg;
    weir_drop_fn *drop;       /* may be NULL */
    const char *name;         /* for logs; must live as long as the weir: a literal; may be NULL */
    struct weir_scope *scope; /* a scope of the same weir, or NULL */
    enum weir_lane lane;
    int64_t delay; /* ns; joins its lane when they have passed, not before */
    int64_t
        wait_for_room; /* ns; how long the post may block while the queue is full; 0: WEIR_EFULL at once */
    uint32_t frames;   /* joins its lane at the n-th frame from now; not together with delay */
    bool frame_end;    /* at that frame's end (frames 0: of this frame), instead of at its beginning */
};

/* What a pump does after a turn. Times are of weir_now; INT64_MAX is never. */
struct weir_next {
    int64_t earliest_ns; /* call weir_turn again at or after this, when the host is free */
    int64_t latest_ns;   /* and no later than this, even if the host is busy */
};

struct weir_load {
    uint32_t depth[WEIR_LANES]; /* tasks that wait: [0] urgent, [1] normal, [2] background */
    uint32_t capacity;          /* of each lane */
    uint32_t timers;            /* delayed and frame tasks that wait */
    uint32_t timer_capacity;
    int64_t waited; /* ns; how long the lane that waits longest has waited; 0 also if the last wake failed */
    int64_t retry;  /* ns; a guess when half of the deepest lane will be free; 0: there is room now */
};

enum weir_frame_edge {
    WEIR_FRAME_BEGIN = 1,
    WEIR_FRAME_END = 2
};

enum weir_close_how {
    WEIR_DRAIN = 1, /* run what is queued or due */
    WEIR_DROP = 2   /* drop it */
};

enum weir_fork_how {
    WEIR_FORK_KEEP = 1, /* the child goes on with its copy of what was queued */
    WEIR_FORK_DROP =
        2 /* the child forgets it: neither run nor drop is called there; the parent ends its own */
};

/**
 * weir_new: make an executor.
 *
 * All the memory that posts will ever use is allocated here: 192 bytes for each task of `capacity` (64 in each of three
 * lanes), and 256 for each of `timers`.
 * Nothing is attached yet: tasks may be posted and wait.
 *
 * Threads:  any
 * Blocks:   never
 * Owns:     *out is the caller's until weir_free; options are copied and may be NULL
 * Returns:  0, or
 *           WEIR_EINVAL: out is NULL, a time or a budget is negative, capacity or timers is over 2^24; *out is NULL
 *           WEIR_ENOMEM, WEIR_ESYSTEM: nothing was made; *out is NULL
 */
WEIR_API int weir_new(struct weir **out, const struct weir_options *options);

/**
 * weir_free: release a closed weir.
 *
 * Waits until every thread that was blocked in weir_call or in a wait for room has left. Before a weir_close that
 * answered 0 it does nothing and logs that.
 *
 * Threads:  any; no other thread may enter a function of this weir any more
 * Blocks:   until blocked callers have left, which weir_close has told to
 * Owns:     w is gone afterwards; its scopes must have been freed; NULL is ignored
 * Returns:  nothing
 */
WEIR_API void weir_free(struct weir *w);

/**
 * weir_post: have run(arg) called once on the loop thread, in lane NORMAL.
 *
 * Allocates nothing, takes no lock of ours, and makes at most one wake, only if none is pending. From inside a task
 * it does not wake, unless that task has opened the door; the task runs in a later turn.
 *
 * Threads:  any
 * Blocks:   never
 * Owns:     arg is the task's until run returns; weir never looks at it
 * Returns:  0 accepted
 *           1 accepted, but the host could not be told; the next post tries again
 *           WEIR_EINVAL: w or run is NULL; nothing was posted
 *           WEIR_EFULL: the lane is full; nothing was posted
 *           WEIR_ECLOSED: nothing was posted
 */
WEIR_API int weir_post(struct weir *w, weir_fn *run, void *arg);

/**
 * weir_post_task: post with a drop, a name, a lane, a scope, a delay, a frame, or a wait for room.
 *
 * A task with a delay or a frame holds one of the weir's timers from here to its end. With wait_for_room the call
 * may block while the queue is full; it is ended early by room, by the scope's cancel, by close and by host lost.
 *
 * Threads:  any
 * Blocks:   never, or up to task->wait_for_room
 * Owns:     *task is copied; its arg is the task's until run or drop returns; *ticket is written before it can run
 * Returns:  0 accepted
 *           1 accepted, but the host could not be told; the next post tries again
 *           WEIR_EINVAL: an argument or a combination that struct weir_task rules out, or a scope of another weir
 *           WEIR_EFULL: no room, or none within wait_for_room
 *           WEIR_ECANCELLED: the scope is cancelled, or the work that waits for room (workers.h) is to stop
 *           WEIR_ECLOSED: the weir is closed
 *           WEIR_EHOST: the host died while waiting for room
 *           WEIR_EDEADLK: no room, and waiting for it on the loop thread would never end
 *           WEIR_ESYSTEM: no room, and the system has no means to wait
 *           each of them: nothing was posted, drop is not called, *ticket is 0
 */
WEIR_API int weir_post_task(struct weir *w, const struct weir_task *task, weir_ticket *ticket);

/**
 * weir_cancel: withdraw a task before it starts.
 *
 * After 0 it will never run. Its drop is called on the loop thread with WEIR_ECANCELLED when the loop gets to it;
 * until then it keeps its place in the queue.
 *
 * Threads:  any
 * Blocks:   never
 * Owns:     nothing changes hands
 * Returns:  0 withdrawn
 *           WEIR_EINVAL: w is NULL
 *           WEIR_ESTALE: it has started, ended or been withdrawn, or the ticket is not of this weir; nothing changed
 */
WEIR_API int weir_cancel(struct weir *w, weir_ticket ticket);

/**
 * weir_call: run run(arg) on the loop thread, in lane NORMAL, and wait until it has ended.
 *
 * The timeout bounds the waiting for room and for the start. Once started the call waits to the end, since arg may
 * be on the caller's stack. On the loop thread it runs inline, and is never late. With run NULL it waits for a turn
 * that begins after the call, so that the host has been back in its loop in between. Two threads whose weirs call each
 * other wait for each other until a timeout.
 *
 * Threads:  any
 * Blocks:   until the task has ended, or up to timeout while it has not started
 * Owns:     arg is lent to the task and is the caller's again on return, whatever the answer
 * Returns:  0 it ran
 *           1 it ran, but ended after the timeout
 *           WEIR_EINVAL: w is NULL or timeout is negative
 *           WEIR_ETIMEOUT: out of time before it started; it will never run
 *           WEIR_ECANCELLED: the scope on whose behalf this thread works was cancelled, or the work that calls
 *           (workers.h) is to stop; it will never run
 *           WEIR_ECLOSED: the weir was closed first; it will never run
 *           WEIR_EHOST: the host died first; it will never run
 *           WEIR_EDEADLK: run is NULL and this is the loop thread
 *           WEIR_ESYSTEM: the system has no means to wait; it will never run
 */
WEIR_API int weir_call(struct weir *w, weir_fn *run, void *arg, int64_t timeout);

/**
 * weir_turn: run one bounded slice of what waits.
 *
 * Called by a pump, or by a manual host once per frame. Runs at least one ready task, none that was posted after the
 * turn began, and ends at the budget. With budget NULL the weir's own applies: shortened to 1 ms while the host says
 * that input, paint or I/O waits, and divided by the number of weirs with work on this thread. A budget that is
 * given is taken as it is. *next is always written.
 *
 * Threads:  loop thread
 * Blocks:   no longer than the budget and one task
 * Owns:     budget and next are the caller's; next may be NULL
 * Returns:  the number of tasks ended, run or dropped; *next says when to come back
 *           WEIR_EINVAL: w is NULL, or both fields of the budget are 0 or one is negative; nothing was run
 *           WEIR_ETHREAD: not the loop thread; nothing was run
 *           WEIR_EBUSY: inside a task that has not called weir_allow_nested; nothing was run; *next is 1 s after that
 *           task's start until the log has named it, then never
 *           WEIR_EDETACHED, WEIR_ECLOSED, WEIR_EHOST: there is no pump (any more); the caller must not touch its own
 *           pump again, a task of this turn may have detached it
 */
WEIR_API int weir_turn(struct weir *w, const struct weir_budget *budget, struct weir_next *next);

/**
 * weir_allow_nested: open the door for turns inside the task that calls this.
 *
 * For a task that runs a loop of its own, such as a modal dialog: turns of that loop then run other tasks. The door
 * shuts when the task returns. Wakes the host.
 *
 * Threads:  loop thread, inside a task
 * Blocks:   never
 * Owns:     nothing changes hands
 * Returns:  0 open
 *           1 open, but the host could not be told; the next post tries again
 *           WEIR_EINVAL: w is NULL, or no task of it is running
 *           WEIR_ETHREAD: not the loop thread; nothing changed
 *           WEIR_ECLOSED: nothing changed
 */
WEIR_API int weir_allow_nested(struct weir *w);

/**
 * weir_frame: the host begins or ends a frame.
 *
 * For hosts with a display or cook cycle. Runs nothing: makes the tasks ready that wait for this edge, and wakes.
 * Until the first call, and from 250 ms after the last, frames of 16.67 ms are synthesised while something waits
 * for one.
 *
 * Threads:  loop thread
 * Blocks:   never
 * Owns:     nothing changes hands
 * Returns:  0
 *           WEIR_EINVAL: w is NULL or edge is neither; nothing changed
 *           WEIR_ETHREAD: not the loop thread; nothing changed
 *           WEIR_ECLOSED: nothing changed
 */
WEIR_API int weir_frame(struct weir *w, enum weir_frame_edge edge);

/**
 * weir_close: end every accepted task, detach the pump, accept nothing more.
 *
 * DRAIN runs what is queued or due, as long as the timeout lasts, and drops the rest (a job goes on while it waits for no
 * time and no frame, so an endless one lasts as long as the timeout); DROP drops it all. Delayed tasks that are not due
 * are dropped. Both wait for works (workers.h): DRAIN has those of the pool finish, DROP asks them to stop; one that waits
 * for another weir of this thread keeps a DRAIN until its timeout. Waiters are told WEIR_ECLOSED. The pump is detached
 * last. From inside a task it only shuts the doors; the end of the outermost turn does the rest.
 *
 * Threads:  loop thread; any thread if no pump is attached, which then becomes the loop thread
 * Blocks:   as long as the tasks run; DRAIN starts none after timeout (ns; WEIR_FOREVER)
 * Owns:     the pump is told to detach and frees itself; w stays the caller's until weir_free
 * Returns:  0 closed, also if it was closed before
 *           1 called inside a task: the end of the outermost turn closes; should a post be unfinished or a work run
 *           then, as at WEIR_ETIMEOUT, call again
 *           WEIR_EINVAL: an argument is not valid; nothing changed
 *           WEIR_ETHREAD: a pump is attached on another thread; nothing changed
 *           WEIR_EBUSY: a turn or a close is under way on another thread, or a pump called from its own detach or lost;
 *           nothing changed
 *           WEIR_EDEADLK: inside a work of it (workers.h), or a task of another weir that such a work waits for in
 *           weir_call; nothing changed
 *           WEIR_ETIMEOUT: a post that began before is not finished, or a work (workers.h) has not returned, which is asked
 *           to stop; nothing more is accepted, the pump stays, call again
 */
WEIR_API int weir_close(struct weir *w, enum weir_close_how how, int64_t timeout);

/**
 * weir_fork_child: put a weir right in the child of a fork.
 *
 * Fork on the loop thread, or while no turn runs, and not inside a work (workers.h). Call it in the child, first thing, on
 * the thread that will be its loop thread. Forgets wakes and waiters of the parent's threads, voids what they were in the
 * middle of posting, remakes locks, and has the pump replace what the two processes must not share. Until it is called, a
 * post in the child wakes nobody.
 * A delayed post that another thread was in the middle of keeps its timer, and its scope its count: barriers on that
 * scope time out.
 *
 * Threads:  the only thread of a child process
 * Blocks:   never
 * Owns:     nothing changes hands
 * Returns:  0
 *           1 done, but the host could not be told; the next post tries again
 *           WEIR_EINVAL: w is NULL or how is neither
 *           WEIR_ESYSTEM: the pump could not be remade and is detached; attach again
 */
WEIR_API int weir_fork_child(struct weir *w, enum weir_fork_how how);

/**
 * weir_load: how full it is, and when to try again.
 *
 * Numbers read while others post and run: each is right, together they may be a moment apart.
 *
 * Threads:  any
 * Blocks:   never
 * Owns:     *load is the caller's
 * Returns:  0, or WEIR_EINVAL: an argument is NULL
 */
WEIR_API int weir_load(const struct weir *w, struct weir_load *load);

/**
 * weir_print: say in one paragraph what this weir does and why nothing runs. For a bug report.
 *
 * Threads:  any
 * Blocks:   never for long: a lock that weir holds for a few instructions
 * Owns:     text is the caller's; always ended by a 0 if size > 0
 * Returns:  the length of the whole paragraph, of which size - 1 bytes were written
 *           WEIR_EINVAL: w is NULL, or text is NULL and size is not 0
 */
WEIR_API int weir_print(const struct weir *w, char *text, size_t size);

/**
 * weir_current: the weir whose task runs on this thread.
 *
 * Threads:  any
 * Blocks:   never
 * Owns:     nothing changes hands
 * Returns:  the innermost one, or NULL
 */
WEIR_API struct weir *weir_current(void);

/**
 * weir_on_loop_thread: is this the thread that runs the tasks of w?
 *
 * With no pump attached it is the thread that last attached one.
 *
 * Threads:  any
 * Blocks:   never
 * Owns:     nothing changes hands
 * Returns:  true or false; false for NULL and before the first attach
 */
WEIR_API bool weir_on_loop_thread(const struct weir *w);

/**
 * weir_require_loop_thread: WEIR_REQUIRE_LOOP_THREAD, with the name of the function that is guarded.
 *
 * Off the loop thread it logs one line: that function, the thread that called it, and the thread that may.
 *
 * Threads:  any
 * Blocks:   never for long; on the loop thread one load
 * Owns:     function is read only
 * Returns:  0 this is the loop thread of w
 *           WEIR_ETHREAD: it is not; before the first attach no thread is
 *           WEIR_EINVAL: w is NULL
 */
WEIR_API int weir_require_loop_thread(const struct weir *w, const char *function);

/* For a host's own functions, so that a call from the wrong thread is told rather than corrupts:
 *
 *     if (WEIR_REQUIRE_LOOP_THREAD(w))
 *         return;
 */
#define WEIR_REQUIRE_LOOP_THREAD(w) weir_require_loop_thread((w), __func__)

/**
 * weir_now: the clock that every time and duration here refers to.
 *
 * Threads:  any
 * Blocks:   never
 * Owns:     nothing changes hands
 * Returns:  monotonic nanoseconds; its zero means nothing
 */
WEIR_API int64_t weir_now(void);

/* How much a line of the log matters. */
enum weir_log_level {
    WEIR_LOG_NOTE,
    WEIR_LOG_WARNING
};

/* One line without its end. Any thread, never under a lock of ours; must not call weir. */
typedef void weir_log_fn(void *self, enum weir_log_level level, const char *line);

/**
 * weir_log_to: send this library's log lines elsewhere than stderr.
 *
 * One function for the whole process (for this copy of the library). A line that another thread is writing may
 * still arrive at the function that was set before.
 *
 * Threads:  any
 * Blocks:   never
 * Owns:     self must live until another function is set and every thread that may log has ended or been told
 * Returns:  nothing; log NULL is stderr again
 */
WEIR_API void weir_log_to(weir_log_fn *log, void *self);

#ifdef __cplusplus
}
#endif

#endif
