/* SPDX-License-Identifier: MIT */
/* Answers to HTTP requests, and how many there were of each. Not what is asked. */
#include "answer.h"

#include "alloc.h"
#include "json.h"

#include <event2/buffer.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>

#include <stddef.h>
#include <stdio.h>

const int answer_codes[ANSWER_CODES] = {200, 202, 400, 404, 405, 503};
static const char *const PHRASES[ANSWER_CODES] = {"OK",        "Accepted",           "Bad Request",
                                                  "Not Found", "Method Not Allowed", "Service Unavailable"};

static size_t
number_of(int code)
{
    size_t i = 0;
    while (i + 1 < ANSWER_CODES && answer_codes[i] != code)
        i++;
    return i;
}

static void
say_length(struct evhttp_request *request, size_t bytes)
{
    char length[24];
    snprintf(length, sizeof length, "%zu", bytes);
    evhttp_add_header(evhttp_request_get_output_headers(request), "Content-Length", length);
}

void
answer_body(struct answers *answers, struct evhttp_request *request, int code, const char *type,
            struct evbuffer *body)
{
    size_t i = number_of(code);
    answers->count[i]++;
    evhttp_add_header(evhttp_request_get_output_headers(request), "Content-Type", type);
    if (evhttp_request_get_command(request) == EVHTTP_REQ_HEAD) {
        say_length(request, evbuffer_get_length(body));
        body = NULL;
    }
    evhttp_send_reply(request, code, PHRASES[i], body);
}

void
answer_json(struct answers *answers, struct evhttp_request *request, int code, struct evbuffer *body)
{
    evbuffer_add(body, "\n", 1);
    answer_body(answers, request, code, "application/json", body);
}

void
answer_error(struct answers *answers, struct evhttp_request *request, int code, const char *reason)
{
    struct evbuffer *body = needed(evbuffer_new());
    evbuffer_add_printf(body, "{\"error\":");
    json_string(body, reason);
    evbuffer_add_printf(body, "}");
    answer_json(answers, request, code, body);
    evbuffer_free(body);
}

/* At least a second: HTTP has no smaller unit, and 0 would invite a storm. */
static int64_t
retry_seconds(const struct weir *weir)
{
    struct weir_load load = {0};
    weir_load(weir, &load);
    int64_t seconds = load.retry / WEIR_S(1) + (load.retry % WEIR_S(1) > 0);
    return seconds > 1 ? seconds : 1;
}

void
answer_busy(struct answers *answers, struct evhttp_request *request, const struct weir *weir,
            const char *reason)
{
    char seconds[24];
    snprintf(seconds, sizeof seconds, "%lld", (long long)retry_seconds(weir));
    evhttp_add_header(evhttp_request_get_output_headers(request), "Retry-After", seconds);
    answer_error(answers, request, 503, reason);
}
