/* SPDX-License-Identifier: MIT */
/* Makes words, in memory of their own. Shows none. */
#include "text.h"

#include "say.h"

#include <windows.h>

#include <shlwapi.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *
or_end(void *memory)
{
    if (memory)
        return memory;
    say_wrong(L"no memory");
    ExitProcess(1);
}

void *
need(size_t size)
{
    return or_end(calloc(1, size));
}

void *
need_more(void *memory, size_t size)
{
    return or_end(realloc(memory, size));
}

wchar_t *
text_copy(const wchar_t *text)
{
    size_t size = (wcslen(text) + 1) * sizeof *text;
    return memcpy(need(size), text, size);
}

wchar_t *
text_format(const wchar_t *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = _vscwprintf(format, args);
    size_t size = (size_t)(length > 0 ? length : 0) + 1;
    wchar_t *text = need(size * sizeof *text);
    _vsnwprintf(text, size - 1, format, again);
    va_end(again);
    va_end(args);
    return text;
}

wchar_t *
text_of_error(uint32_t error)
{
    wchar_t line[512];
    DWORD flags = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK;
    DWORD length = FormatMessageW(flags, NULL, error, 0, line, 512, NULL);
    while (length > 0 && wcschr(L" .\r\n", line[length - 1]))
        length--;
    line[length] = 0;
    return length > 0 ? text_copy(line) : text_format(L"error %lu", (unsigned long)error);
}

void
text_of_size(uint64_t bytes, wchar_t text[TEXT_SIZE])
{
    text[0] = 0;
    StrFormatByteSizeW((LONGLONG)bytes, text, TEXT_SIZE);
}

char *
text_utf8(const wchar_t *text)
{
    int size = WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
    char *bytes = need(size > 0 ? (size_t)size : 1);
    WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, size, NULL, NULL);
    return bytes;
}
