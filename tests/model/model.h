/* SPDX-License-Identifier: MIT */
/* What jobs and scopes should do, as a small state machine of its own: it is told what was asked and what came, and says
 * what must come and what may not. It knows weir's header and none of its code. Not what is asked (drive.c).
 *
 * It leaves open what the header leaves open: which of several things that end a job is noticed first, and in which turn
 * of the next few what belongs to a cancelled scope ends. */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include <weir/job.h>

enum {
    MOST_JOBS = 40,
    MOST_SCOPES = 8,
    MOST_RESULTS = 200,
    NOBODY = -1,
    TURNS_FOR_SCOPES =
        3 /* full ones in which what is of a cancelled scope, or awaits one, comes to its end */
};

enum wait {
    WAIT_READY, /* for its turn */
    WAIT_TIME,
    WAIT_BEGIN, /* of a frame */
    WAIT_END,
    WAIT_JOB,
    WAIT_SCOPE,
    WAIT_STEP, /* for nothing: its step runs */
    WAIT_OVER
};

/* What a step says comes next, or must come since nothing else can. */
enum say {
    SAY_DONE,
    SAY_FAIL,
    SAY_CODE, /* number: the code */
    SAY_AFTER,
    SAY_FRAMES,
    SAY_AWAIT, /* number: of the job, or NOBODY for an id that names none */
    SAY_AWAIT_SCOPE,
    SAYS
};

struct job {
    int64_t id;
    enum wait wait;
    int64_t due;
    uint64_t frame;
    int awaits; /* the job or the scope of that number */

    bool ready;        /* it has been, since it began to wait */
    uint64_t noticed;  /* the first turn that began since; 0: none yet */
    uint64_t ready_in; /* the turn in which, or after which, it became so */
    uint64_t order;    /* in which jobs became ready: at the earliest, */
    uint64_t
        order_end; /* and at the latest; the place of one that was started is settled by the next turn. 0: not yet */
    uint64_t stepped_in; /* the last turn in which it had a step */
    int full_turns;      /* that have passed since it had to come to something */

    int scope, lane, key;
    int64_t timeout_at;
    bool cancel_asked;
    int steps;
    int64_t done, total;
    int result; /* what it has left, or NOBODY */
    bool fails; /* its last step can only fail it */
    enum say said;
    int code;

    enum weir_job_status status;
    enum weir_job_when when;
    int why;
    int64_t started_at, ended_at;
    bool forgotten; /* its record is gone */
    bool pinned;    /* somebody awaited it: its record may be kept longer */
    int place;      /* the how manieth to end */
};

struct scope {
    struct weir_scope *weirs;
    int parent;
    int label;
    bool cancelled, freed;
    bool asked; /* somebody is to be told of its cancel */
    int told;
    int full_turns;
};

struct result {
    bool taken;
    int destroyed;
};

extern struct model {
    struct job jobs[MOST_JOBS];
    int jobs_made;
    struct scope scopes[MOST_SCOPES];
    int scopes_made;
    struct result results[MOST_RESULTS];
    int results_made;

    int64_t now;
    uint64_t frame;
    uint64_t turn; /* that have begun */
    bool in_turn, closing;
    int64_t turn_began;
    uint64_t orders;
    int ends;
    int may_fail; /* the job whose step is over and that awaits what waits for it only until it ends itself, or NOBODY */
    int running;   /* the job whose step runs, or NOBODY */
    int ends_next; /* the job whose step is over and that must end before anything else, or NOBODY */
} model;

void model_begin(void);

/* Asked. Each says what the function must answer. */
int model_may_start(int scope); /* 0 or the code */
int model_joins(int key);       /* the job that a start with this key joins, or NOBODY; -2: either */
struct job *model_start(int scope, int lane, int key, int64_t delay, uint32_t frames, bool frame_end,
                        int64_t timeout);
int model_cancel(struct job *job);
int model_reschedule(struct job *job, int64_t delay); /* 1: 0 or WEIR_EBUSY, since it is to end */
int model_take(struct job *job);
int model_cancel_all(void);
void model_cancel_scope(int scope);
int model_cancel_label(int label);
int model_new_scope(int parent, int label); /* its number */
bool model_progress(struct job *job, int64_t done, int64_t total);
void model_pass(int64_t duration);
void model_frame(enum weir_frame_edge edge);

/* Came. Each says what is wrong with it, or NULL. */
void model_turn_begins(void);
const char *model_turn_ends(bool full);
const char *model_step_begins(struct job *job);
void model_step_says(struct job *job, enum say say, int64_t number);
const char *model_ends(struct job *job, const struct weir_job_info *info);
const char *model_told(int scope);
const char *model_barrier_over(int scope);
const char *model_closed(void);

/* Known. */
bool model_is_over(const struct job *job);
bool model_must_end(const struct job *job); /* cancelled, with its scope too, or out of time */
bool model_is_cancelled(const struct job *job);
bool model_scope_is_in(int scope, int tree);
bool model_scope_is_empty(int tree);
enum weir_job_status model_status(const struct job *job);
int64_t model_remaining(const struct job *job);
int64_t model_remaining_frames(const struct job *job);

#endif
