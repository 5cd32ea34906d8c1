/* SPDX-License-Identifier: MIT */
/* Reads folders. Opens no file: digest.c. */
#include "walk.h"

#include "text.h"

#include <windows.h>

#include <stdlib.h>

/* What one folder holds. */
struct entry {
    wchar_t *name;
    uint64_t size;
    bool is_folder;
};

struct entries {
    struct entry *all;
    size_t count, room;
};

wchar_t *
walk_path(const wchar_t *folder, const wchar_t *name)
{
    size_t length = wcslen(folder);
    bool has_end = length == 0 || folder[length - 1] == L'\\';
    return text_format(has_end ? L"%ls%ls" : L"%ls\\%ls", folder, name);
}

static wchar_t *
full_path(const wchar_t *path)
{
    DWORD size = GetFullPathNameW(path, 0, NULL, NULL);
    wchar_t *full = need((size + 1) * sizeof *full);
    if (size > 0)
        GetFullPathNameW(path, size, full, NULL);
    return full;
}

wchar_t *
walk_folder(const wchar_t *folder)
{
    wchar_t *full = full_path(folder), *path;
    if (wcsncmp(full, L"\\\\?\\", 4) == 0 || wcsncmp(full, L"\\\\.\\", 4) == 0)
        path = text_copy(full);
    else if (wcsncmp(full, L"\\\\", 2) == 0)
        path = text_format(L"\\\\?\\UNC\\%ls", full + 2);
    else
        path = text_format(L"\\\\?\\%ls", full);
    free(full);
    DWORD attributes = GetFileAttributesW(path);
    if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY))
        return path;
    if (attributes != INVALID_FILE_ATTRIBUTES)
        SetLastError(ERROR_DIRECTORY);
    free(path);
    return NULL;
}

static void
add(struct entries *entries, const WIN32_FIND_DATAW *data)
{
    bool is_folder = data->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY;
    bool is_link = data->dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT;
    if (is_folder && (is_link || !wcscmp(data->cFileName, L".") || !wcscmp(data->cFileName, L"..")))
        return;
    if (entries->count == entries->room) {
        entries->room = entries->room * 2 + 32;
        entries->all = need_more(entries->all, entries->room * sizeof *entries->all);
    }
    entries->all[entries->count++] =
        (struct entry){.name = text_copy(data->cFileName),
                       .size = (uint64_t)data->nFileSizeHigh << 32 | data->nFileSizeLow,
                       .is_folder = is_folder};
}

/* Files first, each kind by name. */
static int
by_name(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    if (a->is_folder != b->is_folder)
        return a->is_folder - b->is_folder;
    return CompareStringOrdinal(a->name, -1, b->name, -1, TRUE) - CSTR_EQUAL;
}

/* 0, or why the folder could not be read to its end. */
static DWORD
read_folder(const wchar_t *path, struct entries *entries, const struct walk_calls *calls)
{
    WIN32_FIND_DATAW data;
    wchar_t *pattern = walk_path(path, L"*");
    HANDLE find = FindFirstFileExW(pattern, FindExInfoBasic, &data, FindExSearchNameMatch, NULL,
                                   FIND_FIRST_EX_LARGE_FETCH);
    DWORD error = find == INVALID_HANDLE_VALUE ? GetLastError() : 0;
    free(pattern);
    while (!error && !calls->stopped(calls->self)) {
        add(entries, &data);
        error = FindNextFileW(find, &data) ? 0 : GetLastError();
    }
    if (find != INVALID_HANDLE_VALUE)
        FindClose(find);
    if (entries->count > 0)
        qsort(entries->all, entries->count, sizeof *entries->all, by_name);
    return error == ERROR_NO_MORE_FILES || error == ERROR_FILE_NOT_FOUND ? 0 : error;
}

static void walk_below(const wchar_t *folder, const wchar_t *below, const struct walk_calls *calls);

static void
tell(const wchar_t *folder, const wchar_t *below, const struct entry *entry, const struct walk_calls *calls)
{
    wchar_t *name = walk_path(below, entry->name);
    if (calls->stopped(calls->self))
        ;
    else if (entry->is_folder)
        walk_below(folder, name, calls);
    else
        calls->found(calls->self, name, entry->size, 0);
    free(name);
}

static void
walk_below(const wchar_t *folder, const wchar_t *below, const struct walk_calls *calls)
{
    struct entries entries = {NULL, 0, 0};
    wchar_t *path = below[0] ? walk_path(folder, below) : text_copy(folder);
    DWORD error = read_folder(path, &entries, calls);
    free(path);
    if (error)
        calls->found(calls->self, below[0] ? below : L".", 0, error);
    for (size_t i = 0; i < entries.count; i++) {
        tell(folder, below, &entries.all[i], calls);
        free(entries.all[i].name);
    }
    free(entries.all);
}

void
walk(const wchar_t *folder, const struct walk_calls *calls)
{
    walk_below(folder, L"", calls);
}
