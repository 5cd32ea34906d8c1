/* SPDX-License-Identifier: MIT */
/* What the files of jobs share: a record, the table of all records, and where a job waits. The public functions are in
 * weir/job.h. */
#ifndef WEIR_JOBS_JOBS_H
#define WEIR_JOBS_JOBS_H

#include "executor/executor.h"

#include <weir/job.h>

#include <stdarg.h>

enum {
    JOBS_STRIPES = 64, /* locks of records */
    JOBS_IN_BLOCK = 1024,
    JOBS_BLOCKS = 1024,
    JOBS_FRAMES = 64,    /* lists of a wheel */
    JOBS_BUCKETS = 4096, /* of keys */
    JOBS_LIMIT = JOBS_BLOCKS * JOBS_IN_BLOCK,
    DESCRIPTION_LIMIT = 1023,
    PROGRESS_LIMIT = 95,
    INFO_LIMIT = 65535,
    KEY_LIMIT = 255
};

/* Where a job stands. Written by the loop thread, under the record's lock. */
enum job_wait {
    JOB_ARRIVES, /* its record is on the list, for the first time */
    JOB_IS_READY,
    JOB_IS_IN_STEP, /* or being ended */
    JOB_AWAITS_TIME,
    JOB_AWAITS_FRAME,
    JOB_AWAITS_FRAME_END,
    JOB_AWAITS_JOB,
    JOB_AWAITS_SCOPE,
    JOB_AWAITS_WORKER, /* or is with one */
    JOB_IS_OVER
};

/* What others say of a record. Under its lock. */
enum job_flag {
    JOB_USED = 1,         /* its id is valid */
    JOB_CANCEL = 2,       /* its end is asked for */
    JOB_LISTED = 4,       /* its record is on the list */
    JOB_WAITED = 8,       /* a thread waits for its end */
    JOB_TOLD = 16,        /* on_done has returned */
    JOB_MOVED = 32,       /* `due` was set anew */
    JOB_OWES = 64,        /* ended, and in its scope's list again: it left a result that is to be destroyed */
    JOB_PINS = 128,       /* holds what it awaited */
    JOB_IS_HISTORY = 256, /* in the list of the ended */
    JOB_BEGINS_AT_FRAME = 512, /* what it arrives with: `due` counts frames */
    JOB_IS_BACK = 1024,        /* of a work: no worker has it, nor will */
    JOB_CLOSES = 2048          /* of a work: the close of the weir asks for its end */
};

/* What a step asked for: what it must return. */
enum job_asked {
    ASKED_NOTHING,
    ASKED_DONE,
    ASKED_FAIL,
    ASKED_AFTER,
    ASKED_FRAMES,
    ASKED_AWAIT,
    ASKED_SCOPE
};

/* The texts of a job, allocated when it has any. */
struct words {
    char *error; /* allocated, or NULL */
    char progress[PROGRESS_LIMIT + 1];
    uint32_t info; /* where it begins in `text`; 0: none */
    uint32_t key;  /* likewise */
    uint32_t label;
    char text[]; /* the description, info, key, label of the scope: each ended by a 0 */
};

/* One record. `loop`: of the loop thread; `lock`: guarded by the record's lock; `once`: written before its id is told. */
struct weir_job {
    uint32_t index;      /* of the block's making; the rest is begun anew for each job */
    uint32_t generation; /* lock */
    union {
        struct ready ready; /* JOB_IS_READY */
        struct {
            struct weir_job *next, **link; /* those who wait for the same */
            uint64_t frame;
        } queue;
    } place;              /* loop */
    struct record record; /* tells the loop thread: it begins, is cancelled, moved, forgotten */
    weir_step_fn *step;   /* once */
    void *arg;
    weir_job_done_fn *on_done;
    weir_destroy_fn *destroy;
    void *result; /* lock */
    struct weir_scope *scope;
    const char *name;
    struct words *words; /* lock */
    int64_t created;     /* once; monotonic */
    int64_t wall;        /* once */
    int64_t due;         /* lock; in a step: what it asked for */
    union {
        int64_t deadline; /* once */
        int64_t ended;    /* lock; from its end on */
    };
    int64_t done, total; /* lock */
    union {
        int64_t id;
        struct weir_scope *scope;
    } awaits;                  /* loop; of a work, its worker under the lock: the job that it waits for */
    struct weir_job *awaiters; /* loop */
    uint32_t scope_next, scope_prev; /* loop; index + 1 in the list of its scope */
    uint32_t next; /* index + 1: free or ended, under the table's lock; else of the search for cycles, loop */
    uint32_t key_next; /* table's lock */
    uint32_t heap_at;  /* loop; place in the heap + 1 */
    uint32_t steps;    /* lock */
    uint32_t pins;     /* lock; awaiters that may yet ask how it ended */
    uint16_t flags;    /* lock */
    int8_t why;        /* lock */
    uint8_t status;    /* lock; written by states.c only */
    uint8_t when;      /* lock */
    uint8_t wait;      /* lock */
    uint8_t lane;      /* once */
    uint8_t asked;     /* of the step: loop, or its worker */
};

/* What a worker does for a job, whose step is then work_step and whose arg is this. Made by the floor above. */
struct work {
    const struct work_calls *calls;
    struct weir *w; /* these are written when it is started, before anyone else knows of it */
    struct weir_job *job;
    weir_step_fn *run;
    void *arg;
    weir_job_done_fn *on_refresh;
    bool dedicated;
    int answer;                /* of run; the worker's until it is back */
    struct ready refresh;      /* loop thread: the next call of on_refresh, */
    struct work *next, **link; /* and in the list of who has one and runs; link NULL: it is not */
};

/* How the floor above is asked. */
struct work_calls {
    bool (*withdraw)(struct work *work); /* loop thread; false: a worker has it, and brings it back */
    void (*release)(struct work *work);  /* its job has ended */
    /* On the worker, while it waits for a job. Stuck: works are queued, all threads wait, and no more can be started. */
    void (*wait_begins)(struct work *by);
    bool (*is_stuck)(struct work *by);
    void (*wait_ends)(struct work *by);
    /* Of a work that has not begun, under its record's lock: the workers whose pool it waits for, held; NULL: it has a thread
     * of its own. Then, without a lock: is that pool stuck? It is let go. */
    struct weir_workers *(*hold_pool)(struct work *work);
    bool (*pool_is_stuck)(struct weir_workers *pool);
};

/* One place in the heap of times. */
struct due {
    int64_t key;
    uint32_t order; /* of arrival, so that equal keys keep it */
    uint32_t index;
};

_Static_assert(sizeof(struct weir_job) + sizeof(struct due) <= 256, "what weir/job.h promises");

struct block {
    struct weir_job jobs[JOBS_IN_BLOCK]; /* first: from a job to its block */
    struct weir *w;
    struct due heap[JOBS_IN_BLOCK]; /* the heap has as many places as there are records, and never moves */
};

struct jobs {
    struct mutex stripes[JOBS_STRIPES]; /* of records, by index; never two at once, none while calling out */
    struct mutex lock;                  /* of the lists below; before a stripe, never after */
    uint32_t free;                      /* index + 1 */
    uint32_t ended_first, ended_last, ended_count; /* oldest first */
    uint32_t keep;
    uint32_t keys[JOBS_BUCKETS];

    atom_u64 size; /* records made so far; release, acquire: those below it may be looked at */
    struct block *blocks[JOBS_BLOCKS];
    atom_i64 keep_age; /* relaxed */
    atom_u64 live;     /* relaxed; jobs that have not ended */
    atom_u64 out;      /* works that a worker may yet bring back; [W1] in work.c */
    atom_u64 frame;    /* frames begun since the first job; written by the loop thread, relaxed */

    /* Of the loop thread. */
    uint32_t heap_count, heap_order;
    struct wheel {
        struct weir_job *lists[JOBS_FRAMES];
        uint64_t seen; /* the last frame that was looked at; it is looked at again */
        uint32_t count;
    } begins, ends;
    struct work *refreshing;
    uint32_t at_work, at_scopes; /* jobs that wait in JOB_AWAITS_WORKER, in JOB_AWAITS_SCOPE */
};

static inline struct weir_job *
job_of_ready(struct ready *ready)
{
    return (struct weir_job *)((char *)ready - offsetof(struct weir_job, place));
}

/* table.c: records and their ids. */
struct jobs *jobs_of(const struct weir *w); /* NULL: none was ever started */
int jobs_make(struct weir *w, struct jobs **out);
struct weir *weir_of(const struct weir_job *job);
struct weir_job *job_at(const struct jobs *jobs, uint32_t index);
int64_t job_id(const struct weir *w, const struct weir_job *job);
void job_lock(struct jobs *jobs, const struct weir_job *job);
void job_unlock(struct jobs *jobs, const struct weir_job *job);
/* The record of an id, with its lock held; NULL: stale. */
struct weir_job *job_find(struct weir *w, int64_t id);
int job_claim(struct weir *w, struct jobs *jobs,
              struct weir_job **out); /* under the table's lock: 0, WEIR_EFULL, WEIR_ENOMEM */
void job_release(struct jobs *jobs, struct weir_job *job); /* takes the table's lock */
void jobs_end(struct weir *w);
void jobs_fork_locks(struct jobs *jobs);

/* history.c: ended jobs, until they are forgotten. Any thread. */
void history_add(struct weir *w, struct jobs *jobs, struct weir_job *job);
bool history_is_too_old(const struct jobs *jobs, const struct weir_job *job); /* under the record's lock */
void history_dispose(struct weir *w,
                     struct weir_job *job); /* loop thread: one that is forgotten, and was listed */
void history_close(struct turn *turn);      /* loop thread: destroys what is left */
void history_strike(struct weir_job *job, struct entry *entry); /* loop thread: what destroys what it left */

/* words.c: texts. */
int words_check(const struct weir_job_spec *spec);                    /* 0 or WEIR_EINVAL */
int words_make(const struct weir_job_spec *spec, struct words **out); /* of what was checked */
void words_release(struct words *words);
const char *job_description(const struct weir_job *job);
const char *job_error(const struct weir_job *job);

/* states.c: the only writer of a status. False: no such transition; nothing changed. */
enum job_event {
    JOB_STEPS,
    JOB_DOES,
    JOB_FAILS,
    JOB_CANCELS,
    JOB_EXPIRES
};
bool job_move(struct weir_job *job, enum job_event event);
bool job_has_ended(const struct weir_job *job);

/* keys.c: under the table's lock. */
struct weir_job *key_find(struct jobs *jobs, const char *key); /* one that is pending */
void key_add(struct jobs *jobs, struct weir_job *job);
void key_remove(struct jobs *jobs, struct weir_job *job); /* takes the lock; nothing if it has no key */

/* start.c: any thread. Would it be refused, whatever room there is? And as weir_job_start; with `work` (else NULL) it is one. */
int job_refused(struct weir *w, const struct weir_job_spec *spec);
int64_t job_joined(struct weir *w, const struct weir_job_spec *spec); /* 0: none is pending under its key */
int64_t job_start(struct weir *w, const struct weir_job_spec *spec, struct work *work, bool *joined);

/* ask.c: any thread, under the record's lock: has the loop look at it. Must the host be told? */
bool job_list(struct weir *w, struct weir_job *job);

/* work.c: the job of a work. On the worker: */
int work_perform(struct work *work);              /* runs it, unless it is to end before */
void work_is_back(struct work *work, int answer); /* the last that a worker does with it, and with its weir */
bool work_is_stuck(struct weir *w, int64_t id);   /* is it a work that waits for a pool that is? */
void work_stop(struct work *work);                /* any thread that keeps it from coming back meanwhile */
struct work *work_of_thread(void);                /* the innermost that this thread does, or NULL */
/* On the loop thread: */
int work_step(struct weir_job *job, void *work);            /* never called: marks the job of a work */
struct work *work_of(const struct weir_job *job);           /* NULL: it is none */
bool work_comes_back(struct weir *w, struct weir_job *job); /* it is back, or could be withdrawn */
void work_refreshes(struct weir *w, struct weir_job *job);
void work_refreshes_no_more(struct work *work);
void work_frame_comes(struct weir *w);
void work_ends(struct weir_job *job); /* on_done has returned, or a fork forgets it */
bool works_left(struct weir *w,
                bool stop); /* at close: those that are back to the lanes; are there others? */

/* place.c: where a job waits. Loop thread. */
void place_ready(struct weir *w, struct weir_job *job);
void place_time(struct weir *w, struct weir_job *job, int64_t due);
void place_frame(struct weir *w, struct weir_job *job, int64_t frames, bool end);
void place_list(struct weir *w, struct weir_job *job, struct weir_job **list, enum job_wait wait);
void place_leave(struct weir *w, struct weir_job *job); /* out of wherever it waits, if it does */
void place_on(struct weir *w, struct weir_job *job);    /* out of where it waits, and ready */
void place_worker(struct weir *w, struct weir_job *job);
bool place_is_waiting(struct weir *w, struct weir_job *job); /* for something that it can be taken from */
bool place_awaits_time(struct jobs *jobs, const struct weir_job *job); /* or a frame */
void place_resume(struct weir *w, struct weir_job **list);             /* all of a list are ready */
void place_frame_comes(struct weir *w, enum weir_frame_edge edge);
void place_in_scope(struct jobs *jobs, struct weir_job *job);
void place_out_of_scope(struct jobs *jobs, struct weir_job *job);

/* heap.c: when the next is due. Loop thread. */
void due_push(struct jobs *jobs, struct weir_job *job, int64_t key);
void due_remove(struct jobs *jobs, struct weir_job *job);        /* nothing if it is not there */
struct weir_job *due_top(const struct jobs *jobs, int64_t *key); /* NULL: empty */

/* await.c. Loop thread. */
void await_job(struct weir *w, struct weir_job *job, int64_t id);
void await_scope(struct weir *w, struct weir_job *job, struct weir_scope *scope);
/* Any thread: from that job to what it waits for, and what that one waits for: the last, or `to` if that is met. */
int64_t await_last(struct weir *w, int64_t id, int64_t to);
void await_over(struct weir *w, int64_t id); /* the record of what was awaited may go */

/* inside.c, ask.c */
void job_set_error(struct jobs *jobs, struct weir_job *job, const char *format, va_list arguments);
void job_describe(struct weir *w, const struct weir_job *job, int64_t now,
                  struct weir_job_info *info); /* locked */

/* step.c. Loop thread. */
void job_told(struct weir *w, struct record *record);
enum take job_taken(struct weir *w, struct ready *ready, int64_t now, struct entry *entry);
void job_entry(struct weir_job *job, struct entry *entry);
int reason_to_end(const struct weir_job *job, int64_t now); /* under its lock: 0 is no reason */
void job_fail(struct weir *w, struct weir_job *job, int why, const char *format, ...) WEIR_PRINTF_LIKE(4, 5);

/* hang.c: what the executor calls. */
extern const struct above jobs_above;

#endif
