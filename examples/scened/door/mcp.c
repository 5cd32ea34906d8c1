/* SPDX-License-Identifier: MIT */
/* The methods of MCP. Not JSON-RPC around them (rpc.h), nor tasks (tasks.h) and the door's own tools (jobs.h). */
#include "mcp.h"

#include "answers.h"
#include "inside.h"
#include "jobs.h"
#include "reply.h"
#include "row.h"
#include "session.h"
#include "tasks.h"
#include "wait.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TOKEN_MOST =
        1024 /* bytes of a progress token: it is sent with each progress; a longer one is passed over */
};

/* The newest first: what a client gets that asks for another. */
static const char *const VERSIONS[] = {"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"};

bool
mcp_speaks(const char *version)
{
    for (size_t i = 0; i < sizeof VERSIONS / sizeof *VERSIONS; i++)
        if (!strcmp(VERSIONS[i], version))
            return true;
    return false;
}

static void
bad_params(struct exchange *exchange, json_t *id, const char *reason)
{
    exchange_add(exchange, 200, answer_error(id, RPC_BAD_PARAMS, reason, NULL));
}

/* initialize, ping, tools/list */

static void
initialize(struct exchange *exchange, json_t *id, json_t *params)
{
    const struct door_options *options = &exchange->door->options;
    const char *version = json_string_value(json_object_get(params, "protocolVersion"));
    if (!version) {
        bad_params(exchange, id, "protocolVersion must be a string");
        return;
    }
    if (!mcp_speaks(version))
        version = VERSIONS[0];
    json_t *capabilities = json_pack("{s{sb}}", "tools", "listChanged", 0);
    if (!strcmp(version, VERSIONS[0])) /* the first that knows of tasks */
        json_object_set_new(capabilities, "tasks",
                            json_pack("{s{} s{} s{s{s{}}}}", "list", "cancel", "requests", "tools", "call"));
    session_begin(exchange->door, exchange->request);
    exchange_add(
        exchange, 200,
        answer_result(id, json_pack("{ss so s{ss ss} ss*}", "protocolVersion", version, "capabilities",
                                    capabilities, "serverInfo", "name", options->name, "version",
                                    options->version, "instructions", options->instructions)));
}

static void
ping(struct exchange *exchange, json_t *id, json_t *params)
{
    (void)params;
    exchange_add(exchange, 200, answer_result(id, json_object()));
}

static void
list_tools(struct exchange *exchange, json_t *id, json_t *params)
{
    (void)params;
    exchange_add(exchange, 200, answer_result(id, json_pack("{sO}", "tools", exchange->door->tools)));
}

/* tools/call */

json_t *
mcp_tool_result(json_t *value, bool is_error)
{
    json_t *content = json_incref(json_object_get(value, "content"));
    json_object_del(value, "content");
    if (!json_is_array(content)) {
        json_decref(content);
        content = json_array();
    }
    char *text = value ? json_dumps(value, TEXT_FORM) : NULL;
    json_array_insert_new(content, 0, json_pack("{ss ss}", "type", "text", "text", text ? text : "{}"));
    free(text);
    return json_pack("{so so sb}", "content", content, "structuredContent", value, "isError", (int)is_error);
}

static json_t *
tool_error(const char *reason)
{
    return json_pack("{s[{ss so}] sb}", "content", "type", "text", "text", words_json(reason), "isError", 1);
}

void
mcp_add_left(json_t *end, const char *name, json_t *left)
{
    json_t *content = json_object_get(left, "content");
    if (content)
        json_object_set(end, "content", content);
    json_object_del(left, "content");
    json_object_set_new(end, name, left);
}

json_t *
mcp_call_result(const struct door_call *call)
{
    json_t *result = call_result(call);
    if (call->info.status == WEIR_JOB_COMPLETED && call->result && !result)
        return tool_error("the tool's result is no JSON object");
    if (call->info.status == WEIR_JOB_COMPLETED)
        return mcp_tool_result(result ? result : json_object(), false);
    json_t *end = json_pack("{sI ss so}", "job_id", (json_int_t)call->id, "status",
                            weir_job_status_name(call->info.status), "error", words_json(call->info.error));
    if (result)
        mcp_add_left(end, "partial", result);
    return mcp_tool_result(end, true);
}

/* Either the door has as many calls as it may, or the workers have. */
static void
is_full(struct exchange *exchange, json_t *id)
{
    const struct door *door = exchange->door;
    int64_t retry = calls_retry(door);
    char seconds[24];
    snprintf(seconds, sizeof seconds, "%lld", (long long)(retry + 999) / 1000);
    if (!exchange->batch)
        reply_header(exchange->request, "Retry-After", seconds);
    const char *reason = door->calls->live < door->options.capacity
                             ? "full: the workers have as much to do as they may; try again later"
                             : "full: too many calls have not ended; try again later";
    exchange_add(
        exchange, 503,
        answer_error(id, RPC_FULL, reason,
                     json_pack("{sI sI sI}", "depth", (json_int_t)door->calls->live, "capacity",
                               (json_int_t)door->options.capacity, "retry_after_ms", (json_int_t)retry)));
}

static void
not_started(struct exchange *exchange, json_t *id, int code)
{
    switch (code) {
    case WEIR_EFULL:
        is_full(exchange, id);
        break;
    case WEIR_ECLOSED:
    case WEIR_ECANCELLED:
        exchange_add(exchange, 503, answer_error(id, RPC_CLOSING, "the host is closing", NULL));
        break;
    case WEIR_EDETACHED:
    case WEIR_EHOST:
        exchange_add(exchange, 503, answer_error(id, RPC_NO_HOST, "there is no host at the moment", NULL));
        break;
    default:
        exchange_add(exchange, 200, answer_error(id, RPC_INTERNAL, weir_error_text(code), NULL));
    }
}

static void
started(struct exchange *exchange, json_t *id, struct door_call *call, json_t *params)
{
    json_t *task = json_object_get(params, "task");
    json_t *token = json_object_get(json_object_get(params, "_meta"), "progressToken");
    if (json_is_object(task)) {
        call->is_asynchronous = true;
        exchange_add(exchange, 200, answer_result(id, json_pack("{so}", "task", task_begins(call))));
    } else if (call->is_asynchronous) {
        json_t *pending = json_pack("{sI ss}", "job_id", (json_int_t)call->id, "status", "pending");
        exchange_add(exchange, 200, answer_result(id, mcp_tool_result(pending, false)));
    } else {
        bool is_token =
            json_is_integer(token) || (json_is_string(token) && json_string_length(token) <= TOKEN_MOST);
        wait_for(exchange, id, call, mcp_call_result, true, is_token ? token : NULL);
    }
}

static const struct door_tool *
find_tool(const struct door *door, const char *name)
{
    for (size_t i = 0; i < door->options.tool_count; i++)
        if (!strcmp(door->options.tools[i].name, name))
            return &door->options.tools[i];
    return NULL;
}

static void
call_tool(struct exchange *exchange, json_t *id, json_t *params)
{
    const char *name = json_string_value(json_object_get(params, "name"));
    json_t *arguments = json_object_get(params, "arguments");
    if (!name) {
        bad_params(exchange, id, "name must be a string");
        return;
    }
    if (arguments && !json_is_object(arguments)) {
        bad_params(exchange, id, "arguments must be an object");
        return;
    }
    if (jobs_call(exchange, id, name, arguments))
        return;
    const struct door_tool *tool = find_tool(exchange->door, name);
    if (!tool) {
        bad_params(exchange, id, "no tool of that name: see tools/list");
        return;
    }
    json_t *async = json_object_get(arguments, "async");
    if (async && !json_is_boolean(async)) {
        exchange_add(exchange, 200, answer_result(id, tool_error("async must be true or false")));
        return;
    }
    struct door_call *call;
    char refusal[256];
    int code = call_start(exchange->door, tool, exchange->session, arguments, &call, refusal);
    if (code)
        not_started(exchange, id, code);
    else if (call)
        started(exchange, id, call, params);
    else
        exchange_add(exchange, 200, answer_result(id, tool_error(refusal)));
}

/* Every message */

void
mcp_ask(struct exchange *exchange, json_t *id, const char *method, json_t *params)
{
    static const struct {
        const char *name;
        void (*answer)(struct exchange *exchange, json_t *id, json_t *params);
    } METHODS[] = {
        {"initialize", initialize},     {"ping", ping},
        {"tools/list", list_tools},     {"tools/call", call_tool},
        {"tasks/get", tasks_get},       {"tasks/list", tasks_list},
        {"tasks/cancel", tasks_cancel}, {"tasks/result", tasks_result},
    };
    for (size_t i = 0; i < sizeof METHODS / sizeof *METHODS; i++) {
        if (!strcmp(METHODS[i].name, method)) {
            METHODS[i].answer(exchange, id, params);
            return;
        }
    }
    exchange_add(exchange, 200, answer_error(id, RPC_NO_METHOD, "no such method here", NULL));
}

void
mcp_note(struct exchange *exchange, const char *method, json_t *params)
{
    json_t *id = json_object_get(params, "requestId");
    bool is_known = *exchange->session; /* without a session, the id may be a stranger's, too */
    if (!strcmp(method, "notifications/cancelled") && id && is_known)
        wait_cancel(exchange->door, exchange->session, id);
}
