/* SPDX-License-Identifier: MIT */
/* A delayed job that takes many wishes for one: while it waits, whoever starts another with its key joins it. Not who
 * changes the files. */
#include "contents.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SOON WEIR_MS(250)
#define NAME "contents.txt"
#define NEW  "contents.txt.new"

/* Neither the list itself, nor what begins with a dot. */
static int
is_listed(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && strcmp(entry->d_name, NAME) != 0 && strcmp(entry->d_name, NEW) != 0;
}

static void
list_entry(int dir, const char *name, FILE *out)
{
    struct stat status;
    if (fstatat(dir, name, &status, 0) == 0 && S_ISREG(status.st_mode))
        fprintf(out, "%12lld  %s\n", (long long)status.st_size, name);
}

/* Answers false, and errno tells why, if it could not be written. */
static bool
list_to(int dir, FILE *out)
{
    struct dirent **entries;
    int count = scandirat(dir, ".", &entries, is_listed, alphasort);
    for (int i = 0; i < count; i++) {
        list_entry(dir, entries[i]->d_name, out);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return fclose(out) == 0 && count >= 0;
}

static bool
list(const char *folder)
{
    int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int fd = dir < 0 ? -1 : openat(dir, NEW, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    bool done = out && list_to(dir, out) && renameat(dir, NEW, dir, NAME) == 0;
    int error = errno;
    if (fd >= 0 && !out)
        close(fd);
    if (dir >= 0)
        close(dir);
    errno = error;
    return done;
}

static int
step(struct weir_job *job, void *arg)
{
    struct contents *contents = arg;
    if (!list(contents->folder))
        return weir_fail(job, "cannot list %s: %s", contents->folder, strerror(errno));
    contents->written++;
    return weir_done(job, NULL);
}

void
contents_changed(struct contents *contents)
{
    struct weir_job_spec spec = {.step = step,
                                 .arg = contents,
                                 .name = "contents",
                                 .description = "list what there is",
                                 .scope = contents->scope,
                                 .delay = SOON,
                                 .key = "contents"};
    contents->asked++;
    weir_job_start(contents->weir, &spec); /* refused only when all is to end: then nobody needs the list */
}
