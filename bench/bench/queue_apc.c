/* SPDX-License-Identifier: MIT */
/* The other primitive of Windows: QueueUserAPC for each task. It reaches only a loop that waits alertably, as this one does
 * and GetMessage does not. */
#define UNICODE
#define WIN32_LEAN_AND_MEAN
#include "bench/contestant.h"
#include "bench/win32_loop.h"

#include <stdlib.h>
#include <windows.h>

struct alertable {
    struct win32_loop loop; /* first: stop wants it */
    HANDLE thread;
};

static void *
alertable_open(void)
{
    struct alertable *alertable = calloc(1, sizeof *alertable);

    if (alertable)
        alertable->thread = OpenThread(THREAD_SET_CONTEXT, FALSE, GetCurrentThreadId());
    if (alertable && alertable->thread)
        return alertable;
    free(alertable);
    return NULL;
}

static void CALLBACK
run_call(ULONG_PTR arg)
{
    struct call *call = (struct call *)arg;
    call->run(call);
}

static bool
alertable_post(void *self, struct call *call)
{
    return QueueUserAPC(run_call, ((struct alertable *)self)->thread, (ULONG_PTR)call) != 0;
}

static void
alertable_run(void *self)
{
    struct alertable *alertable = self;
    MSG message;

    for (alertable->loop.over = false; !alertable->loop.over;) {
        MsgWaitForMultipleObjectsEx(0, NULL, INFINITE, QS_ALLINPUT, MWMO_ALERTABLE | MWMO_INPUTAVAILABLE);
        while (!alertable->loop.over && PeekMessageW(&message, NULL, 0, 0, PM_REMOVE))
            DispatchMessageW(&message);
    }
}

static void
alertable_close(void *self)
{
    CloseHandle(((struct alertable *)self)->thread);
    free(self);
}

const struct contestant queue_apc = {
    .name = "QueueUserAPC per task",
    .symbol = "queue_apc",
    .open = alertable_open,
    .post = alertable_post,
    .run = alertable_run,
    .stop = win32_loop_stop,
    .close = alertable_close,
};
