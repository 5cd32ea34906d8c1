/* SPDX-License-Identifier: MIT */
/* Searches, a slice at a time. Not how a search is asked for.
 *
 * A search looks at every file, and there may be a million. So it is a job that looks for as long as
 * the turn has time: other requests and results get their turn in between. It is urgent, since
 * somebody waits for it; weir's age limit keeps results from starving. Between two steps it holds no
 * pointer into the index, only a slot's number. However it ends, the request is answered. */
#include "find.h"

#include "alloc.h"
#include "index.h"
#include "json.h"
#include "ledger.h"
#include "web.h"

#include <weir/job.h>

#include <event2/buffer.h>

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    LOOK_AT_CLOCK = 256 /* files between two looks */
};

struct find {
    struct web *web;
    struct evhttp_request *request;
    struct evbuffer *body;
    size_t slot; /* the next to look at */
    size_t limit;
    size_t found;
    bool more; /* there is one more than the limit */
    char name[];
};

static void
end(struct find *find)
{
    evbuffer_free(find->body);
    free(find);
}

static void
refuse(struct find *find)
{
    struct web *web = find->web;
    answer_busy(&web->answers, find->request, web->ledger->weir,
                web->stopping ? "the service is closing" : "too many searches are waiting");
    end(find);
}

static void
add(struct find *find, const struct file *file)
{
    evbuffer_add_printf(find->body, "%s{\"path\":", find->found++ ? "," : "");
    json_string(find->body, file->path);
    evbuffer_add_printf(find->body,
                        ",\"bytes\":%" PRIu64 ",\"mtime\":%" PRId64 ",\"xxh3\":\"%016" PRIx64 "\"}",
                        file->size, file->mtime, file->hash);
}

static void
look_at(struct find *find, const struct file *file)
{
    if (file->error || !strstr(file->path + file->name, find->name))
        return;
    if (find->found == find->limit)
        find->more = true;
    else
        add(find, file);
}

static void
answer(struct find *find)
{
    evbuffer_add_printf(find->body, "],\"count\":%zu,\"more\":%s}", find->found,
                        find->more ? "true" : "false");
    answer_json(&find->web->answers, find->request, 200, find->body);
    end(find);
}

static int
step(struct weir_job *job, void *arg)
{
    struct find *find = arg;
    const struct index *index = find->web->index;
    while (find->slot < index_slots(index) && !find->more) {
        look_at(find, index_at(index, find->slot++));
        if (find->slot % LOOK_AT_CLOCK == 0 && !weir_job_has_time(job)) {
            weir_job_progress(job, (int64_t)find->slot, (int64_t)index_slots(index), NULL);
            return weir_after(job, 0);
        }
    }
    return weir_done(job, NULL);
}

static void
is_over(void *arg, const struct weir_job_info *info)
{
    struct find *find = arg;
    find->web->searches--;
    if (info->status == WEIR_JOB_COMPLETED)
        answer(find);
    else
        refuse(find);
}

static void
start(struct find *find)
{
    struct web *web = find->web;
    struct weir_job_spec spec = {.step = step,
                                 .arg = find,
                                 .on_done = is_over,
                                 .name = "find",
                                 .description = find->name,
                                 .lane = WEIR_URGENT};
    if (web->searches < web->searches_limit && weir_job_start(web->ledger->weir, &spec) > 0)
        web->searches++;
    else
        refuse(find);
}

void
find_start(struct web *web, struct evhttp_request *request, const char *name, size_t limit)
{
    size_t bytes = strlen(name) + 1;
    struct find *find = need(sizeof *find + bytes);
    find->web = web;
    find->request = request;
    find->limit = limit;
    find->body = needed(evbuffer_new());
    memcpy(find->name, name, bytes);
    evbuffer_add_printf(find->body, "{\"name\":");
    json_string(find->body, name);
    evbuffer_add_printf(find->body, ",\"files\":[");
    start(find);
}
