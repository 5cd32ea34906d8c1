/* SPDX-License-Identifier: MIT */
/* Which jobs the page shows, what is said of each, and which of them have changed. */
#include "rows.h"

#include "inside.h"
#include "row.h"

#include <stdlib.h>
#include <string.h>

/* What of a row changes. No padding, so that two can be compared as bytes. */
struct shown {
    int64_t status, cancel_requested, done, total, steps;
    char text[96]; /* as long as the text of a progress may be */
};

struct row {
    size_t on;  /* which weir (door_weir) */
    int64_t id; /* of one weir only: each puts its own number into them */
    bool has_ended;
    bool runs;
    int64_t when;   /* it ended, or else was started */
    int64_t waited; /* ns before its first step; -1: nobody saw */
    struct shown shown;
};

/* Collecting them */

struct list {
    struct row *rows;
    size_t count, room;
};

static bool
add(struct list *list, const struct row *row)
{
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 128;
        struct row *rows = realloc(list->rows, room * sizeof *rows);
        if (!rows)
            return false;
        list->rows = rows;
        list->room = room;
    }
    list->rows[list->count++] = *row;
    return true;
}

static bool
has_ended(const struct weir_job_info *info)
{
    return info->status != WEIR_JOB_PENDING && info->status != WEIR_JOB_RUNNING;
}

static bool
walk(struct list *list, struct weir *w, size_t on)
{
    int64_t id = 0;
    for (int i = 0; i < ROWS_WALKED && (id = weir_job_next(w, id)) > 0; i++) {
        struct weir_job_info info;
        if (weir_job_get(w, id, &info, NULL, 0))
            continue;
        struct row row = {.on = on, .id = id, .has_ended = has_ended(&info)};
        row.runs = info.status == WEIR_JOB_RUNNING;
        row.when = row.has_ended ? info.completed_at : info.created_at;
        if (!add(list, &row))
            return false;
    }
    return true;
}

static bool
collect(struct list *list, const struct door *door)
{
    struct weir *w;
    for (size_t on = 0; (w = door_weir(door, on)); on++)
        if (!walk(list, w, on))
            return false;
    return true;
}

/* Choosing among them */

/* What has not ended comes first; of that what runs, then what is older; of the rest what ended last. */
static int
by_interest(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->has_ended != y->has_ended)
        return x->has_ended ? 1 : -1;
    if (x->runs != y->runs)
        return x->runs ? -1 : 1;
    if (x->when == y->when)
        return 0;
    return (x->when < y->when) == x->has_ended ? 1 : -1;
}

static int
by_id(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    return x->id == y->id ? 0 : x->id < y->id ? -1 : 1;
}

static void
choose(struct list *list)
{
    if (list->count == 0)
        return;
    qsort(list->rows, list->count, sizeof *list->rows, by_interest);
    size_t chosen = 0, active = 0, ended = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct row *row = &list->rows[i];
        if (row->has_ended ? ended++ < ROWS_ENDED : active++ < ROWS_ACTIVE)
            list->rows[chosen++] = *row;
    }
    list->count = chosen;
    qsort(list->rows, list->count, sizeof *list->rows, by_id);
}

static const struct row *
find(const struct row *rows, size_t count, const struct row *like)
{
    return count > 0 ? bsearch(like, rows, count, sizeof *rows, by_id) : NULL;
}

/* Saying them */

static struct shown
shown_of(const struct weir_job_info *info)
{
    struct shown shown = {.status = (int64_t)info->status,
                          .cancel_requested = info->cancel_requested,
                          .done = info->done,
                          .total = info->total,
                          .steps = (int64_t)info->steps};
    strncpy(shown.text, info->progress_text, sizeof shown.text - 1);
    return shown;
}

/* Looked at ten times a second: what was not there at the last look has not waited longer than since then. */
static int64_t
waited_of(const struct rows *rows, const struct row *seen, const struct weir_job_info *info)
{
    if (info->status == WEIR_JOB_PENDING || info->when == WEIR_JOB_BEFORE_START)
        return info->duration;
    if (seen)
        return seen->waited;
    return rows->is_known ? 0 : -1;
}

static json_t *
row_json(const struct row *row, const struct weir_job_info *info)
{
    json_t *json = row_of(info);
    json_t *waited = row->waited < 0 ? json_null() : json_integer(row->waited / WEIR_MS(1));
    if (!json_object_set_new(json, "waited_ms", waited))
        return json;
    json_decref(json);
    return NULL;
}

/* The rows that are there, as they are shown; those that changed, to `jobs`. false: no memory. */
static bool
say(struct rows *rows, const struct door *door, struct list *list, bool all, json_t *jobs)
{
    size_t there = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct row row = list->rows[i];
        struct weir_job_info info;
        if (weir_job_get(door_weir(door, row.on), row.id, &info, rows->text, sizeof rows->text))
            continue; /* forgotten since */
        const struct row *seen = find(rows->seen, rows->count, &row);
        row.waited = waited_of(rows, seen, &info);
        row.shown = shown_of(&info);
        list->rows[there++] = row;
        bool is_news = all || !seen || memcmp(&seen->shown, &row.shown, sizeof row.shown) != 0;
        if (is_news && json_array_append_new(jobs, row_json(&row, &info)))
            return false;
    }
    list->count = there;
    return true;
}

static bool
say_gone(const struct rows *rows, const struct list *list, json_t *gone)
{
    for (size_t i = 0; i < rows->count; i++)
        if (!find(list->rows, list->count, &rows->seen[i]) &&
            json_array_append_new(gone, json_integer(rows->seen[i].id)))
            return false;
    return true;
}

static void
keep_list(struct rows *rows, struct list *list)
{
    free(rows->seen);
    *rows = (struct rows){.seen = list->rows, .count = list->count, .is_known = true};
    *list = (struct list){.rows = NULL};
}

bool
rows_tell(struct rows *rows, const struct door *door, bool all, bool keep, json_t *state)
{
    struct list list = {.rows = NULL};
    json_t *jobs = json_array(), *gone = json_array();
    bool is_well = collect(&list, door);
    if (is_well) {
        choose(&list);
        is_well = say(rows, door, &list, all, jobs) && say_gone(rows, &list, gone);
    }
    is_well = !json_object_set_new(state, "jobs", jobs) && is_well;
    is_well = !json_object_set_new(state, "gone", gone) && is_well;
    if (is_well && keep)
        keep_list(rows, &list);
    free(list.rows);
    return is_well;
}

void
rows_free(struct rows *rows)
{
    free(rows->seen);
    *rows = (struct rows){.seen = NULL};
}
