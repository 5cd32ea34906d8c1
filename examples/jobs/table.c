/* SPDX-License-Identifier: MIT */
/* The live table: a job that looks at all jobs, itself among them, and comes again after a tenth of a second. Not how a
 * terminal is drawn on: that is screen.c. */
#include "table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PAUSE WEIR_MS(100)

struct seen {
    int64_t id;
    enum weir_job_status status;
};

/* Jobs come and go meanwhile, so the length may be another at the next call. */
char *
table_text(struct weir *w, enum weir_jobs_format format)
{
    char *text = NULL;
    int64_t length = weir_jobs_print(w, format, NULL, 0);
    for (size_t size = 0; length >= 0 && (size_t)length >= size;) {
        size = (size_t)length + 1;
        free(text);
        text = malloc(size);
        length = text ? weir_jobs_print(w, format, text, size) : WEIR_ENOMEM;
    }
    if (length >= 0)
        return text;
    free(text);
    return NULL;
}

static bool
is_terminal(void)
{
    return isatty(STDOUT_FILENO);
}

void
table_show(struct table *table)
{
    char *text = table_text(table->weir, WEIR_JOBS_TEXT);
    if (text && is_terminal())
        screen_draw(&table->screen, text);
    else if (text)
        fputs(text, stdout);
    free(text);
}

/* Without a terminal: a line for each status that is new. */

static struct seen *
seen_of(struct table *table, int64_t id)
{
    for (size_t i = 0; i < table->seen_count; i++)
        if (table->seen[i].id == id)
            return &table->seen[i];
    struct seen *more = realloc(table->seen, (table->seen_count + 1) * sizeof *more);
    if (!more)
        return NULL;
    table->seen = more;
    more[table->seen_count] = (struct seen){id, (enum weir_job_status) - 1};
    return &more[table->seen_count++];
}

static void
tell(struct table *table, const struct weir_job_info *info)
{
    struct seen *seen = seen_of(table, info->id);
    if (!seen || seen->status == info->status)
        return;
    seen->status = info->status;
    printf("%" PRId64 "  %-9s  %s%s%s\n", info->id, weir_job_status_name(info->status), info->description,
           *info->error ? ": " : "", info->error);
}

static void
tell_news(struct table *table)
{
    struct weir_job_info info;
    char text[4096];
    for (int64_t id = 0; (id = weir_job_next(table->weir, id));)
        if (weir_job_get(table->weir, id, &info, text, sizeof text) == 0)
            tell(table, &info);
}

/* The job. */

static int
step(struct weir_job *job, void *arg)
{
    struct table *table = arg;
    if (is_terminal())
        table_show(table);
    else
        tell_news(table);
    return table->is_last ? weir_done(job, NULL) : weir_after(job, PAUSE);
}

static void
is_over(void *arg, const struct weir_job_info *info)
{
    (void)info;
    struct table *table = arg;
    free(table->seen);
    table->seen = NULL;
    table->ended(table->self);
}

int64_t
table_start(struct table *table)
{
    struct weir_job_spec spec = {.step = step,
                                 .arg = table,
                                 .on_done = is_over,
                                 .name = "table",
                                 .description = "show this table",
                                 .lane = WEIR_URGENT};
    return table->id = weir_job_start(table->weir, &spec);
}

void
table_finish(struct table *table)
{
    table->is_last = true;
    weir_job_reschedule(table->weir, table->id, 0);
}
