/* SPDX-License-Identifier: MIT */
/* Searches, a slice at a time. Not how a search is asked for.
 *
 * A search looks at every file, and there may be a million. So it is a task that looks for half a
 * millisecond and posts itself again: other requests and results get their turn in between. It is
 * urgent, since somebody waits for it; weir's age limit keeps results from starving. Between two
 * slices it holds no pointer into the index, only a slot's number. */
#include "find.h"

#include "alloc.h"
#include "index.h"
#include "json.h"
#include "ledger.h"
#include "web.h"

#include <event2/buffer.h>

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define SLICE WEIR_US(500)

enum {
    LOOK_AT_CLOCK = 256 /* files between two looks */
};

struct find {
    struct message message; /* first, so that a message is a search */
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
post(struct find *find)
{
    struct weir_task how = {.name = "find", .lane = WEIR_URGENT};
    if (ledger_post(find->web->ledger, &find->message, how) < 0)
        refuse(find);
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

/* Answers whether the search is over. */
static bool
slice(struct find *find)
{
    const struct index *index = find->web->index;
    int64_t until = weir_now() + SLICE;
    while (find->slot < index_slots(index) && !find->more) {
        look_at(find, index_at(index, find->slot++));
        if (find->slot % LOOK_AT_CLOCK == 0 && weir_now() >= until)
            return false;
    }
    return true;
}

static void
answer(struct find *find)
{
    evbuffer_add_printf(find->body, "],\"count\":%zu,\"more\":%s}", find->found,
                        find->more ? "true" : "false");
    answer_json(&find->web->answers, find->request, 200, find->body);
    end(find);
}

static void
go_on(struct message *message)
{
    struct find *find = (struct find *)message;
    if (slice(find))
        answer(find);
    else
        post(find);
}

static void
is_dropped(struct message *message)
{
    refuse((struct find *)message);
}

void
find_start(struct web *web, struct evhttp_request *request, const char *name, size_t limit)
{
    size_t bytes = strlen(name) + 1;
    struct find *find = need(sizeof *find + bytes);
    find->message = (struct message){.run = go_on, .drop = is_dropped};
    find->web = web;
    find->request = request;
    find->limit = limit;
    find->body = needed(evbuffer_new());
    memcpy(find->name, name, bytes);
    evbuffer_add_printf(find->body, "{\"name\":");
    json_string(find->body, name);
    evbuffer_add_printf(find->body, ",\"files\":[");
    post(find);
}
