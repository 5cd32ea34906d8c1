/* SPDX-License-Identifier: MIT */
/* A chunked job: each step writes for as long as weir_job_has_time, says how far it is, and returns; the loop goes on in
 * between. Not what is written: that is terrain.c.
 *
 * The file is called terrain.obj.part until it is whole. When the job ends before, what has been written stays there,
 * with a comment for its last line that says how much is missing. */
#include "export.h"

#include "terrain.h"

#include <xxhash.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LINES_AT_ONCE = 64 /* between two looks at the clock */
};

struct export
{
    struct export_order order;
    char *whole; /* the path when all is there */
    FILE *file;  /* NULL: not open */
    XXH3_state_t *hash;
    struct exported *left; /* by the job; its record's, and there until on_done returns */
};

void
exported_free(void *exported)
{
    if (exported)
        free(((struct exported *)exported)->path);
    free(exported);
}

static struct exported *
exported_new(const struct export *export)
{
    struct exported *exported = calloc(1, sizeof *exported);
    if (!exported)
        return NULL;
    exported->total = terrain_lines(export->order.side);
    if (asprintf(&exported->path, "%s.part", export->whole) >= 0)
        return exported;
    free(exported);
    return NULL;
}

/* The file. Each answers false, and errno tells why, if it could not be written. */

static bool
put(struct export *export, const char *text, size_t length)
{
    if (fwrite(text, 1, length, export->file) != length)
        return false;
    XXH3_64bits_update(export->hash, text, length);
    export->left->bytes += (int64_t)length;
    return true;
}

static bool
put_lines(struct export *export)
{
    char text[LINES_AT_ONCE * TERRAIN_LINE];
    size_t length = 0;
    int64_t next = export->left->lines, last = next + LINES_AT_ONCE;
    do
        length += terrain_line(export->order.side, next++, text + length);
    while (next < last && next < export->left->total);
    if (!put(export, text, length))
        return false;
    export->left->lines = next;
    return true;
}

static bool
put_what_is_missing(struct export *export)
{
    char text[96];
    const struct exported *left = export->left;
    int length = snprintf(text, sizeof text, "# cut off: %" PRId64 " of %" PRId64 " lines are here\n",
                          left->lines, left->total);
    return put(export, text, (size_t)length);
}

static bool
close_file(struct export *export)
{
    FILE *file = export->file;
    export->file = NULL;
    export->left->hash = XXH3_64bits_digest(export->hash);
    return fclose(file) == 0;
}

/* The job. */

static int
fail(struct weir_job *job, const struct export *export)
{
    return weir_fail(job, "cannot write %s: %s", export->left->path, strerror(errno));
}

/* From here on the job leaves a partial result, should it not come to its end. */
static int
begin(struct weir_job *job, struct export *export)
{
    export->left = exported_new(export);
    if (!export->left)
        return WEIR_ENOMEM;
    weir_job_leave(job, export->left);
    export->file = fopen(export->left->path, "w");
    return export->file ? weir_after(job, 0) : fail(job, export);
}

/* The file gets its name last: nobody finds a terrain.obj that is not whole. */
static int
finish(struct weir_job *job, struct export *export)
{
    if (!close_file(export) || rename(export->left->path, export->whole))
        return fail(job, export);
    strcpy(export->left->path, export->whole);
    return weir_done(job, NULL); /* leaves what was left */
}

static int
step(struct weir_job *job, void *arg)
{
    struct export *export = arg;
    if (!export->file)
        return begin(job, export);
    struct exported *left = export->left;
    do {
        if (!put_lines(export))
            return fail(job, export);
    } while (left->lines < left->total && weir_job_has_time(job));
    left->chunks++;
    weir_job_progress(job, left->lines, left->total, "lines");
    export->order.chunk(export->order.self, weir_job_id(job), left->chunks);
    return left->lines < left->total ? weir_after(job, 0) : finish(job, export);
}

/* However it ended. What is still open was not finished. */
static void
is_over(void *arg, const struct weir_job_info *info)
{
    (void)info;
    struct export *export = arg;
    if (export->file) {
        put_what_is_missing(export);
        close_file(export);
    }
    XXH3_freeState(export->hash);
    free(export->whole);
    free(export);
}

int64_t
export_start(struct weir *w, const struct export_order *order)
{
    struct export *export = calloc(1, sizeof *export);
    if (!export)
        return WEIR_ENOMEM;
    export->order = *order;
    export->hash = XXH3_createState();
    int64_t id = WEIR_ENOMEM;
    if (asprintf(&export->whole, "%s/terrain.obj", order->folder) < 0)
        export->whole = NULL;
    if (export->hash && export->whole) {
        char info[48];
        snprintf(info, sizeof info, "{\"side\":%" PRId64 "}", order->side);
        struct weir_job_spec spec = {.step = step,
                                     .arg = export,
                                     .on_done = is_over,
                                     .destroy = exported_free,
                                     .name = "export",
                                     .description = "export terrain.obj",
                                     .info = info,
                                     .scope = order->scope};
        XXH3_64bits_reset(export->hash);
        id = weir_job_start(w, &spec);
    }
    if (id < 0) /* nothing was started, and on_done is not called */
        is_over(export, NULL);
    return id;
}
