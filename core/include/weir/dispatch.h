/* SPDX-License-Identifier: MIT */
/* Dispatch: a request says where it must run, and is sent there: MAIN, the host's own thread; NAMED, a weir with that name;
 * ANY, a worker. For servers and agents that know of a request only what it asks for. Who knows where to run calls
 * weir_job_start or weir_work_start instead.
 *
 * The DISPATCHER is a struct of the caller's that says what there is. weir keeps nothing of it: it must live as long as a
 * call takes. Each request becomes a job (job.h), which tells its outcome once, by on_done. */
#ifndef WEIR_DISPATCH_H
#define WEIR_DISPATCH_H

#include <weir/workers.h>

#ifdef __cplusplus
extern "C" {
#endif

enum weir_affinity {
    WEIR_MAIN = 1, /* the loop thread of `main` */
    WEIR_NAMED,    /* the loop thread of the weir with that name */
    WEIR_ANY       /* a worker */
};

/* What there is. All may be NULL. */
struct weir_dispatcher {
    struct weir *main;     /* the weir on the host's thread */
    struct weir *fallback; /* where MAIN goes, with a warning in the log, while `main` is NULL or has no host;
                              NULL: it is refused with WEIR_EDETACHED */
    struct weir_workers *workers; /* for ANY; on_done comes where MAIN would go */
    struct weir *const *named;    /* for NAMED: found by the names that weir_new was given */
    size_t named_count;
};

/* What is asked for. */
struct weir_request {
    const char *id; /* the caller's name for it: in the log, and in the job's info with `info` of the spec:
                       {"request_id": ..., "affinity": ..., "info": ...}, which takes at most 65535 bytes as any
                       info; copied, at most 255 bytes; may be NULL */
    enum weir_affinity affinity;
    const char *name;  /* of a weir, with NAMED */
    bool long_running; /* ANY: a dedicated thread. MAIN, NAMED: `run` is warned of, since it holds the loop */
    weir_fn *run;      /* what is to be done, as one function, called with job.arg; or job.step. Not both */
    struct weir_job_spec job; /* the rest of it: timeout, scope (of the weir where it runs), on_done ... */
};

/* What can be expected of the thread that an affinity leads to. */
struct weir_capabilities {
    bool attached;    /* a host turns that weir; with ANY: the one where on_done comes */
    bool main_thread; /* it is the first thread of the process; false too where the system does not tell */
    bool frames;      /* the host says when a frame begins; else frames are synthesised */
    bool frame_end;   /* and when it ends */
    bool busy;        /* the host can tell whether its own input or painting waits */
    bool nested;      /* modal loops of the host go on with turns */
    bool headless;    /* MAIN leads to the fallback, or nowhere */
    char host[32];    /* the pump's name, "GLib"; "" if none is attached; "workers" for ANY */
};

/**
 * weir_dispatch: send a request to where it must run.
 *
 * Threads:  any
 * Blocks:   never for long; allocates
 * Owns:     as weir_job_start; *on is the weir whose job it is, for weir_job_wait and the like; on may be NULL
 * Returns:  the id of the job
 *           WEIR_EINVAL: an argument is not valid: no affinity, both run and step or neither, NAMED without a name;
 *           or as weir_job_start
 *           WEIR_EUNSUPPORTED: no weir of that name, or no workers
 *           WEIR_EDETACHED: MAIN or ANY, but neither main has a host nor is there a fallback
 *           WEIR_EFULL, WEIR_ENOMEM, WEIR_ECANCELLED, WEIR_ECLOSED, WEIR_ESYSTEM: as weir_job_start and
 *           weir_work_start
 *           each of them: nothing was started, on_done is not called, *on is NULL
 */
WEIR_API int64_t weir_dispatch(const struct weir_dispatcher *dispatcher, const struct weir_request *request,
                               struct weir **on);

/**
 * weir_capabilities: what an affinity leads to, now.
 *
 * Threads:  any
 * Blocks:   never for long
 * Owns:     *capabilities is the caller's; it may be NULL, to ask only
 * Returns:  0 a request with this affinity would be taken
 *           WEIR_EINVAL: dispatcher is NULL, no affinity, or NAMED without a name
 *           WEIR_EUNSUPPORTED, WEIR_EDETACHED: as weir_dispatch would answer
 *           each of them: *capabilities is all 0 but headless
 */
WEIR_API int weir_capabilities(const struct weir_dispatcher *dispatcher, enum weir_affinity affinity,
                               const char *name, struct weir_capabilities *capabilities);

/* Would a request with this affinity be taken? */
static inline bool
weir_supported(const struct weir_dispatcher *dispatcher, enum weir_affinity affinity, const char *name)
{
    return weir_capabilities(dispatcher, affinity, name, NULL) == 0;
}

#ifdef __cplusplus
}
#endif

#endif
