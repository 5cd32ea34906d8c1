/* SPDX-License-Identifier: MIT */
/* Lists folders and hashes files. Not what is to be listed and hashed: that is work.c. */
#include "disk.h"

#include "table.h"

#include <weir/job.h>

#include <xxhash.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BLOCK = 64 * 1024
};

void *
need(size_t bytes)
{
    void *memory = calloc(1, bytes);
    if (!memory) {
        fputs("weir-pick: out of memory\n", stderr);
        exit(1);
    }
    return memory;
}

struct item *
item_new(struct work *work, struct file *file, const char *path)
{
    size_t bytes = strlen(path) + 1;
    struct item *item = need(sizeof *item + bytes);
    item->work = work;
    item->file = file;
    memcpy(item->path, path, bytes);
    return item;
}

/* A folder. */

static bool
is_dots(const char *name)
{
    return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

static char *
join(const char *folder, const char *name)
{
    size_t front = strlen(folder);
    size_t back = strlen(name) + 1;
    char *path = need(front + 1 + back);
    memcpy(path, folder, front);
    if (front && path[front - 1] != '/')
        path[front++] = '/';
    memcpy(path + front, name, back);
    return path;
}

static void
look_at(struct item *item, const char *name, disk_entry_fn *entry)
{
    struct stat status;
    char *path = join(item->path, name);
    if (!is_dots(name) && lstat(path, &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)))
        entry(item, path, &status);
    free(path);
}

void
disk_list(struct item *item, disk_entry_fn *entry)
{
    DIR *folder = opendir(item->path);
    if (!folder) {
        item->error = errno;
        return;
    }
    errno = 0;
    for (const struct dirent *found; (found = readdir(folder)); errno = 0)
        look_at(item, found->d_name, entry);
    item->error = errno;
    closedir(folder);
}

/* A file. */

static ssize_t
read_on(int fd, void *block)
{
    ssize_t got;
    do
        got = read(fd, block, BLOCK);
    while (got < 0 && errno == EINTR);
    return got;
}

/* Answers 0 or an errno: ESTALE if it is not as long as it was when it was found. */
static int
hash_content(int fd, struct item *item, const struct weir_job *job, XXH3_state_t *state, void *block)
{
    uint64_t length = 0;
    for (ssize_t got; (got = read_on(fd, block)) != 0; length += (uint64_t)got) {
        if (got < 0)
            return errno;
        if (weir_job_cancelled(job))
            return ECANCELED;
        XXH3_64bits_update(state, block, (size_t)got);
    }
    item->hash = XXH3_64bits_digest(state);
    return length == item->file->size ? 0 : ESTALE;
}

/* Not blocking, since what was a file when it was listed may be a pipe by now. */
void
disk_hash(struct item *item, const struct weir_job *job)
{
    int fd = open(item->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) {
        item->error = errno;
        return;
    }
    void *block = need(BLOCK);
    XXH3_state_t *state = XXH3_createState();
    item->error =
        state && XXH3_64bits_reset(state) == XXH_OK ? hash_content(fd, item, job, state, block) : ENOMEM;
    XXH3_freeState(state);
    free(block);
    close(fd);
}
