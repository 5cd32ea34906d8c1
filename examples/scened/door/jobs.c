/* SPDX-License-Identifier: MIT */
/* The door's own tools. */
#include "jobs.h"

#include "answers.h"
#include "call.h"
#include "inside.h"
#include "mcp.h"
#include "row.h"
#include "wait.h"

#include <stdlib.h>
#include <string.h>

enum {
    TEXTS = 4096,     /* bytes of a job's texts */
    LIST_MOST = 1000, /* rows */
    LIST_USUAL = 100
};

/* Any job of these weirs, of the host's own too. NULL: no such job. */
static struct weir *
find(const struct door *door, int64_t id, struct weir_job_info *info, char texts[TEXTS])
{
    struct weir *w;
    for (size_t i = 0; (w = door_weir(door, i)); i++)
        if (weir_job_get(w, id, info, texts, TEXTS) == 0)
            return w;
    return NULL;
}

static json_t *
row_by_id(struct door *door, int64_t id)
{
    struct weir_job_info info;
    char texts[TEXTS];
    if (find(door, id, &info, texts))
        return row_of(&info);
    const struct door_call *call = call_find(door, id);
    return call && call->has_ended ? row_of(&call->info) : NULL;
}

/* Each answers the value, or NULL: no such job. A new reference. */

static json_t *
status(struct door *door, int64_t id)
{
    return row_by_id(door, id);
}

static json_t *
cancel(struct door *door, int64_t id)
{
    struct door_call *call = call_find(door, id);
    struct weir_job_info info;
    char texts[TEXTS];
    struct weir *w = find(door, id, &info, texts);
    if (call)
        call_cancel(call);
    else if (w)
        weir_job_cancel(w, id);
    return row_by_id(door, id);
}

static json_t *
result(struct door *door, int64_t id)
{
    json_t *row = row_by_id(door, id);
    const struct door_call *call = call_find(door, id);
    json_t *left = row && call && call->has_ended ? call_result(call) : NULL;
    if (left)
        mcp_add_left(row, call->info.status == WEIR_JOB_COMPLETED ? "result" : "partial", left);
    return row;
}

static json_t *
result_at_end(const struct door_call *call)
{
    return mcp_tool_result(result(call->door, call->id), false);
}

/* The table says that the call has ended a moment before its result is here: asked of a row that is going to be told. */
static bool
is_on_its_way(const struct door_call *call, const json_t *row)
{
    const char *status = json_string_value(json_object_get(row, "status"));
    return call && !call->has_ended &&
           (!status || (strcmp(status, "pending") != 0 && strcmp(status, "running") != 0));
}

/* The table, the newest first */

struct place {
    struct weir *weir;
    int64_t id, created_at;
};

static int
by_age(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    return (a->created_at < b->created_at) - (a->created_at > b->created_at);
}

/* The places of all jobs, to be freed; *count. */
static struct place *
collect(const struct door *door, size_t *count)
{
    struct place *places = NULL;
    size_t room = 0;
    struct weir *w;
    *count = 0;
    for (size_t i = 0; (w = door_weir(door, i)); i++) {
        struct weir_job_info info;
        if (i > 0 && w == door->main) /* the host named it, too */
            continue;
        for (int64_t id = 0; (id = weir_job_next(w, id));) {
            if (*count == room) {
                struct place *more = realloc(places, (room = 2 * room + 64) * sizeof *places);
                if (!more)
                    return places;
                places = more;
            }
            if (weir_job_get(w, id, &info, NULL, 0) == 0)
                places[(*count)++] = (struct place){w, id, info.created_at};
        }
    }
    return places;
}

static json_t *
table(struct door *door, int64_t limit)
{
    size_t count;
    struct place *places = collect(door, &count);
    json_t *rows = json_array();
    if (count)
        qsort(places, count, sizeof *places, by_age);
    for (size_t i = 0; i < count && (int64_t)i < limit; i++) {
        struct weir_job_info info;
        char texts[TEXTS];
        if (weir_job_get(places[i].weir, places[i].id, &info, texts, sizeof texts) == 0)
            json_array_append_new(rows, row_of(&info));
    }
    free(places);
    return json_pack("{so sI}", "jobs", rows, "in_table", (json_int_t)count);
}

/* Their names and arguments */

static const struct own_tool {
    const char *name, *title, *description;
    const char *argument;
    int64_t usual, least, most; /* of the argument; usual 0: it must be there */
    json_t *(*answer)(struct door *door, int64_t argument);
    bool read_only;
} OWN[] = {
    {"job_status", "Status of a job",
     "How far a call is that was made with async: its status (pending, running, completed, failed, "
     "cancelled, timeout) "
     "and progress.",
     "job_id", 0, 1, INT64_MAX, status, true},
    {"job_result", "Result of a job",
     "What a call that was made with async has left: its result, or a partial one if it was cancelled, "
     "failed or ran out "
     "of time. Its status if it has not ended.",
     "job_id", 0, 1, INT64_MAX, result, true},
    {"job_cancel", "Cancel a job",
     "Ask that a call end early. It ends as cancelled, unless it has done its work already; ask job_status.",
     "job_id", 0, 1, INT64_MAX, cancel, false},
    {"job_list", "All jobs", "The table of jobs, the newest first.", "limit", LIST_USUAL, 1, LIST_MOST, table,
     true},
};

static const struct own_tool *
own_tool(const char *name)
{
    for (size_t i = 0; i < sizeof OWN / sizeof *OWN; i++)
        if (!strcmp(OWN[i].name, name))
            return &OWN[i];
    return NULL;
}

/* What is wrong with the arguments, or NULL. */
static const char *
read_argument(const struct own_tool *tool, json_t *arguments, int64_t *argument)
{
    json_t *value = json_object_get(arguments, tool->argument);
    *argument = value ? json_integer_value(value) : tool->usual;
    if (json_object_size(arguments) > (value ? 1 : 0))
        return "there is an argument that this tool does not take";
    if (value && !json_is_integer(value))
        return "the argument must be an integer";
    if (!value && !tool->usual)
        return "job_id is missing";
    return *argument < tool->least || *argument > tool->most ? "the argument is out of range" : NULL;
}

static json_t *
complaint(const char *reason)
{
    return mcp_tool_result(json_pack("{ss}", "error", reason), true);
}

bool
jobs_call(struct exchange *exchange, json_t *id, const char *name, json_t *arguments)
{
    const struct own_tool *tool = own_tool(name);
    if (!tool)
        return false;
    struct door *door = exchange->door;
    int64_t argument;
    const char *reason = read_argument(tool, arguments, &argument);
    json_t *value = reason ? NULL : tool->answer(door, argument);
    struct door_call *call = call_find(door, argument);
    if (!reason && tool->answer == result && is_on_its_way(call, value)) {
        json_decref(value);
        wait_for(exchange, id, call, result_at_end, false, NULL);
        return true;
    }
    if (!reason && !value)
        reason = "no such job, or it is forgotten";
    exchange_add(exchange, 200,
                 answer_result(id, reason ? complaint(reason) : mcp_tool_result(value, false)));
    return true;
}

void
jobs_list(json_t *tools)
{
    for (size_t i = 0; i < sizeof OWN / sizeof *OWN; i++) {
        const struct own_tool *tool = &OWN[i];
        json_t *schema =
            json_pack("{ss s{s{ss sI}} sb}", "type", "object", "properties", tool->argument, "type",
                      "integer", "minimum", (json_int_t)tool->least, "additionalProperties", 0);
        if (!tool->usual)
            json_object_set_new(schema, "required", json_pack("[s]", tool->argument));
        json_array_append_new(tools, json_pack("{ss ss ss so s{sb sb}}", "name", tool->name, "title",
                                               tool->title, "description", tool->description, "inputSchema",
                                               schema, "annotations", "readOnlyHint", (int)tool->read_only,
                                               "destructiveHint", (int)!tool->read_only));
    }
}
