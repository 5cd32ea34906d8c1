/* SPDX-License-Identifier: MIT */
/* Files below one folder. Not what is in them. */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool
files_path_is_plain(const char *path)
{
    if (*path == '/' || *path == '\0')
        return false;
    for (const char *part = path; part; part = strchr(part, '/')) {
        part += *part == '/';
        if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0'))
            return false;
    }
    return true;
}

static bool
is_inside(const char *path, const char *folder)
{
    size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && (path[length] == '/' || length == 1);
}

/* The real path of a file below the folder, to be freed; NULL: errno says why. */
static char *
real_path(const char *folder, const char *path)
{
    char joined[PATH_MAX];
    if (snprintf(joined, sizeof joined, "%s/%s", folder, path) >= (int)sizeof joined) {
        errno = ENAMETOOLONG;
        return NULL;
    }
    char *real = realpath(joined, NULL), *root = real ? realpath(folder, NULL) : NULL;
    if (real && root && is_inside(real, root)) {
        free(root);
        return real;
    }
    int why = real && root ? EACCES : errno;
    free(real);
    free(root);
    errno = why;
    return NULL;
}

/* A pipe would wait for its other end, if it were not opened so. */
int
files_open(const char *folder, const char *path, int64_t *size)
{
    char *real = real_path(folder, path);
    if (!real)
        return -1;
    int fd = open(real, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    int why = errno;
    free(real);
    struct stat status;
    if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
        *size = (int64_t)status.st_size;
        return fd;
    }
    if (fd >= 0) {
        why = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
        close(fd);
    }
    errno = why;
    return -1;
}

static int
write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(fd, bytes, size);
        if (written < 0 && errno != EINTR)
            return -1;
        bytes += written > 0 ? written : 0;
        size -= written > 0 ? (size_t)written : 0;
    }
    return 0;
}

int
files_write(const char *folder, const char *name, const void *bytes, size_t size)
{
    int directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return -1;
    int fd = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    int failed = fd < 0 || write_all(fd, bytes, size), why = errno;
    if (fd >= 0 && close(fd) && !failed) {
        failed = 1;
        why = errno;
    }
    if (fd >= 0 && failed)
        unlinkat(directory, name, 0);
    close(directory);
    errno = why;
    return failed ? -1 : 0;
}
