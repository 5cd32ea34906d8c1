/* SPDX-License-Identifier: MIT */
/* Calls of tools: their start, their end, and what is kept of them. */
#include "call.h"

#include "inside.h"
#include "wait.h"

#include <utlist.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What tools use */

const char *
door_arguments(const struct door_call *call)
{
    return call->arguments;
}

void *
door_host(const struct door_call *call)
{
    return call->door->options.host;
}

void
door_keep(struct door_call *call, void *kept)
{
    call->kept = kept;
}

void *
door_kept(const struct door_call *call)
{
    return call->kept;
}

int
door_refuse(struct door_call *call, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(call->refusal, sizeof call->refusal, format, arguments);
    va_end(arguments);
    return WEIR_EINVAL;
}

int
door_done(struct weir_job *job, const char *json)
{
    if (!json)
        return weir_done(job, NULL);
    char *copy = strdup(json);
    return copy ? weir_done(job, copy) : weir_fail(job, "out of memory for the result");
}

int
door_leave(struct weir_job *job, const char *json)
{
    char *copy = json ? strdup(json) : NULL;
    return copy ? weir_job_leave(job, copy) : WEIR_ENOMEM;
}

/* Memory */

/* What only a call needs that has not ended. */
static void
let_go(struct door_call *call)
{
    if (call->tool->forget && call->kept)
        call->tool->forget(call->kept);
    call->kept = NULL;
    weir_scope_free(call->scope);
    call->scope = NULL;
    free(call->arguments);
    call->arguments = NULL;
}

static void
free_call(struct door_call *call)
{
    let_go(call);
    free(call->texts);
    free(call->result);
    free(call);
}

static void
forget_oldest(struct call_table *calls)
{
    struct door_call *oldest = calls->ended;
    DL_DELETE(calls->ended, oldest);
    calls->kept--;
    calls->kept_bytes -= oldest->result ? strlen(oldest->result) : 0;
    free_call(oldest);
}

/* Only who was told the id can ask for it later. */
static void
keep(struct call_table *calls, struct door_call *call)
{
    if (!call->is_asynchronous) {
        free_call(call);
        return;
    }
    DL_APPEND(calls->ended, call);
    calls->kept++;
    calls->kept_bytes += call->result ? strlen(call->result) : 0;
    while (calls->kept > KEPT_MOST || (calls->kept > 1 && calls->kept_bytes > KEPT_BYTES_MOST))
        forget_oldest(calls);
}

void
calls_free(struct door *door)
{
    while (door->calls->ended)
        forget_oldest(door->calls);
}

/* The end */

static char *
copy_text(const char **text, char *to)
{
    size_t size = strlen(*text) + 1;
    memcpy(to, *text, size);
    *text = to;
    return to + size;
}

static void
note(struct door_call *call, const struct weir_job_info *info)
{
    call->info = *info;
    call->info.result = NULL;
    call->info.info = call->info.label = "";
    call->texts = malloc(strlen(info->description) + strlen(info->error) + strlen(info->progress_text) + 3);
    if (!call->texts) {
        call->info.description = call->info.error = call->info.progress_text = "";
        return;
    }
    char *to = copy_text(&call->info.description, call->texts);
    to = copy_text(&call->info.error, to);
    copy_text(&call->info.progress_text, to);
}

/* Door's thread. */
static void
is_over(void *arg)
{
    struct door_call *call = arg;
    struct call_table *calls = call->door->calls;
    call->has_ended = true;
    calls->live--;
    calls->usual += (call->info.duration - calls->usual) / 8;
    let_go(call);
    waits_answer(call);
    DL_DELETE(calls->running, call);
    keep(calls, call);
}

/* Loop thread of call->weir. There is always room: the door's weir holds as many tasks as there may be calls, and is
 * closed when the last has ended. */
static void
ends(void *arg, const struct weir_job_info *info)
{
    struct door_call *call = arg;
    void *result = NULL;
    note(call, info);
    if (info->result && weir_job_take(call->weir, info->id, &result) == 0)
        call->result = result;
    weir_post_task(call->door->weir, &(struct weir_task){.run = is_over, .arg = call, .name = "answer"},
                   NULL);
}

/* The start */

/* The weir on which weir_dispatch will start it, if it can. */
static struct weir *
weir_of(const struct door *door, const struct door_tool *tool)
{
    const struct weir_dispatcher *on = &door->options.on;
    for (size_t i = 0; tool->affinity == WEIR_NAMED && i < on->named_count; i++)
        if (weir_supported(&(struct weir_dispatcher){.named = &on->named[i], .named_count = 1}, WEIR_NAMED,
                           tool->on))
            return on->named[i];
    bool has_host = weir_supported(&(struct weir_dispatcher){.main = on->main}, WEIR_MAIN, NULL);
    return has_host || !on->fallback ? on->main : on->fallback;
}

static struct door_call *
new_call(struct door *door, const struct door_tool *tool, json_t *arguments)
{
    struct door_call *call = calloc(1, sizeof *call);
    if (!call)
        return NULL;
    call->door = door;
    call->tool = tool;
    call->is_asynchronous = json_is_true(json_object_get(arguments, "async"));
    json_object_del(arguments, "async");
    call->arguments = arguments ? json_dumps(arguments, JSON_COMPACT) : strdup("{}");
    if (call->arguments)
        return call;
    free_call(call);
    return NULL;
}

static int
dispatch(struct door_call *call)
{
    const struct door_tool *tool = call->tool;
    struct weir_request request = {
        .affinity = tool->affinity,
        .name = tool->on,
        .long_running = tool->long_running,
        .job = {.step = tool->step,
                .arg = call,
                .on_done = ends,
                .destroy = free,
                .name = tool->name,
                .description = tool->title,
                .scope = call->scope,
                .timeout = tool->timeout ? tool->timeout : call->door->options.timeout},
    };
    int64_t id = weir_dispatch(&call->door->options.on, &request, NULL);
    if (id < 0)
        return (int)id;
    call->id = id;
    return 0;
}

static int
start(struct door_call *call, const char *label)
{
    struct call_table *calls = call->door->calls;
    if (calls->live >= call->door->options.capacity)
        return WEIR_EFULL;
    if (call->tool->prepare && call->tool->prepare(call))
        return *call->refusal ? 0 : WEIR_EINVAL;
    size_t number = 0;
    call->weir = weir_of(call->door, call->tool);
    while (door_weir(call->door, number) != call->weir)
        number++;
    int code = weir_scope_new_in(call->weir, call->door->scopes[number], label, &call->scope);
    if (code == 0)
        code = dispatch(call);
    if (code)
        return code;
    calls->live++;
    DL_APPEND(calls->running, call);
    return 0;
}

int
call_start(struct door *door, const struct door_tool *tool, const char *label, json_t *arguments,
           struct door_call **out, char refusal[256])
{
    struct door_call *call = new_call(door, tool, arguments);
    int code = call ? start(call, label) : WEIR_ENOMEM;
    *refusal = '\0';
    *out = call;
    if (call && (code || *call->refusal)) {
        memcpy(refusal, call->refusal, sizeof call->refusal);
        free_call(call);
        *out = NULL;
    }
    return code;
}

/* By id */

/* A list as long as the capacity, and one of 1000: soon gone through, and nothing to allocate. */
struct door_call *
call_find(struct door *door, int64_t id)
{
    struct door_call *lists[] = {door->calls->running, door->calls->ended};
    for (size_t i = 0; i < 2; i++)
        for (struct door_call *call = lists[i]; call; call = call->next)
            if (call->id == id)
                return call;
    return NULL;
}

void
call_cancel(struct door_call *call)
{
    if (!call->has_ended)
        weir_scope_cancel(call->scope);
}

json_t *
call_result(const struct door_call *call)
{
    json_t *result = call->result ? json_loads(call->result, 0, NULL) : NULL;
    if (json_is_object(result))
        return result;
    json_decref(result);
    return NULL;
}

int64_t
calls_retry(const struct door *door)
{
    int64_t half = door->calls->usual / 2 / WEIR_MS(1); /* of what waits has been done by then */
    return half < 100 ? 100 : half < 60000 ? half : 60000;
}
