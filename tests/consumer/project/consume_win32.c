/* SPDX-License-Identifier: MIT */
/* A stranger's program for Windows: the task that the message loop runs ends the loop. Not a test of the pump. */
#include <weir-win32.h>

#include <windows.h>

#include <stdio.h>

static void
stop(void *unused)
{
    (void)unused;
    PostQuitMessage(0);
}

int
main(void)
{
    MSG message;
    struct weir *w;
    if (weir_new(&w, NULL) || weir_win32_attach(w, NULL) || weir_post(w, stop, NULL))
        return 1;
    while (GetMessageW(&message, NULL, 0, 0) > 0)
        DispatchMessageW(&message);
    int closed = weir_close(w, WEIR_DRAIN, WEIR_FOREVER);
    weir_free(w);
    printf("weir on Win32: the loop ran and stopped\n");
    return closed == 0 ? 0 : 1;
}
