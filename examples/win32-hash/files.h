/* SPDX-License-Identifier: MIT */
/* The shell's dialogs for files. Each runs a loop of its own, in which weir goes on. */
#ifndef HASH_FILES_H
#define HASH_FILES_H

#include <windows.h>

/* The path that was chosen, for free. NULL: none was. */
wchar_t *files_choose_folder(HWND owner);
wchar_t *files_choose_target(HWND owner, const wchar_t *name);

#endif
