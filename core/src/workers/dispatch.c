/* SPDX-License-Identifier: MIT */
/* Requests to where they must run, by affinity. What a request becomes there is a job or a work like any other. */
#include "base/log.h"
#include "base/system.h"
#include "base/text.h"
#include "executor/executor.h"
#include "jobs/json.h"

#include <weir/dispatch.h>

#include <stdio.h>
#include <string.h>

enum {
    ID_LIMIT = 255
};

/* Where it leads to. */

static struct weir *
find(const struct weir_dispatcher *dispatcher, const char *name)
{
    for (size_t i = 0; i < dispatcher->named_count; i++) {
        struct weir *w = dispatcher->named[i];
        if (w && strncmp(w->name, name, NAME_SIZE - 1) == 0) /* weir_new keeps no more of it */
            return w;
    }
    return NULL;
}

static bool
is_headless(const struct weir_dispatcher *dispatcher)
{
    return !dispatcher->main || attachment(dispatcher->main) != ATTACHED;
}

/* 0 and the weir whose job it is, or the refusal. */
static int
lead(const struct weir_dispatcher *dispatcher, enum weir_affinity affinity, const char *name, struct weir **w)
{
    *w = NULL;
    switch (affinity) {
    case WEIR_NAMED:
        if (!name)
            return WEIR_EINVAL;
        *w = find(dispatcher, name);
        return *w ? 0 : WEIR_EUNSUPPORTED;
    case WEIR_ANY:
        if (!dispatcher->workers)
            return WEIR_EUNSUPPORTED;
        break;
    case WEIR_MAIN:
        break;
    default:
        return WEIR_EINVAL;
    }
    *w = is_headless(dispatcher) ? dispatcher->fallback : dispatcher->main;
    return *w ? 0 : WEIR_EDETACHED;
}

/* A plain function as the one step of a job. */
struct wrapped {
    weir_fn *run;
    void *arg;
    weir_job_done_fn *on_done;
};

static int
wrapped_step(struct weir_job *job, void *arg)
{
    struct wrapped *wrapped = arg;
    wrapped->run(wrapped->arg);
    return weir_done(job, NULL);
}

static void
wrapped_done(void *arg, const struct weir_job_info *info)
{
    struct wrapped *wrapped = arg;
    if (wrapped->on_done)
        wrapped->on_done(wrapped->arg, info);
    weir_system.release(wrapped);
}

/* The texts of its job. */

static void
add_texts(struct text *text, const struct weir_request *request)
{
    static const char *const affinities[] = {
        [WEIR_MAIN] = "main", [WEIR_NAMED] = "named", [WEIR_ANY] = "any"};
    text_add_string(text, "{\"request_id\":");
    if (request->id)
        text_add_json_string(text, request->id, cut_text(request->id, ID_LIMIT));
    else
        text_add_string(text, "null");
    text_add(text, ",\"affinity\":\"%s\",\"info\":", affinities[request->affinity]);
    text_add_string(text, request->job.info ? request->job.info : "null");
    text_add_string(text, "}");
}

/* The job's info, to be released; NULL: no memory. */
static char *
compose_info(const struct weir_request *request)
{
    struct text text = text_begin(NULL, 0);
    add_texts(&text, request);
    size_t size = text.length + 1;
    char *info = weir_system.allocate(size);
    if (info) {
        text = text_begin(info, size);
        add_texts(&text, request);
    }
    return info;
}

/* Sending it. */

static int64_t
start(const struct weir_dispatcher *dispatcher, const struct weir_request *request, struct weir *w,
      const struct weir_job_spec *spec)
{
    if (request->affinity != WEIR_ANY)
        return weir_job_start(w, spec);
    struct weir_work work = {.job = *spec, .dedicated = request->long_running};
    return weir_work_start(dispatcher->workers, w, &work);
}

/* With its function made a step. */
static int64_t
start_wrapped(const struct weir_dispatcher *dispatcher, const struct weir_request *request, struct weir *w,
              struct weir_job_spec spec)
{
    struct wrapped *wrapped = weir_system.allocate(sizeof *wrapped);
    if (!wrapped)
        return WEIR_ENOMEM;
    *wrapped = (struct wrapped){request->run, spec.arg, spec.on_done};
    bool joined = false;
    bool *told = spec.joined;
    spec.step = wrapped_step;
    spec.arg = wrapped;
    spec.on_done = wrapped_done;
    spec.joined = &joined;
    int64_t result = start(dispatcher, request, w, &spec);
    if (result < 0 || joined)
        weir_system.release(wrapped);
    if (told)
        *told = joined;
    return result;
}

static void
warn(const struct weir_dispatcher *dispatcher, const struct weir_request *request, const struct weir *w)
{
    char id[8 * ID_LIMIT]; /* quoted: it comes from anybody, and a line is to stay one */
    struct text text = text_begin(id, sizeof id);
    if (request->id)
        text_add_json_string(&text, request->id, cut_text(request->id, ID_LIMIT));
    else
        text_add_string(&text, "without an id");
    if (request->affinity == WEIR_MAIN && w != dispatcher->main)
        log_line(WEIR_LOG_WARNING, "%s: takes request %s for the main thread, which has no host", w->name,
                 id);
    if (request->affinity != WEIR_ANY && request->long_running && request->run)
        log_line(WEIR_LOG_WARNING,
                 "%s: request %s is long-running and one function: it holds the loop until it returns; make "
                 "it steps, or a work",
                 w->name, id);
}

static int64_t
send(const struct weir_dispatcher *dispatcher, const struct weir_request *request, struct weir *w)
{
    struct weir_job_spec spec = request->job;
    if (spec.info && !json_is_valid(spec.info, strlen(spec.info)))
        return WEIR_EINVAL; /* inside of the whole it could look like more members */
    char *info = compose_info(request);
    if (!info)
        return WEIR_ENOMEM;
    char id[ID_LIMIT + 1];
    spec.info = info;
    if (!spec.description && request->id) {
        snprintf(id, sizeof id, "%.*s", (int)cut_text(request->id, ID_LIMIT), request->id);
        spec.description = id;
    }
    int64_t result =
        request->run ? start_wrapped(dispatcher, request, w, spec) : start(dispatcher, request, w, &spec);
    weir_system.release(info);
    return result;
}

int64_t
weir_dispatch(const struct weir_dispatcher *dispatcher, const struct weir_request *request, struct weir **on)
{
    struct weir *w;
    if (on)
        *on = NULL;
    if (!dispatcher || !request || !request->run == !request->job.step)
        return WEIR_EINVAL;
    int64_t result = lead(dispatcher, request->affinity, request->name, &w);
    if (result)
        return result;
    if (on)
        *on = w; /* on_done may come before the answer does */
    result = send(dispatcher, request, w);
    if (result > 0)
        warn(dispatcher, request, w);
    else if (on)
        *on = NULL;
    return result;
}

/* What can be expected there. */

static void
describe(const struct weir *w, struct weir_capabilities *capabilities)
{
    if (attachment(w) != ATTACHED)
        return;
    struct names names = names_of(w);
    capabilities->attached = true;
    capabilities->main_thread = names.first;
    capabilities->frames = host_gives(w, WEIR_FRAME_BEGIN);
    capabilities->frame_end = host_gives(w, WEIR_FRAME_END);
    capabilities->busy = names.busy;
    capabilities->nested = names.nested;
    snprintf(capabilities->host, sizeof capabilities->host, "%s", names.pump);
}

int
weir_capabilities(const struct weir_dispatcher *dispatcher, enum weir_affinity affinity, const char *name,
                  struct weir_capabilities *capabilities)
{
    struct weir_capabilities unwanted = {.attached = false};
    struct weir *w;
    capabilities = capabilities ? capabilities : &unwanted;
    memset(capabilities, 0, sizeof *capabilities);
    if (!dispatcher)
        return WEIR_EINVAL;
    capabilities->headless = is_headless(dispatcher);
    int refused = lead(dispatcher, affinity, name, &w);
    if (refused)
        return refused;
    if (affinity != WEIR_ANY) {
        describe(w, capabilities);
    } else {
        capabilities->attached = attachment(w) == ATTACHED;
        snprintf(capabilities->host, sizeof capabilities->host, "workers");
    }
    return 0;
}
