/* SPDX-License-Identifier: MIT */
/* The list of tools, as agents get it. Not their calls. */
#include "jobs.h"
#include "mcp.h"

#include <string.h>

static bool
is_name(const char *name)
{
    size_t size = name ? strlen(name) : 0;
    return size >= 1 && size <= 64 &&
           strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.") == size;
}

/* What an agent may say to any tool: that it does not wait. */
static json_t *
schema_of(const struct door_tool *tool)
{
    json_t *schema =
        json_loads(tool->arguments ? tool->arguments : "{\"type\":\"object\"}", JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(schema)) {
        json_decref(schema);
        return NULL;
    }
    if (!json_object_get(schema, "properties"))
        json_object_set_new(schema, "properties", json_object());
    json_object_set_new(
        json_object_get(schema, "properties"), "async",
        json_pack("{ss ss}", "type", "boolean", "description",
                  "true: answered at once with a job_id; ask job_status and job_result for the rest"));
    json_object_set_new(schema, "additionalProperties", json_false());
    return schema;
}

static const char *
affinity_of(const struct door_tool *tool)
{
    return tool->affinity == WEIR_MAIN ? "main" : tool->affinity == WEIR_ANY ? "any" : tool->on;
}

static json_t *
entry(const struct door_tool *tool, int64_t timeout)
{
    json_t *schema = schema_of(tool);
    bool is_good = is_name(tool->name) && tool->description && tool->step && schema &&
                   (tool->affinity == WEIR_MAIN || tool->affinity == WEIR_ANY ||
                    (tool->affinity == WEIR_NAMED && tool->on));
    if (!is_good) {
        json_decref(schema);
        return NULL;
    }
    json_t *about = json_pack("{ss sI sb}", "weir/affinity", affinity_of(tool), "weir/timeout_ms",
                              (json_int_t)((tool->timeout ? tool->timeout : timeout) / WEIR_MS(1)),
                              "weir/long_running", (int)tool->long_running);
    return json_pack("{ss ss* ss so s{sb sb} s{ss} so}", "name", tool->name, "title", tool->title,
                     "description", tool->description, "inputSchema", schema, "annotations", "readOnlyHint",
                     (int)tool->read_only, "destructiveHint", (int)tool->destructive, "execution",
                     "taskSupport", "optional", "_meta", about);
}

json_t *
mcp_tools(const struct door_options *options)
{
    json_t *tools = json_array();
    for (size_t i = 0; i < options->tool_count; i++) {
        json_t *tool = entry(&options->tools[i], options->timeout);
        if (!tool || json_array_append_new(tools, tool)) {
            json_decref(tools);
            return NULL;
        }
    }
    jobs_list(tools);
    return tools;
}
