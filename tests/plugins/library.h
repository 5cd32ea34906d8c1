/* SPDX-License-Identifier: MIT */
/* How the program loads a plug-in, on POSIX (library_posix.c) and on Windows (library_win32.c). Not what it then does with
 * it (loaded.c). */
#ifndef TESTS_PLUGINS_LIBRARY_H
#define TESTS_PLUGINS_LIBRARY_H

#include <stdbool.h>

/* Who sees the symbols of a library: the library itself, or all that are loaded after it. */
enum library_scope {
    LIBRARY_LOCAL,
    LIBRARY_GLOBAL
};

/* How many of these the system has: Windows knows LIBRARY_LOCAL alone. */
extern const int library_scopes;

/* NULL: it could not, and stderr says why. */
void *library_load(const char *path, enum library_scope scope);

/* NULL: there is none of that name. */
void (*library_symbol(void *library, const char *name))(void);

bool library_unload(void *library);

/* Is it in the process, or on Windows another from its folder: what it brought along? */
bool library_is_mapped(const char *path);

#endif
