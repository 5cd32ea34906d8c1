/* SPDX-License-Identifier: MIT */
/* Writes the row. The texts in it are ours and need no escapes. */
#include "row.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void
count(FILE *file, const char *key, int64_t value)
{
    fprintf(file, "  \"%s\": %" PRId64 ",\n", key, value);
}

static void
milliseconds(FILE *file, const char *key, int64_t ns)
{
    fprintf(file, "  \"%s\": %.3f,\n", key, (double)ns / 1e6);
}

static double
a_second(const struct gauge *gauge)
{
    return gauge->last > gauge->began ? (double)gauge->ticks * 1e9 / (double)(gauge->last - gauge->began) : 0;
}

/* The beat's or the paint's: null for what the way cannot see. */
static void
gauges(FILE *file, const char *name, bool seen, const struct gauge *with, const struct gauge *without)
{
    if (!seen) {
        fprintf(file, "  \"%s_gap_with_ms\": null,\n  \"%s_gap_without_ms\": null,\n", name, name);
        fprintf(file, "  \"%ss_a_second_with\": null,\n  \"%ss_a_second_without\": null,\n", name, name);
        return;
    }
    fprintf(file, "  \"%s_gap_with_ms\": %.3f,\n", name, (double)with->longest / 1e6);
    fprintf(file, "  \"%s_gap_without_ms\": %.3f,\n", name, (double)without->longest / 1e6);
    fprintf(file, "  \"%ss_a_second_with\": %.2f,\n", name, a_second(with));
    fprintf(file, "  \"%ss_a_second_without\": %.2f,\n", name, a_second(without));
}

static void
write_all(FILE *file, const struct row *row, const struct probe_way *way)
{
    fprintf(file, "{\n  \"loop\": \"%s\",\n", way->loop);
    count(file, "tasks", LOAD_TASKS);
    count(file, "producers", LOAD_PRODUCERS);
    count(file, "window", LOAD_WINDOW);
    count(file, "task_us", LOAD_TASK_US);
    count(file, "ran_once", row->load.once);
    count(file, "ran_elsewhere", row->load.elsewhere);
    count(file, "posts_untold", row->load.untold);
    milliseconds(file, "time_ms", row->time);
    milliseconds(file, "longest_wait_ms", row->load.longest_wait);
    count(file, "beat_ms", PROBE_BEAT_MS);
    count(file, "draw_ms", row->draw_every * PROBE_BEAT_MS);
    gauges(file, "beat", true, &row->beat_with, &row->beat_without);
    gauges(file, "paint", way->paints, &row->paint_with, &row->paint_without);
    fprintf(file, "  \"problem\": \"%s\"\n}\n", row->problem);
}

void
row_write(const struct row *row, const struct probe_way *way)
{
    const char *path = getenv("WEIR_HOSTS_ROW");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file) {
        fprintf(stderr, "hosts: WEIR_HOSTS_ROW names no file that can be written\n");
        return;
    }
    write_all(file, row, way);
    if (fclose(file) != 0)
        fprintf(stderr, "hosts: %s is not whole\n", path);
}
