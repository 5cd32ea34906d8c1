/* SPDX-License-Identifier: MIT */
/* Which directories a client may name: those below DIR, and no other. Not what is in them. */
#include "within.h"

#include "alloc.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool
climbs(const char *dir)
{
    for (const char *part = dir; part; part = strchr(part, '/')) {
        part += *part == '/';
        if (part[0] == '.' && part[1] == '.' && (part[2] == '/' || !part[2]))
            return true;
    }
    return false;
}

/* What is left of `path` below root, or NULL. Both are real paths, so comparing text is enough. */
static const char *
below(const char *root, const char *path)
{
    size_t length = strcmp(root, "/") ? strlen(root) : 0;
    if (strncmp(path, root, length) || (path[length] && path[length] != '/'))
        return NULL;
    return path + length + (path[length] == '/');
}

/* The real path of `dir`, or NULL. */
static char *
resolve(const char *root, const char *dir)
{
    char *joined = need(strlen(root) + 1 + strlen(dir) + 1);
    strcpy(joined, root);
    strcat(joined, "/");
    strcat(joined, dir);
    char *path = realpath(joined, NULL);
    free(joined);
    return path;
}

static bool
is_directory(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* The same reason for what lies outside as for what is not there: a client should not learn which
 * of the two it is. */
static const char *
inspect(const char *root, const char *path, char **inside)
{
    const char *rest = path ? below(root, path) : NULL;
    if (!rest || !is_directory(path))
        return "dir is no directory below the one that is indexed";
    *inside = need_copy(rest);
    return NULL;
}

const char *
within(const char *root, const char *dir, char **inside)
{
    *inside = NULL;
    if (dir[0] == '/')
        return "dir is named from the indexed directory on: it begins with no slash";
    if (climbs(dir))
        return "dir must not contain ..";
    char *path = resolve(root, dir);
    const char *reason = inspect(root, path, inside);
    free(path);
    return reason;
}
