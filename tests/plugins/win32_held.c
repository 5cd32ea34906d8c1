/* SPDX-License-Identifier: MIT */
/* What a process of Windows holds, and what one of its modules imports. Not the program (win32.c). */
#include "win32.h"

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <string.h>

/* Handles are multiples of 4. Some systems count them for nobody, so each is asked for. */
static int
count_handles(void)
{
    DWORD flags;
    int count = 0;
    for (ULONG_PTR handle = 4; handle < 0x10000; handle += 4)
        count += GetHandleInformation((HANDLE)handle, &flags) != 0;
    return count;
}

/* The lower half of a window's handle is enough to name it. */
static int
count_windows(void)
{
    int count = 0;
    for (ULONG_PTR handle = 2; handle < 0x10000; handle += 2) {
        DWORD process = 0;
        if (IsWindow((HWND)handle) && GetWindowThreadProcessId((HWND)handle, &process))
            count += process == GetCurrentProcessId();
    }
    return count;
}

/* The lowest that is free is handed out. */
static int
count_indexes(void)
{
    DWORD next = TlsAlloc();
    TlsFree(next);
    return (int)next;
}

struct win32_held
win32_holds(void)
{
    return (struct win32_held){count_handles(), count_windows(),
                               (int)GetGuiResources(GetCurrentProcess(), GR_USEROBJECTS), count_indexes()};
}

/* Imports: for each DLL a table of names, and beside it one of addresses through which the module calls. */

static ULONG_PTR *
find_import(char *base, const char *name)
{
    const IMAGE_NT_HEADERS *headers = (void *)(base + ((IMAGE_DOS_HEADER *)(void *)base)->e_lfanew);
    DWORD at = headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT].VirtualAddress;
    for (IMAGE_IMPORT_DESCRIPTOR *dll = (void *)(base + at); dll->Name; dll++) {
        const IMAGE_THUNK_DATA *names = (void *)(base + dll->OriginalFirstThunk);
        ULONG_PTR *addresses = (void *)(base + dll->FirstThunk);
        for (int i = 0; names[i].u1.AddressOfData; i++) {
            const IMAGE_IMPORT_BY_NAME *import = (void *)(base + names[i].u1.AddressOfData);
            if (!IMAGE_SNAP_BY_ORDINAL(names[i].u1.Ordinal) && !strcmp((const char *)import->Name, name))
                return &addresses[i];
        }
    }
    return NULL;
}

void (*win32_replace_import(void *module, const char *name, void (*with)(void)))(void)
{
    DWORD protection;
    ULONG_PTR *import = find_import(module, name);
    if (!import || !VirtualProtect(import, sizeof *import, PAGE_READWRITE, &protection))
        return NULL;
    void (*was)(void) = (void (*)(void)) * import;
    *import = (ULONG_PTR)with;
    VirtualProtect(import, sizeof *import, protection, &protection);
    return was;
}
