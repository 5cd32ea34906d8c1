/* SPDX-License-Identifier: MIT */
/* Answers over HTTP, whole at once. Not streams (exchange.h), nor what is in them. Door's thread. */
#ifndef SCENED_REPLY_H
#define SCENED_REPLY_H

#include <jansson.h>

struct evbuffer;
struct evhttp_request;

/* The request is gone afterwards. json: one reference of it is taken; NULL: memory ran out, 500. */
void reply_json(struct evhttp_request *request, int code, json_t *json);
void reply_text(struct evhttp_request *request, int code, const char *text);
void reply_nothing(struct evhttp_request *request, int code);

/* "Service Unavailable" for 503. */
const char *reply_phrase(int code);

/* The body stays the caller's; NULL: none. A HEAD is told how long it is. */
void reply_body(struct evhttp_request *request, int code, struct evbuffer *body);

void reply_header(struct evhttp_request *request, const char *name, const char *value);

#endif
