/* SPDX-License-Identifier: MIT */
/* Which jobs there are, and how they belong together: by scopes. Not what each of them does. */
#include "demo.h"

#include "download.h"
#include "export.h"
#include "server.h"
#include "survey.h"

#include <event2/event.h>

#include <stdio.h>
#include <stdlib.h>

#define PATIENCE WEIR_MS(700) /* with a server that does not answer */

/* The folder changes with each chunk and each file; it is listed a few times. */
static void
chunk_is_written(void *self, int64_t id, int64_t chunks)
{
    struct demo *demo = self;
    contents_changed(&demo->contents);
    if (chunks == (int64_t)demo->options.cancel_after)
        weir_job_cancel(demo->weir, id);
}

static int64_t
start_export(struct demo *demo)
{
    struct export_order order = {.scope = demo->all,
                                 .folder = demo->options.folder,
                                 .side = (int64_t)demo->options.side,
                                 .chunk = chunk_is_written,
                                 .self = demo};
    return demo->exporting = export_start(demo->weir, &order);
}

static void
file_is_written(void *self)
{
    struct demo *demo = self;
    contents_changed(&demo->contents);
}

static int64_t
start_download(struct demo *demo, const char *path, const char *to, int64_t timeout)
{
    struct download_order order = {
        .scope = demo->all,
        .from = {.base = demo->base, .address = SERVER_ADDRESS, .port = demo->port, .path = path},
        .to = to,
        .timeout = timeout,
        .written = file_is_written,
        .self = demo};
    return download_start(demo->weir, &order);
}

/* One more job waits until nothing of the scope is left, however each of them has ended. */

static int
wait_for_all(struct weir_job *job, void *arg)
{
    struct demo *demo = arg;
    if (demo->is_waiting)
        return weir_done(job, NULL);
    demo->is_waiting = true;
    return weir_await_scope(job, demo->all);
}

static void
all_have_ended(void *arg, const struct weir_job_info *info)
{
    (void)info;
    struct demo *demo = arg;
    table_finish(&demo->table);
}

static int64_t
start_waiting(struct demo *demo)
{
    struct weir_job_spec spec = {.step = wait_for_all,
                                 .arg = demo,
                                 .on_done = all_have_ended,
                                 .name = "wait",
                                 .description = "wait for all of these"};
    return weir_job_start(demo->weir, &spec);
}

static void
table_has_ended(void *self)
{
    const struct demo *demo = self;
    event_base_loopexit(demo->base, NULL);
}

static bool
make_paths(struct demo *demo)
{
    const char *folder = demo->options.folder;
    if (asprintf(&demo->to, "%s/download.bin", folder) < 0)
        demo->to = NULL;
    if (asprintf(&demo->nowhere, "%s/never.bin", folder) < 0)
        demo->nowhere = NULL;
    return demo->to && demo->nowhere;
}

/* The first of these that is refused ends the whole; what was started before is cancelled with its scope. */
static int64_t
start_all(struct demo *demo)
{
    int64_t id = table_start(&demo->table);
    if (id > 0)
        id = start_export(demo);
    if (id > 0)
        id = demo->downloading = start_download(demo, "/file", demo->to, 0);
    if (id > 0)
        id = demo->missing = start_download(demo, "/missing", demo->nowhere, 0);
    if (id > 0)
        id = demo->silent = start_download(demo, "/silent", demo->nowhere, PATIENCE);
    if (id > 0)
        id = demo->surveying = survey_start(demo->weir, demo->all, (int64_t)demo->options.side);
    return id > 0 ? start_waiting(demo) : id;
}

int
demo_begin(struct demo *demo)
{
    int error = weir_scope_new_in(demo->weir, NULL, "demo", &demo->all);
    if (error || !make_paths(demo))
        return error ? error : WEIR_ENOMEM;
    demo->contents =
        (struct contents){.weir = demo->weir, .scope = demo->all, .folder = demo->options.folder};
    demo->table = (struct table){.weir = demo->weir, .ended = table_has_ended, .self = demo};
    int64_t id = start_all(demo);
    return id > 0 ? 0 : (int)id;
}

void
demo_cancel_export(struct demo *demo)
{
    weir_job_cancel(demo->weir, demo->exporting);
}

void
demo_interrupt(struct demo *demo)
{
    demo->interrupted = true;
    weir_scope_cancel(demo->all);
}

void
demo_release(struct demo *demo)
{
    weir_scope_free(demo->all);
    free(demo->to);
    free(demo->nowhere);
}
