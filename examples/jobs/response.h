/* SPDX-License-Identifier: MIT */
/* What a server answers, as a job that others can await. Not what is done with it: that is download.c. */
#ifndef JOBS_RESPONSE_H
#define JOBS_RESPONSE_H

#include <weir/job.h>

struct evbuffer;
struct event_base;

/* The job's result. Any other status than 200 fails the job. */
struct response {
    struct evbuffer *body;
    char etag[64]; /* "" if the server sent none */
};

/* Where a request goes. */
struct response_from {
    struct event_base *base; /* the one that the weir rides */
    const char *address;
    uint16_t port;
    const char *path;
};

/* Answers as weir_job_start. */
int64_t response_start(struct weir *w, struct weir_scope *scope, const struct response_from *from);
void response_free(void *response);

#endif
