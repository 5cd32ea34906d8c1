/* SPDX-License-Identifier: MIT */
/* The table of jobs, oldest first. It asks as any program may, job by job, and holds nothing in between. Not how a job is
 * written (print_text.c, print_json.c), nor the table itself. */
#include "jobs/print.h"

#include "base/system.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* What one print works with. */
struct row {
    int64_t created_at, id;
};
struct work {
    struct weir *w;
    struct row *rows; /* of the jobs that were there when it began */
    size_t count, room;
    struct weir_job_info info; /* of the job at hand; its texts are in `texts` */
    char *texts;
    size_t texts_size;
};

/* Moves what is in *memory, `used` bytes of it, to memory of this size. false: there is none. */
static bool
grow(void **memory, size_t used, size_t size)
{
    void *larger = weir_system.allocate(size);
    if (!larger)
        return false;
    if (used > 0)
        memcpy(larger, *memory, used);
    weir_system.release(*memory);
    *memory = larger;
    return true;
}

static bool
add_row(struct work *work, const struct weir_job_info *info)
{
    if (work->count == work->room) {
        size_t room = work->room ? 2 * work->room : 64;
        void *rows = work->rows;
        if (!grow(&rows, work->count * sizeof *work->rows, room * sizeof *work->rows))
            return false;
        work->rows = rows;
        work->room = room;
    }
    work->rows[work->count++] = (struct row){info->created_at, info->id};
    return true;
}

static bool
collect(struct work *work)
{
    struct weir_job_info info;
    for (int64_t id = weir_job_next(work->w, 0); id > 0; id = weir_job_next(work->w, id))
        if (weir_job_get(work->w, id, &info, NULL, 0) == 0 && !add_row(work, &info))
            return false;
    return true;
}

static int
compare_rows(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    if (a->created_at != b->created_at)
        return a->created_at < b->created_at ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

/* Its texts may grow between two looks. Answers 0, WEIR_ESTALE if the job has gone meanwhile, or WEIR_ENOMEM. */
static int
look_at(struct work *work, int64_t id)
{
    for (;;) {
        int failed = weir_job_get(work->w, id, &work->info, work->texts, work->texts_size);
        if (failed || work->info.text_size <= work->texts_size)
            return failed;
        size_t size = 2 * work->info.text_size;
        void *texts = work->texts;
        if (!grow(&texts, 0, size))
            return WEIR_ENOMEM;
        work->texts = texts;
        work->texts_size = size;
    }
}

/* Wide enough for the largest id. */
static int
id_width(const struct work *work)
{
    int64_t largest = 0;
    for (size_t i = 0; i < work->count; i++)
        largest = work->rows[i].id > largest ? work->rows[i].id : largest;
    struct text digits = text_begin(NULL, 0);
    text_add(&digits, "%" PRId64, largest);
    return (int)digits.length;
}

static int
add_lines(struct work *work, struct text *text)
{
    int width = id_width(work), failed = 0;
    text_add_job_headings(text, width);
    for (size_t i = 0; i < work->count && failed != WEIR_ENOMEM; i++)
        if (!(failed = look_at(work, work->rows[i].id)))
            text_add_job_line(text, &work->info, width);
    return failed == WEIR_ENOMEM ? failed : 0;
}

static int
add_array(struct work *work, struct text *text)
{
    int failed = 0;
    const char *before = "[\n";
    for (size_t i = 0; i < work->count && failed != WEIR_ENOMEM; i++)
        if (!(failed = look_at(work, work->rows[i].id))) {
            text_add_string(text, before);
            text_add_job_object(text, &work->info);
            before = ",\n";
        }
    text_add_string(text, *before == ',' ? "\n]\n" : "[]\n");
    return failed == WEIR_ENOMEM ? failed : 0;
}

static int64_t
print(struct work *work, enum weir_jobs_format format, char *at, size_t size)
{
    struct text text = text_begin(at, size);
    if (!collect(work))
        return WEIR_ENOMEM;
    if (work->count > 0)
        qsort(work->rows, work->count, sizeof *work->rows, compare_rows);
    int failed = format == WEIR_JOBS_JSON ? add_array(work, &text) : add_lines(work, &text);
    if (failed)
        text_begin(at, size);
    return failed ? failed : (int64_t)text.length;
}

int64_t
weir_jobs_print(struct weir *w, enum weir_jobs_format format, char *text, size_t size)
{
    if (!w || (!text && size > 0) || (format != WEIR_JOBS_TEXT && format != WEIR_JOBS_JSON))
        return WEIR_EINVAL;
    struct work work = {.w = w};
    int64_t length = print(&work, format, text, size);
    weir_system.release(work.rows);
    weir_system.release(work.texts);
    return length;
}
