/* SPDX-License-Identifier: MIT */
/* What the parts of the Win32 host share. Not for the laws, which know host.h. */
#ifndef KIT_WIN32_HOST_H
#define KIT_WIN32_HOST_H

#define UNICODE
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include "host.h"

struct callback {
    weir_fn *run;
    void *arg;
};

struct host_loop {
    HWND window;
    HWND of_pump;  /* as weir_win32_attach told it */
    HANDLE always; /* signalled: I/O that is always ready */
    struct callback ticks, io, busy, painted;
};

extern const char *const win32_modals[];
bool win32_modal(struct host_loop *loop, int which, host_until *until, void *arg, int64_t limit);

#endif
