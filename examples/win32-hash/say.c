/* SPDX-License-Identifier: MIT */
/* Writes lines. A program with windows has no console of its own: it borrows the one that it was started from, if any.
 * No call of stdio, which would convert the words. */
#include "say.h"

#include "text.h"

#include <windows.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const wchar_t name[] = L"weir-win32-hash", before[] = L"weir-win32-hash: ";
static HANDLE out, err, instead; /* NULL: none */

static HANDLE
stream(DWORD which)
{
    HANDLE handle = GetStdHandle(which);
    return handle != INVALID_HANDLE_VALUE ? handle : NULL;
}

void
say_begin(void)
{
    out = stream(STD_OUTPUT_HANDLE);
    err = stream(STD_ERROR_HANDLE);
    if ((out && err) || !AttachConsole(ATTACH_PARENT_PROCESS))
        return;
    out = out ? out : stream(STD_OUTPUT_HANDLE);
    err = err ? err : stream(STD_ERROR_HANDLE);
}

bool
say_into(const wchar_t *file)
{
    HANDLE made = CreateFileW(file, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, CREATE_ALWAYS,
                              FILE_ATTRIBUTE_NORMAL, NULL);
    if (made == INVALID_HANDLE_VALUE)
        return false;
    instead = made;
    return true;
}

static bool
write_all(HANDLE handle, const char *bytes, size_t size)
{
    while (size > 0) {
        DWORD written, part = size < 1 << 20 ? (DWORD)size : 1 << 20;
        if (!WriteFile(handle, bytes, part, &written, NULL))
            return false;
        bytes += written;
        size -= written;
    }
    return true;
}

static void
write_words(HANDLE handle, const wchar_t *words)
{
    DWORD mode, written;
    if (GetConsoleMode(handle, &mode)) {
        WriteConsoleW(handle, words, (DWORD)wcslen(words), &written, NULL);
        return;
    }
    char *bytes = text_utf8(words);
    write_all(handle, bytes, strlen(bytes));
    free(bytes);
}

/* No longer than a path and some words. */
enum {
    LINE = 40000
};

static void
say_line(HANDLE handle, const wchar_t *first, const wchar_t *format, va_list args)
{
    static wchar_t line[LINE];
    int length = swprintf(line, LINE, L"%ls", first);
    _vsnwprintf(line + length, LINE - 64, format, args);
    line[LINE - 64] = 0;
    if (handle)
        write_words(handle, wcscat(line, L"\n"));
    else
        MessageBoxW(NULL, line + length, name, MB_OK | MB_ICONWARNING);
}

void
say(const wchar_t *format, ...)
{
    va_list args;
    va_start(args, format);
    if (instead || out)
        say_line(instead ? instead : out, L"", format, args);
    va_end(args);
}

void
say_wrong(const wchar_t *format, ...)
{
    va_list args;
    va_start(args, format);
    say_line(err, before, format, args);
    va_end(args);
}

void
say_aside(const wchar_t *format, ...)
{
    va_list args;
    va_start(args, format);
    if (err)
        say_line(err, before, format, args);
    va_end(args);
}

bool
say_bytes(const char *bytes, size_t size)
{
    return out && write_all(out, bytes, size);
}
