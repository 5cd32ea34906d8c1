/* SPDX-License-Identifier: MIT */
/* Answers to HTTP requests, and how many there were of each. Not what is asked. */
#ifndef INDEXD_ANSWER_H
#define INDEXD_ANSWER_H

#include <weir/weir.h>

#include <stdint.h>

struct evbuffer;
struct evhttp_request;

enum {
    ANSWER_CODES = 6
};

/* Loop thread. */
struct answers {
    uint64_t count[ANSWER_CODES];
};

extern const int answer_codes[ANSWER_CODES];

/* Every one of these ends the request. */
void answer_body(struct answers *answers, struct evhttp_request *request, int code, const char *type,
                 struct evbuffer *body);
void answer_json(struct answers *answers, struct evhttp_request *request, int code, struct evbuffer *body);
void answer_error(struct answers *answers, struct evhttp_request *request, int code, const char *reason);

/* 503, and in Retry-After what weir thinks about when there will be room. */
void answer_busy(struct answers *answers, struct evhttp_request *request, const struct weir *weir,
                 const char *reason);

#endif
