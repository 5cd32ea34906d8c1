/* SPDX-License-Identifier: MIT */
/* A job with a result: it reads a file a chunk at a time, and leaves the file's XXH3 to whoever takes it. Not what that
 * is compared with. */
#include "checksum.h"

#include <xxhash.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct checksum {
    FILE *file;
    XXH3_state_t *hash;
    int64_t bytes;
    char path[];
};

static int
leave_sum(struct weir_job *job, const struct checksum *checksum)
{
    uint64_t *sum = malloc(sizeof *sum);
    if (!sum)
        return WEIR_ENOMEM;
    *sum = XXH3_64bits_digest(checksum->hash);
    return weir_done(job, sum);
}

/* Answers false at the end of the file, or where it cannot be read: then errno tells why. */
static bool
read_on(struct checksum *checksum)
{
    char chunk[64 * 1024];
    errno = 0;
    size_t got = fread(chunk, 1, sizeof chunk, checksum->file);
    XXH3_64bits_update(checksum->hash, chunk, got);
    checksum->bytes += (int64_t)got;
    return got == sizeof chunk;
}

/* Reads at least once, however little time the turn has left. */
static int
step(struct weir_job *job, void *arg)
{
    struct checksum *checksum = arg;
    bool is_more = checksum->file || (checksum->file = fopen(checksum->path, "r"));
    if (is_more)
        do
            is_more = read_on(checksum);
        while (is_more && weir_job_has_time(job));
    weir_job_progress(job, checksum->bytes, 0, NULL);
    if (is_more)
        return weir_after(job, 0);
    if (!checksum->file || ferror(checksum->file))
        return weir_fail(job, "cannot read %s: %s", checksum->path, strerror(errno));
    return leave_sum(job, checksum);
}

static void
is_over(void *arg, const struct weir_job_info *info)
{
    (void)info;
    struct checksum *checksum = arg;
    if (checksum->file)
        fclose(checksum->file);
    XXH3_freeState(checksum->hash);
    free(checksum);
}

int64_t
checksum_start(struct weir *w, struct weir_scope *scope, const char *path)
{
    size_t bytes = strlen(path) + 1;
    struct checksum *checksum = calloc(1, sizeof *checksum + bytes);
    if (!checksum)
        return WEIR_ENOMEM;
    memcpy(checksum->path, path, bytes);
    checksum->hash = XXH3_createState();
    int64_t id = WEIR_ENOMEM;
    if (checksum->hash) {
        struct weir_job_spec spec = {.step = step,
                                     .arg = checksum,
                                     .on_done = is_over,
                                     .destroy = free,
                                     .name = "checksum",
                                     .scope = scope};
        XXH3_64bits_reset(checksum->hash);
        id = weir_job_start(w, &spec);
    }
    if (id < 0)
        is_over(checksum, NULL);
    return id;
}
