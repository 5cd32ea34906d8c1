/* SPDX-License-Identifier: MIT */
/* POST /mcp: from HTTP to messages of JSON-RPC. Not what the methods do. */
#include "rpc.h"

#include "answers.h"
#include "exchange.h"
#include "inside.h"
#include "mcp.h"
#include "reply.h"
#include "session.h"

#include <event2/buffer.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    BATCH_MOST = 100 /* messages: each may have a long answer */
};

static const char *
header(struct evhttp_request *request, const char *name)
{
    const char *value = evhttp_find_header(evhttp_request_get_input_headers(request), name);
    return value ? value : "";
}

static void
refuse(struct evhttp_request *request, int status, int code, const char *reason)
{
    reply_json(request, status, answer_error(NULL, code, reason, NULL));
}

static bool
is_json(const char *type)
{
    static const char JSON[] = "application/json";
    size_t size = sizeof JSON - 1;
    return !strncasecmp(type, JSON, size) && (type[size] == '\0' || strchr("; \t", type[size]));
}

/* What is wrong with the request, before its body is looked at? Answers it, and says so. */
static bool
is_refused(struct door *door, struct evhttp_request *request, char session[SESSION_ID])
{
    const char *accept = header(request, "Accept");
    const char *version = header(request, "Mcp-Protocol-Version");
    if (!is_json(header(request, "Content-Type")))
        refuse(request, 415, RPC_NO_REQUEST, "Content-Type must be application/json");
    else if (*accept && !strstr(accept, "application/json") && !strstr(accept, "*/*") &&
             !strstr(accept, "application/*"))
        refuse(request, 406, RPC_NO_REQUEST, "Accept must allow application/json");
    else if (*version && !mcp_speaks(version))
        refuse(request, 400, RPC_NO_REQUEST, "this MCP-Protocol-Version is not spoken here");
    else if (!session_of(door, request, session))
        refuse(request, 404, RPC_NO_REQUEST, "no such session: say initialize again");
    else
        return false;
    return true;
}

static json_t *
read_body(struct evhttp_request *request, json_error_t *error)
{
    struct evbuffer *body = evhttp_request_get_input_buffer(request);
    size_t size = evbuffer_get_length(body);
    const char *text = size ? (const char *)evbuffer_pullup(body, -1) : "";
    if (!text) {
        snprintf(error->text, sizeof error->text, "out of memory");
        return NULL;
    }
    json_t *message = json_loadb(text, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, error);
    evbuffer_drain(body, size); /* the request stays until it is answered, its text need not */
    return message;
}

/* One message */

static bool
is_id(const json_t *id)
{
    return json_is_string(id) || json_is_number(id);
}

static void
no_request(struct exchange *exchange, json_t *id, const char *reason)
{
    exchange_add(exchange, 400, answer_error(is_id(id) ? id : NULL, RPC_NO_REQUEST, reason, NULL));
}

static void
take(struct exchange *exchange, json_t *message)
{
    json_t *id = json_object_get(message, "id");
    json_t *method = json_object_get(message, "method");
    json_t *params = json_object_get(message, "params");
    const char *version = json_string_value(json_object_get(message, "jsonrpc"));
    if (!version || strcmp(version, "2.0") != 0)
        no_request(exchange, id, "not a message of JSON-RPC 2.0");
    else if (!method && is_id(id) &&
             (json_object_get(message, "result") || json_object_get(message, "error")))
        return; /* an answer: we never ask, so there is nothing to do with it */
    else if (!json_is_string(method))
        no_request(exchange, id, "method must be a string");
    else if (params && !json_is_object(params))
        no_request(exchange, id, "params must be an object");
    else if (!id)
        mcp_note(exchange, json_string_value(method), params);
    else if (!is_id(id))
        no_request(exchange, id, "id must be a string or a number");
    else if (exchange->door->is_closing)
        exchange_add(exchange, 503, answer_error(id, RPC_CLOSING, "the server is closing", NULL));
    else
        mcp_ask(exchange, id, json_string_value(method), params);
}

static void
take_all(struct exchange *exchange, json_t *messages)
{
    size_t i;
    json_t *message;
    json_array_foreach(messages, i, message)
    {
        take(exchange, message);
    }
}

void
rpc_answer(struct door *door, struct evhttp_request *request)
{
    char session[SESSION_ID];
    if (is_refused(door, request, session))
        return;
    json_error_t error;
    json_t *body = read_body(request, &error);
    if (!body) {
        refuse(request, 400, RPC_BAD_JSON, error.text);
        return;
    }
    size_t size = json_array_size(body);
    if (json_is_array(body) && (size == 0 || size > BATCH_MOST)) {
        refuse(request, 400, RPC_NO_REQUEST, size ? "too many messages in a batch" : "an empty batch");
    } else {
        struct exchange *exchange = exchange_new(door, request, json_is_array(body));
        if (exchange) {
            memcpy(exchange->session, session, sizeof session);
            exchange->may_stream =
                request->minor > 0 && strstr(header(request, "Accept"), "text/event-stream");
            if (exchange->batch)
                take_all(exchange, body);
            else
                take(exchange, body);
            exchange_go(exchange);
        }
    }
    json_decref(body);
}
