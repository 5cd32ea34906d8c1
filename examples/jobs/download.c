/* SPDX-License-Identifier: MIT */
/* A coroutine: a job that goes from one await to the next, and keeps in `arg` where it stands. Not what it awaits:
 * response.c and checksum.c.
 *
 * What it awaits is in a scope of its own, which ends with it: when the download is cancelled or out of time, so is the
 * request. The file gets its name last; what did not come to its end is removed. */
#include "download.h"

#include "checksum.h"

#include <event2/buffer.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    WRITTEN_AT_ONCE = 64 * 1024 /* bytes, between two looks at the clock */
};

struct download {
    struct download_order order;
    enum {
        ASK,
        OPEN,
        WRITE,
        COMPARE
    } next; /* what the next step does */
    struct weir_scope *parts;
    int64_t awaited; /* the job */
    struct response *response;
    int64_t bytes; /* of its body */
    char *part;    /* the file until it is whole */
    int fd;        /* -1: not open */
};

static int
await(struct weir_job *job, struct download *download, int64_t id)
{
    download->awaited = id;
    return id < 0 ? (int)id : weir_await(job, id);
}

/* What was awaited has ended, and its record is there at least until our step has returned. */
static void *
result_of(struct weir_job *job, const struct download *download)
{
    void *result = NULL;
    weir_job_take(weir_job_weir(job), download->awaited, &result);
    return result;
}

/* It left nothing: our reason is its reason. */
static int
fail_as_awaited(struct weir_job *job, const struct download *download)
{
    struct weir_job_info info;
    char text[2048];
    int error = weir_job_get(weir_job_weir(job), download->awaited, &info, text, sizeof text);
    return error ? error : weir_fail(job, "%s", info.error);
}

static int
fail(struct weir_job *job, const char *what, const struct download *download)
{
    return weir_fail(job, "cannot %s %s: %s", what, download->order.to, strerror(errno));
}

/* Answers false, and errno tells why, if it cannot be written. */
static bool
write_some(struct weir_job *job, const struct download *download)
{
    struct evbuffer *body = download->response->body;
    while (evbuffer_get_length(body) > 0) {
        if (evbuffer_write_atmost(body, download->fd, WRITTEN_AT_ONCE) < 0)
            return false;
        weir_job_progress(job, download->bytes - (int64_t)evbuffer_get_length(body), download->bytes,
                          "bytes");
        if (!weir_job_has_time(job))
            break;
    }
    return true;
}

static int
compare(struct weir_job *job, struct download *download, uint64_t hash)
{
    char tag[sizeof download->response->etag];
    snprintf(tag, sizeof tag, "\"%016" PRIx64 "\"", hash);
    if (strcmp(tag, download->response->etag) != 0)
        return weir_fail(job, "%s has the checksum %s, and the server said %s", download->order.to, tag,
                         download->response->etag);
    if (rename(download->part, download->order.to))
        return fail(job, "rename", download);
    struct downloaded *result = malloc(sizeof *result);
    if (!result)
        return WEIR_ENOMEM;
    download->order.written(download->order.self);
    *result = (struct downloaded){.bytes = download->bytes, .hash = hash};
    return weir_done(job, result);
}

static int
step(struct weir_job *job, void *arg)
{
    struct download *download = arg;
    struct weir *w = weir_job_weir(job);
    uint64_t *sum;
    switch (download->next) {
    case ASK:
        download->next = OPEN;
        return await(job, download, response_start(w, download->parts, &download->order.from));
    case OPEN:
        download->response = result_of(job, download);
        if (!download->response)
            return fail_as_awaited(job, download);
        download->bytes = (int64_t)evbuffer_get_length(download->response->body);
        download->fd = open(download->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        if (download->fd < 0)
            return fail(job, "write", download);
        download->next = WRITE;
        return weir_after(job, 0);
    case WRITE:
        if (!write_some(job, download))
            return fail(job, "write", download);
        if (evbuffer_get_length(download->response->body) > 0)
            return weir_after(job, 0);
        download->next = COMPARE;
        return await(job, download, checksum_start(w, download->parts, download->part));
    case COMPARE:
        break;
    }
    sum = result_of(job, download);
    if (!sum)
        return fail_as_awaited(job, download);
    uint64_t hash = *sum;
    free(sum);
    return compare(job, download, hash);
}

static void
release(struct download *download)
{
    weir_scope_free(download->parts); /* cancels what is still awaited */
    response_free(download->response);
    if (download->fd >= 0)
        close(download->fd);
    free(download->part);
    free(download);
}

static void
is_over(void *arg, const struct weir_job_info *info)
{
    struct download *download = arg;
    if (download->fd >= 0 && info->status != WEIR_JOB_COMPLETED)
        unlink(download->part);
    release(download);
}

static int64_t
start(struct weir *w, struct download *download)
{
    char description[96];
    snprintf(description, sizeof description, "download %s", download->order.from.path);
    struct weir_job_spec spec = {.step = step,
                                 .arg = download,
                                 .on_done = is_over,
                                 .destroy = free,
                                 .name = "download",
                                 .description = description,
                                 .scope = download->order.scope,
                                 .timeout = download->order.timeout};
    int error = weir_scope_new_in(w, download->order.scope, "download", &download->parts);
    return error ? error : weir_job_start(w, &spec);
}

int64_t
download_start(struct weir *w, const struct download_order *order)
{
    struct download *download = calloc(1, sizeof *download);
    if (!download)
        return WEIR_ENOMEM;
    *download = (struct download){.order = *order, .fd = -1};
    int64_t id = WEIR_ENOMEM;
    if (asprintf(&download->part, "%s.part", order->to) < 0)
        download->part = NULL;
    else
        id = start(w, download);
    if (id < 0)
        release(download);
    return id;
}
