/* SPDX-License-Identifier: MIT */
/* The usual way on Windows: PostMessage to a window of one's own for each task. Not an APC: that is queue_apc.c. */
#define UNICODE
#define WIN32_LEAN_AND_MEAN
#include "bench/contestant.h"
#include "bench/win32_loop.h"

#include <stdlib.h>
#include <windows.h>

enum {
    RUN = WM_APP
};

struct receiver {
    struct win32_loop loop; /* first: run and stop want it */
    HWND window;
};

static LRESULT CALLBACK
message_comes(HWND window, UINT message, WPARAM wide, LPARAM word)
{
    if (message != RUN)
        return DefWindowProcW(window, message, wide, word);
    struct call *call = (struct call *)word;
    call->run(call);
    return 0;
}

static void *
receiver_open(void)
{
    const WNDCLASSEXW class = {.cbSize = sizeof class,
                               .lpfnWndProc = message_comes,
                               .hInstance = GetModuleHandleW(NULL),
                               .lpszClassName = L"weir-bench"};
    struct receiver *receiver = calloc(1, sizeof *receiver);

    if (receiver && RegisterClassExW(&class))
        receiver->window = CreateWindowExW(0, class.lpszClassName, NULL, 0, 0, 0, 0, 0, HWND_MESSAGE, NULL,
                                           class.hInstance, NULL);
    if (receiver && receiver->window)
        return receiver;
    free(receiver);
    return NULL;
}

static bool
receiver_post(void *self, struct call *call)
{
    return PostMessageW(((struct receiver *)self)->window, RUN, 0, (LPARAM)call);
}

static void
receiver_close(void *self)
{
    DestroyWindow(((struct receiver *)self)->window);
    free(self);
}

const struct contestant post_message = {
    .name = "PostMessage per task",
    .symbol = "post_message",
    .open = receiver_open,
    .post = receiver_post,
    .run = win32_loop_run,
    .stop = win32_loop_stop,
    .close = receiver_close,
};
