/* SPDX-License-Identifier: MIT */
/* The statuses of a job and every transition between them. Nothing else writes a status.
 *
 *            step                    done
 *  PENDING ────────▶ RUNNING ───────────────▶ COMPLETED
 *     │              │ ▲  │ │  fail
 *     │              └─┘  │ └───────────────▶ FAILED
 *     │              step │
 *     │ cancel            │ cancel
 *     ├───────────────────┼─────────────────▶ CANCELLED
 *     │ out of time       │ out of time
 *     └───────────────────┴─────────────────▶ TIMEOUT
 *
 * A cancel or the end of the time is an event here when it is acknowledged, at the edge of a step, not when it is asked
 * for. Ended is ended. */
#include "jobs/jobs.h"

enum {
    NONE = -1
};

static const int next_status[][JOB_EXPIRES + 1] = {
    /*                        steps             does                fails            cancels             expires */
    [WEIR_JOB_PENDING] = {WEIR_JOB_RUNNING, NONE, NONE, WEIR_JOB_CANCELLED, WEIR_JOB_TIMEOUT},
    [WEIR_JOB_RUNNING] = {WEIR_JOB_RUNNING, WEIR_JOB_COMPLETED, WEIR_JOB_FAILED, WEIR_JOB_CANCELLED,
                          WEIR_JOB_TIMEOUT},
    [WEIR_JOB_COMPLETED] = {NONE, NONE, NONE, NONE, NONE},
    [WEIR_JOB_FAILED] = {NONE, NONE, NONE, NONE, NONE},
    [WEIR_JOB_CANCELLED] = {NONE, NONE, NONE, NONE, NONE},
    [WEIR_JOB_TIMEOUT] = {NONE, NONE, NONE, NONE, NONE},
};

bool
job_move(struct weir_job *job, enum job_event event)
{
    int next = next_status[job->status][event];
    if (next != NONE)
        job->status = (uint8_t)next;
    return next != NONE;
}

bool
job_has_ended(const struct weir_job *job)
{
    return job->status > WEIR_JOB_RUNNING;
}

const char *
weir_job_status_name(enum weir_job_status status)
{
    static const char *const names[] = {"pending", "running", "completed", "failed", "cancelled", "timeout"};
    bool known = status >= WEIR_JOB_PENDING && status <= WEIR_JOB_TIMEOUT;
    return known ? names[status] : "unknown";
}
