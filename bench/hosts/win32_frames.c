/* SPDX-License-Identifier: MIT */
/* Runs a message loop with a window and a frame timer of its own, and posts to the window with PostMessage. Does not know
 * weir. */
#define UNICODE
#define WIN32_LEAN_AND_MEAN
#include "hosts/win32_frames.h"

#include "kit/clock.h"

#include <stdlib.h>
#include <windows.h>

enum {
    RUN = WM_APP, /* from any thread: a task */
    TIMER = 1
};

struct win32_frames {
    struct burst *burst;
    HWND window;
};

struct message {
    burst_fn *run;
    void *arg;
};

/* A queue holds 10,000 messages; who has more must wait for room. */
static bool
post_message(void *target, burst_fn *run, void *arg)
{
    struct win32_frames *frames = target;
    struct message *message = malloc(sizeof *message);

    if (!message)
        return false;
    *message = (struct message){.run = run, .arg = arg};
    while (!PostMessageW(frames->window, RUN, 0, (LPARAM)message)) {
        if (GetLastError() != ERROR_NOT_ENOUGH_QUOTA) {
            free(message);
            return false;
        }
        Sleep(1);
    }
    return true; /* NOLINT(clang-analyzer-unix.Malloc): whom the message reaches frees it */
}

static LRESULT CALLBACK
message_comes(HWND window, UINT message, WPARAM wide, LPARAM word)
{
    struct win32_frames *frames = (struct win32_frames *)GetWindowLongPtrW(window, GWLP_USERDATA);

    if (message == RUN) {
        struct message task = *(struct message *)word;
        free((void *)word);
        task.run(task.arg);
    } else if (message == WM_TIMER && wide == TIMER) {
        burst_tick(frames->burst);
    } else {
        return DefWindowProcW(window, message, wide, word);
    }
    return 0;
}

static int64_t
now(void *loop)
{
    (void)loop;
    return kit_now();
}

static void
quit(void *loop)
{
    (void)loop;
    PostQuitMessage(0);
}

static bool
open_all(struct win32_frames *frames)
{
    const WNDCLASSEXW class = {.cbSize = sizeof class,
                               .lpfnWndProc = message_comes,
                               .hInstance = GetModuleHandleW(NULL),
                               .hbrBackground = (HBRUSH)(COLOR_WINDOW + 1),
                               .lpszClassName = L"weir-demo"};

    if (!RegisterClassExW(&class))
        return false;
    frames->window = CreateWindowExW(0, class.lpszClassName, L"weir-demo", WS_OVERLAPPEDWINDOW, CW_USEDEFAULT,
                                     CW_USEDEFAULT, 320, 200, NULL, NULL, class.hInstance, NULL);
    if (!frames->window)
        return false;
    SetWindowLongPtrW(frames->window, GWLP_USERDATA, (LONG_PTR)frames);
    ShowWindow(frames->window, SW_SHOWNOACTIVATE);
    return SetTimer(frames->window, TIMER, BURST_FRAME_NS / 1000000, NULL) != 0;
}

struct win32_frames *
win32_frames_new(struct burst *burst)
{
    struct win32_frames *frames = calloc(1, sizeof *frames);

    if (!frames)
        return NULL;
    frames->burst = burst;
    if (!open_all(frames)) {
        win32_frames_free(frames);
        return NULL;
    }
    burst->loop =
        (struct burst_loop){.now = now, .quit = quit, .loop = frames, .post = post_message, .target = frames};
    return frames;
}

void
win32_frames_run(struct win32_frames *frames)
{
    for (MSG message; GetMessageW(&message, NULL, 0, 0) > 0;) {
        TranslateMessage(&message);
        DispatchMessageW(&message);
    }
    burst_join(frames->burst);
}

void
win32_frames_free(struct win32_frames *frames)
{
    if (frames->window)
        DestroyWindow(frames->window);
    free(frames);
}
