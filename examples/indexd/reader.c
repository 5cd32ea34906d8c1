/* SPDX-License-Identifier: MIT */
/* Lists a directory, reads and hashes its files. Not which directory is next, nor what is done with the results.
 *
 * Links are not followed, so that nothing outside of DIR is read and no circle is walked. */
#include "reader.h"

#include "alloc.h"
#include "finding.h"
#include "index.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    CHUNK = 64 * 1024
};

/* One file. */

static ssize_t
read_on(int fd, void *chunk)
{
    ssize_t got;
    do
        got = read(fd, chunk, CHUNK);
    while (got < 0 && errno == EINTR);
    return got;
}

/* Answers 0, an errno, or ECANCELED when the work was cancelled in the middle. */
static int
hash_content(struct reader *reader, int fd, struct file *file)
{
    XXH3_64bits_reset(reader->hash);
    for (ssize_t got; (got = read_on(fd, reader->chunk)) != 0;) {
        if (got < 0)
            return errno;
        if (weir_job_cancelled(reader->job))
            return ECANCELED;
        XXH3_64bits_update(reader->hash, reader->chunk, (size_t)got);
        file->size += (uint64_t)got;
    }
    file->hash = XXH3_64bits_digest(reader->hash);
    return 0;
}

/* Not blocking, since what was a file when it was listed may be a pipe by now. */
static int
read_file(struct reader *reader, int dir, const char *name, struct file *file)
{
    int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    struct stat status;
    int error = fstat(fd, &status) ? errno : 0;
    file->mtime = error ? 0 : (int64_t)status.st_mtime;
    if (!error)
        error = S_ISREG(status.st_mode) ? hash_content(reader, fd, file) : ESTALE;
    close(fd);
    return error;
}

static void
hand_over(struct reader *reader, struct file *file, int error)
{
    const struct walk_config *config = reader->config;
    if (error) {
        file->error = error;
        file->size = 0;
        reader->tally.unreadable++;
    } else {
        reader->tally.files++;
        reader->tally.bytes += file->size;
    }
    finding_post(config->ledger, config->results, config->index, file);
}

static void
do_file(struct reader *reader, int dir, const char *path, const char *name)
{
    struct file *file = file_new(path);
    int error = read_file(reader, dir, name, file);
    if (error == ECANCELED && weir_job_cancelled(reader->job))
        free(file);
    else
        hand_over(reader, file, error);
}

/* One directory. */

/* Some file systems do not tell the type with the name. */
static unsigned char
type_of(int dir, const struct dirent *entry)
{
    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type;
    struct stat status;
    if (fstatat(dir, entry->d_name, &status, AT_SYMLINK_NOFOLLOW))
        return DT_REG; /* reading it will say what is wrong */
    return S_ISREG(status.st_mode) ? DT_REG : S_ISDIR(status.st_mode) ? DT_DIR : DT_LNK;
}

static bool
is_dots(const char *name)
{
    return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

static char *
join(const char *parent, const char *name)
{
    size_t front = strlen(parent);
    size_t back = strlen(name) + 1;
    char *path = need(front + 1 + back);
    memcpy(path, parent, front);
    if (front)
        path[front++] = '/';
    memcpy(path + front, name, back);
    return path;
}

static void
do_entry(struct reader *reader, const char *directory, int dir, const struct dirent *entry)
{
    if (is_dots(entry->d_name))
        return;
    unsigned char type = type_of(dir, entry);
    if (type != DT_REG && type != DT_DIR) {
        reader->tally.skipped++;
        return;
    }
    char *path = join(directory, entry->d_name);
    if (type == DT_DIR)
        walk_push(reader->request, path);
    else
        do_file(reader, dir, path, entry->d_name);
    free(path);
}

static DIR *
open_directory(const struct reader *reader, const char *path)
{
    int fd =
        openat(reader->config->root, *path ? path : ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    DIR *dir = fdopendir(fd);
    if (!dir)
        close(fd);
    return dir;
}

/* Answers an errno if the listing broke off. */
static int
do_entries(struct reader *reader, const char *directory, DIR *dir)
{
    while (!weir_job_cancelled(reader->job)) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (!entry)
            return errno;
        do_entry(reader, directory, dirfd(dir), entry);
    }
    return 0;
}

void
reader_read(struct reader *reader, const char *directory)
{
    DIR *dir = open_directory(reader, directory);
    int error = dir ? do_entries(reader, directory, dir) : errno;
    if (dir)
        closedir(dir);
    if (error)
        hand_over(reader, file_new(*directory ? directory : "."), error);
}

void
reader_init(struct reader *reader, struct weir_job *job, struct request *request,
            const struct walk_config *config)
{
    *reader = (struct reader){.job = job,
                              .request = request,
                              .config = config,
                              .hash = needed(XXH3_createState()),
                              .chunk = need(CHUNK)};
}

void
reader_fini(struct reader *reader)
{
    XXH3_freeState(reader->hash);
    free(reader->chunk);
}
