/* SPDX-License-Identifier: MIT */
/* Tasks of MCP: an asynchronous call under the protocol's own names. */
#include "tasks.h"

#include "answers.h"
#include "inside.h"
#include "mcp.h"
#include "row.h"
#include "wait.h"
#include "words.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    POLL_EVERY = 500 /* ms; what clients are told */
};

static const char *
status_of(enum weir_job_status status)
{
    switch (status) {
    case WEIR_JOB_COMPLETED:
        return "completed";
    case WEIR_JOB_CANCELLED:
        return "cancelled";
    case WEIR_JOB_FAILED:
    case WEIR_JOB_TIMEOUT:
        return "failed";
    default:
        return "working";
    }
}

json_t *
task_of_call(const struct door_call *call)
{
    struct weir_job_info info;
    char name[24], texts[1024];
    if (call->has_ended)
        info = call->info;
    else if (weir_job_get(call->weir, call->id, &info, texts, sizeof texts))
        info = (struct weir_job_info){.status = WEIR_JOB_RUNNING, .error = "", .progress_text = ""};
    snprintf(name, sizeof name, "%" PRId64, call->id);
    json_t *task =
        json_pack("{ss ss so so sn si}", "taskId", name, "status", status_of(info.status), "createdAt",
                  row_time(info.created_at), "lastUpdatedAt",
                  row_time(info.completed_at ? info.completed_at : info.created_at + info.duration), "ttl",
                  "pollInterval", POLL_EVERY);
    const char *text = *info.error ? info.error : info.progress_text;
    if (*text)
        json_object_set_new(task, "statusMessage", words_json(text));
    return task;
}

json_t *
task_begins(const struct door_call *call)
{
    json_t *task = task_of_call(call);
    json_object_set_new(task, "status", json_string("working"));
    json_object_del(task, "statusMessage");
    return task;
}

static struct door_call *
task_named(struct exchange *exchange, json_t *id, json_t *params)
{
    const char *name = json_string_value(json_object_get(params, "taskId"));
    char *end = NULL;
    int64_t number = name ? strtoll(name, &end, 10) : 0;
    struct door_call *call = name && !*end ? call_find(exchange->door, number) : NULL;
    if (call && call->is_asynchronous)
        return call;
    exchange_add(exchange, 200, answer_error(id, RPC_BAD_PARAMS, "no such task, or it is forgotten", NULL));
    return NULL;
}

void
tasks_get(struct exchange *exchange, json_t *id, json_t *params)
{
    struct door_call *call = task_named(exchange, id, params);
    if (call)
        exchange_add(exchange, 200, answer_result(id, task_of_call(call)));
}

void
tasks_list(struct exchange *exchange, json_t *id, json_t *params)
{
    (void)params;
    json_t *tasks = json_array();
    const struct door_call *lists[] = {exchange->door->calls->ended, exchange->door->calls->running};
    for (size_t i = 0; i < 2; i++)
        for (const struct door_call *call = lists[i]; call; call = call->next)
            if (call->is_asynchronous)
                json_array_append_new(tasks, task_of_call(call));
    exchange_add(exchange, 200, answer_result(id, json_pack("{so}", "tasks", tasks)));
}

void
tasks_cancel(struct exchange *exchange, json_t *id, json_t *params)
{
    struct door_call *call = task_named(exchange, id, params);
    if (!call)
        return;
    if (call->has_ended) {
        exchange_add(exchange, 200, answer_error(id, RPC_BAD_PARAMS, "this task has ended", NULL));
        return;
    }
    call_cancel(call);
    wait_for(exchange, id, call, task_of_call, false, NULL);
}

static json_t *
result_of_task(const struct door_call *call)
{
    char name[24];
    snprintf(name, sizeof name, "%" PRId64, call->id);
    json_t *result = mcp_call_result(call);
    json_object_set_new(result, "_meta",
                        json_pack("{s{ss}}", "io.modelcontextprotocol/related-task", "taskId", name));
    return result;
}

void
tasks_result(struct exchange *exchange, json_t *id, json_t *params)
{
    struct door_call *call = task_named(exchange, id, params);
    if (call)
        wait_for(exchange, id, call, result_of_task, false, NULL);
}
