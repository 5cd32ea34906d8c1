/* SPDX-License-Identifier: MIT */
/* How the program loads a plug-in on POSIX. Not on Windows (library_win32.c). */
#include "library.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

const int library_scopes = 2;

void *
library_load(const char *path, enum library_scope scope)
{
    void *library = dlopen(path, RTLD_NOW | (scope == LIBRARY_GLOBAL ? RTLD_GLOBAL : RTLD_LOCAL));
    if (!library)
        fprintf(stderr, "%s\n", dlerror());
    return library;
}

void (*library_symbol(void *library, const char *name))(void)
{
    void (*symbol)(void) = NULL;
    *(void **)&symbol = dlsym(library, name);
    return symbol;
}

bool
library_unload(void *library)
{
    return dlclose(library) == 0;
}

static bool
is_in_maps(const char *path)
{
    char line[4096];
    bool found = false;
    FILE *maps = fopen("/proc/self/maps", "r");
    if (!maps)
        return true; /* nobody can say that it is gone */
    while (fgets(line, sizeof line, maps))
        found |= strstr(line, path) != NULL;
    fclose(maps);
    return found;
}

bool
library_is_mapped(const char *path)
{
    void *known = dlopen(path, RTLD_NOW | RTLD_NOLOAD);
    if (known)
        dlclose(known);
    return known || is_in_maps(path);
}
