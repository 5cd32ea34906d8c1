/* SPDX-License-Identifier: MIT */
/* Who waits for the end of a call. Not what is answered (mcp.h). */
#include "wait.h"

#include "answers.h"
#include "inside.h"
#include "words.h"

#include <utlist.h>

#include <stdlib.h>
#include <string.h>

static const struct timeval PROGRESS_EVERY = {0, 100000};

/* Progress: looked at ten times a second, while somebody wants to be told. */

static void
tell(struct wait *wait)
{
    struct weir_job_info info;
    char texts[256];
    if (weir_job_get(wait->call->weir, wait->call->id, &info, texts, sizeof texts) || info.done <= wait->told)
        return;
    wait->told = info.done;
    json_t *params = json_pack("{sO sI}", "progressToken", wait->token, "progress", (json_int_t)info.done);
    if (info.total > 0)
        json_object_set_new(params, "total", json_integer(info.total));
    if (*info.progress_text)
        json_object_set_new(params, "message", words_json(info.progress_text));
    exchange_notify(wait->exchange, json_pack("{ss ss so}", "jsonrpc", "2.0", "method",
                                              "notifications/progress", "params", params));
}

static void
tick(evutil_socket_t fd, short what, void *self)
{
    (void)fd;
    (void)what;
    struct door *door = self;
    for (struct wait *wait = door->told; wait; wait = wait->next_told)
        tell(wait);
}

static void
tell_progress(struct wait *wait, json_t *token)
{
    struct door *door = wait->exchange->door;
    if (!door->ticker)
        door->ticker = event_new(door->base, -1, EV_PERSIST, tick, door);
    if (!door->ticker)
        return;
    if (!door->told)
        event_add(door->ticker, &PROGRESS_EVERY);
    wait->token = json_incref(token);
    LL_PREPEND2(door->told, wait, next_told);
    exchange_stream(wait->exchange);
}

static void
tell_no_more(struct wait *wait)
{
    struct door *door = wait->exchange->door;
    tell(wait);
    LL_DELETE2(door->told, wait, next_told);
    json_decref(wait->token);
    if (!door->told)
        event_del(door->ticker);
}

void
waits_end(struct door *door)
{
    if (door->ticker)
        event_free(door->ticker);
    door->ticker = NULL;
}

/* Answers */

static void
answer(struct wait *wait)
{
    struct exchange *exchange = wait->exchange;
    if (wait->token)
        tell_no_more(wait);
    LL_DELETE2(exchange->waits, wait, next_of_exchange);
    exchange_add(exchange, 200, answer_result(wait->id, wait->shape(wait->call)));
    json_decref(wait->id);
    free(wait);
    exchange_settle(exchange);
}

void
waits_drop(struct exchange *exchange)
{
    while (exchange->waits) {
        struct wait *wait = exchange->waits;
        if (wait->token)
            tell_no_more(wait);
        LL_DELETE2(exchange->waits, wait, next_of_exchange);
        LL_DELETE2(wait->call->waits, wait, next_of_call);
        if (wait->owns)
            call_cancel(wait->call);
        json_decref(wait->id);
        free(wait);
    }
}

void
waits_answer(struct door_call *call)
{
    while (call->waits) {
        struct wait *wait = call->waits;
        LL_DELETE2(call->waits, wait, next_of_call);
        answer(wait);
    }
}

void
wait_for(struct exchange *exchange, json_t *id, struct door_call *call, wait_shape_fn *shape, bool owns,
         json_t *token)
{
    struct wait *wait = calloc(1, sizeof *wait);
    if (!wait) {
        if (owns)
            call_cancel(call);
        exchange_add(exchange, 500, NULL);
        return;
    }
    *wait = (struct wait){
        .exchange = exchange, .call = call, .id = json_incref(id), .shape = shape, .owns = owns};
    LL_PREPEND2(exchange->waits, wait, next_of_exchange);
    if (call->has_ended) {
        answer(wait);
        return;
    }
    LL_PREPEND2(call->waits, wait, next_of_call);
    if (token && !exchange->batch)
        tell_progress(wait, token);
}

void
wait_cancel(struct door *door, const char *session, const json_t *id)
{
    for (struct door_call *call = door->calls->running; call; call = call->next)
        for (struct wait *wait = call->waits; wait; wait = wait->next_of_call)
            if (wait->owns && !strcmp(wait->exchange->session, session) && json_equal(wait->id, id))
                call_cancel(call);
}
