/* SPDX-License-Identifier: MIT */
/* The threads that list directories, read files and hash them. Not what is done with the results.
 *
 * Links are not followed, so that nothing outside of DIR is read and no circle is walked. A
 * directory is listed and its files are read by one thread; its directories go back on the stack.
 */
#include "workers.h"

#include "alloc.h"
#include "finding.h"
#include "walk.h"

#include <xxhash.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    CHUNK = 64 * 1024
};

struct workers {
    struct walk *walk;
    struct message *gone;
    pthread_mutex_t lock; /* for running */
    unsigned running;
    unsigned count;
    pthread_t threads[];
};

/* What one thread has to work with. */
struct worker {
    struct walk *walk;
    XXH3_state_t *hash;
    unsigned char *chunk;
    struct tally tally; /* of the directory that is being read */
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

/* Answers 0, an errno, or ECANCELED when the walk was stopped in the middle. */
static int
hash_content(struct worker *worker, int fd, struct file *file)
{
    XXH3_64bits_reset(worker->hash);
    for (ssize_t got; (got = read_on(fd, worker->chunk)) != 0;) {
        if (got < 0)
            return errno;
        if (walk_stopped(worker->walk))
            return ECANCELED;
        XXH3_64bits_update(worker->hash, worker->chunk, (size_t)got);
        file->size += (uint64_t)got;
    }
    file->hash = XXH3_64bits_digest(worker->hash);
    return 0;
}

/* Not blocking, since what was a file when it was listed may be a pipe by now. */
static int
read_file(struct worker *worker, int dir, const char *name, struct file *file)
{
    int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    struct stat status;
    int error = fstat(fd, &status) ? errno : 0;
    file->mtime = error ? 0 : (int64_t)status.st_mtime;
    if (!error)
        error = S_ISREG(status.st_mode) ? hash_content(worker, fd, file) : ESTALE;
    close(fd);
    return error;
}

static void
hand_over(struct worker *worker, struct file *file, int error)
{
    const struct walk_config *config = walk_config(worker->walk);
    if (error) {
        file->error = error;
        file->size = 0;
        worker->tally.unreadable++;
    } else {
        worker->tally.files++;
        worker->tally.bytes += file->size;
    }
    finding_post(config->ledger, config->scope, config->index, file);
}

static void
do_file(struct worker *worker, int dir, const char *path, const char *name)
{
    struct file *file = file_new(path);
    int error = read_file(worker, dir, name, file);
    if (error == ECANCELED && walk_stopped(worker->walk))
        free(file);
    else
        hand_over(worker, file, error);
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
do_entry(struct worker *worker, const struct directory *directory, int dir, const struct dirent *entry)
{
    if (is_dots(entry->d_name))
        return;
    unsigned char type = type_of(dir, entry);
    if (type != DT_REG && type != DT_DIR) {
        worker->tally.skipped++;
        return;
    }
    char *path = join(directory->path, entry->d_name);
    if (type == DT_DIR)
        walk_push(worker->walk, directory->request, path);
    else
        do_file(worker, dir, path, entry->d_name);
    free(path);
}

static DIR *
open_directory(const struct worker *worker, const char *path)
{
    int fd = openat(walk_config(worker->walk)->root, *path ? path : ".",
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    DIR *dir = fdopendir(fd);
    if (!dir)
        close(fd);
    return dir;
}

/* Answers an errno if the listing broke off. */
static int
do_entries(struct worker *worker, const struct directory *directory, DIR *dir)
{
    while (!walk_stopped(worker->walk)) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (!entry)
            return errno;
        do_entry(worker, directory, dirfd(dir), entry);
    }
    return 0;
}

static void
do_directory(struct worker *worker, const struct directory *directory)
{
    DIR *dir = open_directory(worker, directory->path);
    int error = dir ? do_entries(worker, directory, dir) : errno;
    if (dir)
        closedir(dir);
    if (error)
        hand_over(worker, file_new(*directory->path ? directory->path : "."), error);
}

/* The threads. */

static void
work(struct walk *walk)
{
    struct worker worker = {.walk = walk, .hash = needed(XXH3_createState()), .chunk = need(CHUNK)};
    for (struct directory *directory; (directory = walk_take(walk));) {
        worker.tally = (struct tally){0};
        do_directory(&worker, directory);
        walk_end(walk, directory, &worker.tally);
    }
    XXH3_freeState(worker.hash);
    free(worker.chunk);
}

static void
say_gone(struct workers *workers)
{
    struct message *gone = workers->gone;
    struct weir_task how = {.name = "workers gone", .wait_for_room = WEIR_FOREVER};
    if (ledger_post(walk_config(workers->walk)->ledger, gone, how) < 0)
        free(gone);
}

static void *
thread(void *arg)
{
    struct workers *workers = arg;
    work(workers->walk);
    pthread_mutex_lock(&workers->lock);
    bool last = --workers->running == 0;
    pthread_mutex_unlock(&workers->lock);
    if (last)
        say_gone(workers);
    return NULL;
}

/* Signals are for the loop thread. */
static bool
start_one(struct workers *workers)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&workers->threads[workers->count], NULL, thread, workers);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error == 0;
}

struct workers *
workers_start(struct walk *walk, unsigned threads, struct message *gone)
{
    struct workers *workers = need(sizeof *workers + threads * sizeof(pthread_t));
    workers->walk = walk;
    workers->gone = gone;
    pthread_mutex_init(&workers->lock, NULL);
    pthread_mutex_lock(&workers->lock);
    while (workers->count < threads && start_one(workers))
        workers->count++;
    workers->running = workers->count;
    pthread_mutex_unlock(&workers->lock);
    if (workers->count > 0)
        return workers;
    pthread_mutex_destroy(&workers->lock);
    free(workers);
    return NULL;
}

static struct timespec
limit_from_now(int64_t limit)
{
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    int64_t nanoseconds = at.tv_nsec + limit % WEIR_S(1);
    at.tv_sec += (time_t)(limit / WEIR_S(1) + nanoseconds / WEIR_S(1));
    at.tv_nsec = (long)(nanoseconds % WEIR_S(1));
    return at;
}

bool
workers_join(struct workers *workers, int64_t limit)
{
    struct timespec at = limit_from_now(limit);
    for (unsigned i = 0; i < workers->count; i++)
        if (pthread_timedjoin_np(workers->threads[i], NULL, &at))
            return false;
    pthread_mutex_destroy(&workers->lock);
    free(workers);
    return true;
}
