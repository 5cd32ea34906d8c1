/* SPDX-License-Identifier: MIT */
/* The page's files, from memory. embed.cmake makes the arrays of them. */
#include "page.h"

#include "reply.h"

#include <event2/buffer.h>
#include <event2/http.h>

#include <stddef.h>
#include <string.h>

extern const unsigned char index_html[], page_css[], page_js[], page_svg[];
extern const size_t index_html_size, page_css_size, page_js_size, page_svg_size;

static const struct file {
    const char *path, *type;
    const unsigned char *bytes;
    const size_t *size;
} FILES[] = {
    {"/", "text/html; charset=utf-8", index_html, &index_html_size},
    {"/page.css", "text/css; charset=utf-8", page_css, &page_css_size},
    {"/page.js", "text/javascript; charset=utf-8", page_js, &page_js_size},
    {"/page.svg", "image/svg+xml", page_svg, &page_svg_size},
};

/* Nothing from elsewhere, nothing inline, in nobody's frame: what a task or an error is called can do no harm. */
static const char *const POLICY =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static const struct file *
file_at(const char *path)
{
    for (size_t i = 0; path && i < sizeof FILES / sizeof *FILES; i++)
        if (!strcmp(FILES[i].path, path))
            return &FILES[i];
    return NULL;
}

static void
give(struct evhttp_request *request, const struct file *file)
{
    struct evbuffer *body = evbuffer_new();
    if (!body || evbuffer_add_reference(body, file->bytes, *file->size, NULL, NULL)) {
        reply_nothing(request, 500);
    } else {
        reply_header(request, "Content-Type", file->type);
        reply_header(request, "Cache-Control", "no-cache");
        reply_header(request, "Content-Security-Policy", POLICY);
        reply_header(request, "X-Content-Type-Options", "nosniff");
        reply_header(request, "Referrer-Policy", "no-referrer");
        evhttp_send_reply(request, 200, reply_phrase(200), body);
    }
    if (body)
        evbuffer_free(body);
}

void
page_answer(struct evhttp_request *request)
{
    const struct file *file = file_at(evhttp_uri_get_path(evhttp_request_get_evhttp_uri(request)));
    if (file)
        give(request, file);
    else
        reply_text(request, 404, "there are /, /mcp, /events and /healthz\n");
}
