/* SPDX-License-Identifier: MIT */
/* Writes a list of hashes. Does not hash. */
#include "sums.h"

#include "say.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* Words that grow. */
struct sums {
    wchar_t *text;
    size_t length, room;
};

static void
append(struct sums *sums, const wchar_t *text)
{
    size_t length = wcslen(text);
    if (sums->length + length >= sums->room) {
        sums->room = (sums->length + length) * 2 + 1024;
        sums->text = need_more(sums->text, sums->room * sizeof *sums->text);
    }
    wcscpy(sums->text + sums->length, text);
    sums->length += length;
}

/* As other systems write names. */
static void
append_name(struct sums *sums, const wchar_t *name)
{
    size_t from = sums->length;
    append(sums, name);
    for (wchar_t *at = sums->text + from; *at; at++)
        if (*at == L'\\')
            *at = L'/';
}

static wchar_t *
text_of(const struct rows *rows, const wchar_t *line_end)
{
    struct sums sums = {NULL, 0, 0};
    wchar_t hash[DIGEST_TEXT];
    append(&sums, L"");
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->all[i].state != ROW_DONE)
            continue;
        digest_text(rows->all[i].hash, hash);
        append(&sums, hash);
        append(&sums, L"  ");
        append_name(&sums, rows->all[i].name);
        append(&sums, line_end);
    }
    return sums.text;
}

static uint32_t
write_file(const wchar_t *name, const char *bytes, size_t size)
{
    DWORD written, error = 0;
    HANDLE file = CreateFileW(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return GetLastError();
    while (size > 0 && !error) {
        DWORD part = size < 1 << 20 ? (DWORD)size : 1 << 20;
        if (!WriteFile(file, bytes, part, &written, NULL))
            error = GetLastError();
        bytes += part;
        size -= part;
    }
    if (!CloseHandle(file) && !error)
        error = GetLastError();
    return error;
}

uint32_t
sums_save(const struct rows *rows, const wchar_t *file)
{
    uint32_t error = 0;
    wchar_t *text = text_of(rows, L"\n");
    char *bytes = text_utf8(text);
    if (wcscmp(file, L"-") != 0)
        error = write_file(file, bytes, strlen(bytes));
    else if (!say_bytes(bytes, strlen(bytes)))
        error = ERROR_WRITE_FAULT;
    free(bytes);
    free(text);
    return error;
}

static HGLOBAL
shared_copy(const wchar_t *text)
{
    size_t size = (wcslen(text) + 1) * sizeof *text;
    HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE, size);
    void *copy = memory ? GlobalLock(memory) : NULL;
    if (!copy)
        return NULL;
    memcpy(copy, text, size);
    GlobalUnlock(memory);
    return memory;
}

uint32_t
sums_copy(const struct rows *rows, HWND window)
{
    if (!OpenClipboard(window))
        return GetLastError();
    wchar_t *text = text_of(rows, L"\r\n");
    HGLOBAL memory = shared_copy(text);
    uint32_t error = 0;
    EmptyClipboard();
    if (!memory || !SetClipboardData(CF_UNICODETEXT, memory)) {
        error = GetLastError();
        GlobalFree(memory);
    }
    CloseClipboard();
    free(text);
    return error;
}
