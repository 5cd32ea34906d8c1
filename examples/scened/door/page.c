/* SPDX-License-Identifier: MIT */
/* How the page's files are served. */
#include "page.h"

#include "page_files.h"
#include "reply.h"

#include <event2/buffer.h>
#include <event2/http.h>

#include <string.h>

/* Nothing from elsewhere, nothing inline, in nobody's frame: what a task or an error is called can do no harm. */
static const char *const POLICY =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static const char *
type_of(const char *name)
{
    static const char *const TYPES[][2] = {
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".svg", "image/svg+xml"},
    };
    const char *end = strrchr(name, '.');
    for (size_t i = 0; end && i < sizeof TYPES / sizeof *TYPES; i++)
        if (!strcmp(TYPES[i][0], end))
            return TYPES[i][1];
    return "application/octet-stream";
}

/* / is index.html. */
static const struct page_file *
file_at(const char *path)
{
    if (!path || *path != '/')
        return NULL;
    const char *name = path[1] ? path + 1 : "index.html";
    for (const struct page_file *file = PAGE_FILES; file->name; file++)
        if (!strcmp(file->name, name))
            return file;
    return NULL;
}

static void
give(struct evhttp_request *request, const struct page_file *file)
{
    struct evbuffer *body = evbuffer_new();
    if (!body || evbuffer_add_reference(body, file->bytes, file->size, NULL, NULL)) {
        reply_nothing(request, 500);
    } else {
        reply_header(request, "Content-Type", type_of(file->name));
        reply_header(request, "Cache-Control", "no-cache");
        reply_header(request, "Content-Security-Policy", POLICY);
        reply_header(request, "X-Content-Type-Options", "nosniff");
        reply_header(request, "Referrer-Policy", "no-referrer");
        reply_body(request, 200, body);
    }
    if (body)
        evbuffer_free(body);
}

void
page_answer(struct evhttp_request *request)
{
    const struct page_file *file = file_at(evhttp_uri_get_path(evhttp_request_get_evhttp_uri(request)));
    if (file)
        give(request, file);
    else
        reply_text(request, 404, "there are /, /mcp, /events and /healthz\n");
}
