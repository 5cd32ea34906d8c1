/* SPDX-License-Identifier: MIT */
/* A picture of a window, as a PNG. Not when it is taken: app.c. */
#ifndef HASH_PICTURE_H
#define HASH_PICTURE_H

#include <windows.h>

/* The window as it has been painted, without its frame. */
HRESULT picture_of_window(HWND window, const wchar_t *file);

#endif
