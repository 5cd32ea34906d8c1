/* SPDX-License-Identifier: MIT */
/* Reading a whole file as a work. Not what is read from it. */
#include "reading.h"

#include "files.h"

#include <weir/workers.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LARGEST_FILE ((int64_t)1 << 28)

struct reading {
    const char *folder;
    char path[];
};

static void
forget(void *arg, const struct weir_job_info *info)
{
    (void)info;
    free(arg);
}

/* Up to the size that it had, even if it grows meanwhile. */
static int
fill(struct weir_job *job, int fd, struct reading_text *text, size_t size)
{
    while (text->size < size) {
        if (weir_job_cancelled(job))
            return WEIR_ECANCELLED;
        size_t left = size - text->size, most = 1 << 20;
        ssize_t got = read(fd, text->bytes + text->size, left < most ? left : most);
        if (got < 0)
            return weir_fail(job, "cannot read: %s", strerror(errno));
        if (got == 0)
            break;
        text->size += (size_t)got;
        weir_job_progress(job, (int64_t)text->size, (int64_t)size, NULL);
    }
    return weir_done(job, NULL); /* what was left: the text */
}

static int
read_file(struct weir_job *job, void *arg)
{
    const struct reading *reading = arg;
    int64_t size;
    int fd = files_open(reading->folder, reading->path, &size);
    if (fd < 0)
        return weir_fail(job, "cannot open %s: %s", reading->path, strerror(errno));
    struct reading_text *text = size <= LARGEST_FILE ? malloc(sizeof *text + (size_t)size) : NULL;
    if (!text) {
        close(fd);
        return weir_fail(job, "cannot read %s: it is too large", reading->path);
    }
    text->size = 0;
    weir_job_leave(job, text); /* the job.s, however it ends */
    int answer = fill(job, fd, text, (size_t)size);
    close(fd);
    return answer;
}

int64_t
reading_start(const struct tools *tools, struct weir_job *job, const char *path)
{
    size_t length = strlen(path) + 1;
    struct reading *reading = malloc(sizeof *reading + length);
    if (!reading)
        return WEIR_ENOMEM;
    reading->folder = tools->folder;
    memcpy(reading->path, path, length);
    int64_t id = weir_work_start(tools->workers, weir_job_weir(job),
                                 &(struct weir_work){.job = {.step = read_file,
                                                             .arg = reading,
                                                             .on_done = forget,
                                                             .destroy = free,
                                                             .name = "read a file",
                                                             .scope = weir_job_scope(job)}});
    if (id < 0)
        free(reading);
    return id;
}

struct reading_text *
reading_take(struct weir_job *job, int64_t id, int *answer)
{
    struct weir_job_info info;
    char texts[1024];
    void *text = NULL;
    int code = weir_job_get(weir_job_weir(job), id, &info, texts, sizeof texts);
    if (code == 0 && info.status == WEIR_JOB_COMPLETED)
        code = weir_job_take(weir_job_weir(job), id, &text);
    if (!text)
        *answer = code < 0 ? code : weir_fail(job, "%s", info.error);
    return text;
}
