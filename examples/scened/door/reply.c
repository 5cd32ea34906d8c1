/* SPDX-License-Identifier: MIT */
/* Answers over HTTP, whole at once. Not what is in them. */
#include "reply.h"

#include "inside.h"

#include <event2/buffer.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *
reply_phrase(int code)
{
    static const struct {
        int code;
        const char *phrase;
    } PHRASES[] = {
        {200, "OK"},
        {202, "Accepted"},
        {204, "No Content"},
        {400, "Bad Request"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {415, "Unsupported Media Type"},
        {500, "Internal Server Error"},
        {503, "Service Unavailable"},
    };
    for (size_t i = 0; i < sizeof PHRASES / sizeof *PHRASES; i++)
        if (PHRASES[i].code == code)
            return PHRASES[i].phrase;
    return "Unknown";
}

void
reply_header(struct evhttp_request *request, const char *name, const char *value)
{
    evhttp_add_header(evhttp_request_get_output_headers(request), name, value);
}

void
reply_body(struct evhttp_request *request, int code, struct evbuffer *body)
{
    if (body && evhttp_request_get_command(request) == EVHTTP_REQ_HEAD) {
        char size[24];
        snprintf(size, sizeof size, "%zu", evbuffer_get_length(body));
        reply_header(request, "Content-Length", size);
        body = NULL;
    }
    evhttp_send_reply(request, code, reply_phrase(code), body);
}

/* Without memory for the body there is still an answer: one without a body. */
static void
reply(struct evhttp_request *request, int code, const char *type, const char *text)
{
    struct evbuffer *body = text ? evbuffer_new() : NULL;
    if (body && evbuffer_add(body, text, strlen(text))) {
        evbuffer_free(body);
        body = NULL;
    }
    if (body)
        reply_header(request, "Content-Type", type);
    else if (text)
        code = 500;
    reply_header(request, "Cache-Control", "no-store");
    reply_body(request, code, body);
    if (body)
        evbuffer_free(body);
}

void
reply_json(struct evhttp_request *request, int code, json_t *json)
{
    char *text = json ? json_dumps(json, TEXT_FORM) : NULL;
    json_decref(json);
    reply(request, text ? code : 500, "application/json", text ? text : "{\"error\":\"out of memory\"}");
    free(text);
}

void
reply_text(struct evhttp_request *request, int code, const char *text)
{
    reply(request, code, "text/plain; charset=utf-8", text);
}

void
reply_nothing(struct evhttp_request *request, int code)
{
    reply(request, code, NULL, NULL);
}
