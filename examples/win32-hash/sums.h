/* SPDX-License-Identifier: MIT */
/* The list as sha256sum writes it, and as `sha256sum -c` reads it: files that have been hashed, and no others. */
#ifndef HASH_SUMS_H
#define HASH_SUMS_H

#include "rows.h"

#include <windows.h>

/* Into a file, or for "-" to stdout. 0, or the error of Windows. */
uint32_t sums_save(const struct rows *rows, const wchar_t *file);

/* To the clipboard. 0, or the error of Windows. */
uint32_t sums_copy(const struct rows *rows, HWND window);

#endif
