/* SPDX-License-Identifier: MIT */
/* One job as a line for a person, and the headings above. Widths are in characters, each taken to be one column wide.
 * Not which jobs there are (print.c). */
#include "jobs/print.h"

#include "jobs/clock.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

enum {
    STATUS_WIDTH = 25,
    DESCRIPTION_WIDTH = 32,
    DURATION_WIDTH = 10,
    TIME_WIDTH = 24,
    PROGRESS_WIDTH = 24,
    ERROR_WIDTH = 24, /* at least: an error is never cut */
    CELL_SIZE = 192   /* more than two numbers and the text of a progress */
};

/* Below a space, DEL, and U+0080 to U+009F. */
static bool
is_control(const char *at, size_t length)
{
    const unsigned char *c = (const unsigned char *)at;
    return length == 1 ? c[0] < 0x20 || c[0] == 0x7F : length == 2 && c[0] == 0xC2 && c[1] < 0xA0;
}

static size_t
count_characters(const char *at)
{
    size_t count = 0;
    for (const char *end = at + strlen(at); at < end; count++) {
        size_t length = text_character(at, end);
        at += length ? length : 1;
    }
    return count;
}

/* At most `most` characters. What would break the line is a space, other control characters and what is no character
 * a question mark. */
static void
add_characters(struct text *text, const char *at, size_t most)
{
    const char *end = at + strlen(at), *added = at;
    while (at < end && most-- > 0) {
        size_t length = text_character(at, end), skipped = length ? length : 1;
        if (length == 0 || is_control(at, length)) {
            text_add_bytes(text, added, (size_t)(at - added));
            text_add_string(text, *at == '\n' || *at == '\r' || *at == '\t' ? " " : "?");
            added = at + skipped;
        }
        at += skipped;
    }
    text_add_bytes(text, added, (size_t)(at - added));
}

static void
add_spaces(struct text *text, size_t count)
{
    static const char spaces[] = "                                ";
    size_t most = sizeof spaces - 1;
    for (; count > most; count -= most)
        text_add_bytes(text, spaces, most);
    text_add_bytes(text, spaces, count);
}

static void
add_whole_cell(struct text *text, const char *string, size_t width)
{
    size_t count = count_characters(string);
    add_characters(text, string, count);
    add_spaces(text, (count < width ? width - count : 0) + 2);
}

/* What is too long ends in three dots. */
static void
add_cell(struct text *text, const char *string, size_t width)
{
    if (count_characters(string) <= width) {
        add_whole_cell(text, string, width);
        return;
    }
    add_characters(text, string, width - 3);
    text_add_string(text, "...  ");
}

static void
add_status_cell(struct text *text, const struct weir_job_info *info)
{
    char cell[CELL_SIZE];
    struct text status = text_begin(cell, sizeof cell);
    bool asked = info->cancel_requested && info->when == WEIR_JOB_NOT_YET;
    text_add_string(&status, weir_job_status_name(info->status));
    text_add_string(&status, asked ? ", cancel requested" : "");
    add_cell(text, cell, STATUS_WIDTH);
}

static void
add_duration_cell(struct text *text, int64_t ns)
{
    char cell[CELL_SIZE];
    struct text duration = text_begin(cell, sizeof cell);
    text_add_seconds(&duration, ns);
    text_add(text, "%*s  ", DURATION_WIDTH, cell);
}

static void
add_time_cell(struct text *text, int64_t ns)
{
    char cell[CELL_SIZE] = "-";
    struct text time = {cell, sizeof cell, 0};
    if (ns != 0)
        text_add_time(&time, ns);
    add_cell(text, cell, TIME_WIDTH);
}

static void
add_progress_cell(struct text *text, const struct weir_job_info *info)
{
    char cell[CELL_SIZE] = "-";
    struct text progress = {cell, sizeof cell, 0};
    bool says = info->progress_text[0] != '\0';
    if (info->done > 0 || info->total > 0)
        text_add(&progress, "%" PRId64, info->done);
    if (info->total > 0)
        text_add(&progress, "/%" PRId64, info->total);
    if (says)
        text_add(&progress, "%s%s", progress.length > 0 ? " " : "", info->progress_text);
    add_cell(text, cell, PROGRESS_WIDTH);
}

static const char *
or_dash(const char *string)
{
    return string[0] ? string : "-";
}

static const char id_heading[] = "task_id";

static int
wide_enough_for_id(int width)
{
    int heading = sizeof id_heading - 1;
    return width < heading ? heading : width;
}

void
text_add_job_headings(struct text *text, int id_width)
{
    text_add(text, "%*s  ", wide_enough_for_id(id_width), id_heading);
    add_cell(text, "status", STATUS_WIDTH);
    add_cell(text, "description", DESCRIPTION_WIDTH);
    text_add(text, "%*s  ", DURATION_WIDTH, "duration");
    add_cell(text, "created_at", TIME_WIDTH);
    add_cell(text, "completed_at", TIME_WIDTH);
    add_cell(text, "progress", PROGRESS_WIDTH);
    add_cell(text, "error", ERROR_WIDTH);
    text_add_string(text, "info\n");
}

void
text_add_job_line(struct text *text, const struct weir_job_info *info, int id_width)
{
    text_add(text, "%*" PRId64 "  ", wide_enough_for_id(id_width), info->id);
    add_status_cell(text, info);
    add_cell(text, or_dash(info->description), DESCRIPTION_WIDTH);
    add_duration_cell(text, info->duration);
    add_time_cell(text, info->created_at);
    add_time_cell(text, info->completed_at);
    add_progress_cell(text, info);
    add_whole_cell(text, or_dash(info->error), ERROR_WIDTH);
    add_characters(text, or_dash(info->info), SIZE_MAX);
    text_add_string(text, "\n");
}
