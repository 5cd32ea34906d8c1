/* SPDX-License-Identifier: MIT */
/* Is the host's thread served? Always answered 200: who asks wants to know how the host is, and the door is well. */
#include "health.h"

#include "call.h"
#include "inside.h"
#include "reply.h"
#include "words.h"

#include <stdio.h>

#define STUCK WEIR_S(1) /* a task runs, or work waits, for longer */

enum {
    CALLS_LOOKED_AT = 4096
};

/* A call that has not begun is a job: it stands in no lane whose load could be asked for. */
static void
add_calls(const struct door *door, struct health *health)
{
    int left = CALLS_LOOKED_AT;
    for (const struct door_call *call = door->calls->running; call && left > 0; call = call->next, left--) {
        struct weir_job_info info;
        if (call->weir != door->main || weir_job_get(call->weir, call->id, &info, NULL, 0) ||
            info.status != WEIR_JOB_PENDING)
            continue;
        health->waiting++;
        if (info.duration / WEIR_MS(1) > health->waited_ms)
            health->waited_ms = info.duration / WEIR_MS(1);
    }
}

/* Work waits, and the host has come by for none. */
static bool
is_left_alone(const struct door *door, const struct health *health)
{
    return health->load.waited > STUCK ||
           (health->waited_ms > STUCK / WEIR_MS(1) && weir_now() - watch_turned(&door->watch) > STUCK);
}

/* A task through whose open door turns came does not hold the loop, however long it runs. */
static const char *
status_of(const struct door *door, bool is_attached, const struct health *health, bool is_open)
{
    if (door->is_closing)
        return "closing";
    if (!is_attached)
        return "detached";
    if (is_left_alone(door, health) || (!is_open && health->task_ms > STUCK / WEIR_MS(1)))
        return "stuck";
    return health->task_ms >= 0 || health->waiting > 0 ? "busy" : "ok";
}

void
health_read(const struct door *door, struct health *health)
{
    struct weir_capabilities host = {.attached = false};
    struct weir_load load = {.capacity = 0};
    struct watch_task task;
    bool runs = watch_runs(&door->watch, &task);
    weir_load(door->main, &load);
    weir_capabilities(&(struct weir_dispatcher){.main = door->main}, WEIR_MAIN, NULL, &host);

    *health = (struct health){
        .task = task.name,
        .task_ms = runs ? (weir_now() - task.since) / WEIR_MS(1) : -1,
        .waiting = (long long)load.depth[0] + load.depth[1] + load.depth[2],
        .waited_ms = load.waited / WEIR_MS(1),
        .load = load,
    };
    add_calls(door, health);
    snprintf(health->host, sizeof health->host, "%s", host.host);
    health->status = status_of(door, host.attached, health, task.is_open);
}

void
health_answer(struct door *door, struct evhttp_request *request)
{
    struct health health;
    health_read(door, &health);
    reply_json(request, 200,
               json_pack("{s:s, s:o, s:I, s:I, s:I, s:I, s:s?}", "status", health.status, "task",
                         words_json(health.task),                                                          //
                         "for_ms", (json_int_t)(health.task_ms > 0 ? health.task_ms : 0),                  //
                         "waiting", (json_int_t)health.waiting, "waited_ms", (json_int_t)health.waited_ms, //
                         "capacity", (json_int_t)health.load.capacity, "version", door->options.version));
}
