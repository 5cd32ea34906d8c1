/* SPDX-License-Identifier: MIT */
/* The tool that counts the lines of a file: a work on a worker, which the UI thread never sees. Not the scene's. */
#include "files.h"
#include "parts.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct counting {
    struct kept kept;
    const char *path;
};

int
count_lines_prepare(struct door_call *call)
{
    struct arguments arguments;
    struct counting *counting = arguments_begin(&arguments, call, sizeof *counting);
    if (counting) {
        arguments_text(&arguments, "path", true, LONGEST_PATH, &counting->path);
        if (!arguments.refused && !files_path_is_plain(counting->path))
            arguments_refuse(&arguments, "path must be relative to the server's folder, without ..");
    }
    return arguments_end(&arguments);
}

static int64_t
lines_in(const char *text, size_t size)
{
    int64_t lines = 0;
    for (const char *at = text; (at = memchr(at, '\n', size - (size_t)(at - text))); at++)
        lines++;
    return lines;
}

static int
count(struct weir_job *job, int fd, int64_t size)
{
    char piece[1 << 16];
    int64_t bytes = 0, lines = 0;
    ssize_t got;
    while ((got = read(fd, piece, sizeof piece)) > 0) {
        if (weir_job_cancelled(job))
            return WEIR_ECANCELLED;
        bytes += got;
        lines += lines_in(piece, (size_t)got);
        weir_job_progress(job, bytes, bytes < size ? size : bytes, NULL);
        leave(job,
              json_pack("{sI sI sb}", "bytes", (json_int_t)bytes, "lines", (json_int_t)lines, "complete", 0));
    }
    if (got < 0)
        return weir_fail(job, "cannot read: %s", strerror(errno));
    return done_with(
        job, json_pack("{sI sI sb}", "bytes", (json_int_t)bytes, "lines", (json_int_t)lines, "complete", 1));
}

int
count_lines(struct weir_job *job, void *arg)
{
    const struct counting *counting = door_kept(arg);
    const struct tools *tools = door_host(arg);
    int64_t size;
    int fd = files_open(tools->folder, counting->path, &size);
    if (fd < 0)
        return weir_fail(job, "cannot open %s: %s", counting->path, strerror(errno));
    int answer = count(job, fd, size);
    close(fd);
    return answer;
}
