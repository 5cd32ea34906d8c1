/* SPDX-License-Identifier: MIT */
/* How the program loads a plug-in on Windows. Not on POSIX (library_posix.c). */
#include "library.h"

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <psapi.h>
#include <stdio.h>
#include <string.h>

const int library_scopes = 1;

/* What it needs is looked for beside it, as programs do that have a folder for each plug-in. */
void *
library_load(const char *path, enum library_scope scope)
{
    char full[MAX_PATH];
    (void)scope;
    GetFullPathNameA(path, sizeof full, full, NULL);
    HMODULE library = LoadLibraryExA(full, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (!library)
        fprintf(stderr, "%s: error %lu\n", full, GetLastError());
    return library;
}

void (*library_symbol(void *library, const char *name))(void)
{
    return (void (*)(void))GetProcAddress(library, name);
}

bool
library_unload(void *library)
{
    return FreeLibrary(library);
}

bool
library_is_mapped(const char *path)
{
    char folder[MAX_PATH], name[MAX_PATH], *file;
    HMODULE modules[512];
    DWORD size;
    GetFullPathNameA(path, sizeof folder, folder, &file);
    if (!EnumProcessModules(GetCurrentProcess(), modules, sizeof modules, &size) || size > sizeof modules)
        return true; /* nobody can say that it is gone */
    *file = '\0';
    for (DWORD i = 0; i < size / sizeof(HMODULE); i++)
        if (GetModuleFileNameA(modules[i], name, sizeof name) && !_strnicmp(name, folder, strlen(folder)))
            return true;
    return false;
}
