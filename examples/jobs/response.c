/* SPDX-License-Identifier: MIT */
/* A job that waits for callbacks: a request of libevent's HTTP client. Not what is done with the answer: that is
 * download.c.
 *
 * The job sleeps in weir_after, far longer than anything takes, and each callback wakes it by weir_job_reschedule. So
 * whoever awaits it knows nothing of callbacks; and cancelling it, or the end of its scope, ends the request too. */
#include "response.h"

#include <event2/buffer.h>
#include <event2/http.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNTIL_A_CALLBACK WEIR_S(24 * 3600)

struct asking {
    struct weir *weir;
    int64_t id;
    struct evhttp_connection *connection;
    struct response *response; /* NULL: it is the record's */
    int64_t total;             /* bytes of the body; 0: not known */
    int status;                /* of HTTP */
    bool is_asked, is_over;
    const char *wrong; /* NULL: nothing */
    char path[];
};

void
response_free(void *arg)
{
    struct response *response = arg;
    if (response && response->body)
        evbuffer_free(response->body);
    free(response);
}

/* Callbacks of libevent, on the loop thread. A job that is about to step needs no wake: then this changes nothing. */

static void
wake(const struct asking *asking)
{
    weir_job_reschedule(asking->weir, asking->id, 0);
}

static int
headers_come(struct evhttp_request *request, void *arg)
{
    struct asking *asking = arg;
    struct evkeyvalq *headers = evhttp_request_get_input_headers(request);
    const char *length = evhttp_find_header(headers, "Content-Length");
    const char *etag = evhttp_find_header(headers, "ETag");
    asking->status = evhttp_request_get_response_code(request);
    asking->total = length ? strtoll(length, NULL, 10) : 0;
    snprintf(asking->response->etag, sizeof asking->response->etag, "%s", etag ? etag : "");
    return 0;
}

static void
body_comes(struct evhttp_request *request, void *arg)
{
    struct asking *asking = arg;
    evbuffer_add_buffer(asking->response->body, evhttp_request_get_input_buffer(request));
    wake(asking);
}

static void
goes_wrong(enum evhttp_request_error error, void *arg)
{
    static const char *const WHY[] = {[EVREQ_HTTP_TIMEOUT] = "the server takes too long",
                                      [EVREQ_HTTP_EOF] = "the connection ended too early",
                                      [EVREQ_HTTP_INVALID_HEADER] = "a header is wrong",
                                      [EVREQ_HTTP_BUFFER_ERROR] = "reading or writing failed",
                                      [EVREQ_HTTP_REQUEST_CANCEL] = "the request was cancelled",
                                      [EVREQ_HTTP_DATA_TOO_LONG] = "the answer is too long"};
    struct asking *asking = arg;
    asking->wrong = WHY[error];
}

/* Also without an answer, if there is no connection. */
static void
ends(struct evhttp_request *request, void *arg)
{
    struct asking *asking = arg;
    if (!request || evhttp_request_get_response_code(request) == 0)
        asking->wrong = asking->wrong ? asking->wrong : "there is no connection";
    asking->is_over = true;
    wake(asking);
}

/* The job. */

static bool
ask(struct asking *asking)
{
    struct evhttp_request *request = evhttp_request_new(ends, asking);
    if (!request)
        return false;
    evhttp_request_set_header_cb(request, headers_come);
    evhttp_request_set_chunked_cb(request, body_comes);
    evhttp_request_set_error_cb(request, goes_wrong);
    evhttp_add_header(evhttp_request_get_output_headers(request), "Connection", "close");
    asking->is_asked = true;
    return evhttp_make_request(asking->connection, request, EVHTTP_REQ_GET, asking->path) == 0;
}

static int
answer(struct weir_job *job, struct asking *asking)
{
    if (asking->wrong)
        return weir_fail(job, "%s", asking->wrong);
    if (asking->status != 200)
        return weir_fail(job, "the server answers %d", asking->status);
    struct response *response = asking->response;
    asking->response = NULL;
    return weir_done(job, response);
}

static int
step(struct weir_job *job, void *arg)
{
    struct asking *asking = arg;
    if (!asking->is_asked && !ask(asking))
        return weir_fail(job, "the request cannot be sent");
    weir_job_progress(job, (int64_t)evbuffer_get_length(asking->response->body), asking->total, NULL);
    return asking->is_over ? answer(job, asking) : weir_after(job, UNTIL_A_CALLBACK);
}

/* A request that is under way ends with its connection, and calls nothing back any more. */
static void
is_over(void *arg, const struct weir_job_info *info)
{
    (void)info;
    struct asking *asking = arg;
    if (asking->connection)
        evhttp_connection_free(asking->connection);
    response_free(asking->response);
    free(asking);
}

static struct asking *
asking_new(struct weir *w, const struct response_from *from)
{
    size_t bytes = strlen(from->path) + 1;
    struct asking *asking = calloc(1, sizeof *asking + bytes);
    if (!asking)
        return NULL;
    asking->weir = w;
    memcpy(asking->path, from->path, bytes);
    asking->connection = evhttp_connection_base_new(from->base, NULL, from->address, from->port);
    asking->response = calloc(1, sizeof *asking->response);
    if (asking->response)
        asking->response->body = evbuffer_new();
    if (asking->connection && asking->response && asking->response->body)
        return asking;
    is_over(asking, NULL);
    return NULL;
}

int64_t
response_start(struct weir *w, struct weir_scope *scope, const struct response_from *from)
{
    struct asking *asking = asking_new(w, from);
    if (!asking)
        return WEIR_ENOMEM;
    char description[96];
    snprintf(description, sizeof description, "GET %s", from->path);
    struct weir_job_spec spec = {.step = step,
                                 .arg = asking,
                                 .on_done = is_over,
                                 .destroy = response_free,
                                 .name = "response",
                                 .description = description,
                                 .scope = scope};
    int64_t id = weir_job_start(w, &spec);
    if (id < 0)
        is_over(asking, NULL);
    else
        asking->id = id; /* no step runs before this, as we are on the loop thread */
    return id;
}
