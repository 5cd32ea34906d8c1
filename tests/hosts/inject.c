/* SPDX-License-Identifier: MIT */
/* Starts a program of Windows, brings a library into its UI thread by a message hook, and ends as the program does. Not
 * what the library does there (win32.c).
 *
 *   hosts_inject LIBRARY COMMAND-LINE    the library exports hosts_hook */
#include <stdbool.h>
#include <stdio.h>
#include <windows.h>

enum {
    LOOK_EVERY_MS = 50,
    WINDOW_LIMIT_MS = 120000
};

struct search {
    DWORD process;
    HWND window; /* the first that is found */
};

static int
fail(const char *what)
{
    fprintf(stderr, "hosts_inject: %s: error %lu\n", what, GetLastError());
    return 1;
}

static BOOL CALLBACK
look_at(HWND window, LPARAM arg)
{
    struct search *search = (struct search *)arg;
    DWORD process = 0;
    GetWindowThreadProcessId(window, &process);
    if (process != search->process || !IsWindowVisible(window) || GetWindow(window, GW_OWNER))
        return TRUE;
    search->window = window;
    return FALSE;
}

/* Its window, or NULL: it ended, or shows none in time. */
static HWND
wait_for_window(const PROCESS_INFORMATION *program)
{
    struct search search = {.process = program->dwProcessId};
    ULONGLONG until = GetTickCount64() + WINDOW_LIMIT_MS;
    while (!search.window && GetTickCount64() < until) {
        if (WaitForSingleObject(program->hProcess, LOOK_EVERY_MS) != WAIT_TIMEOUT)
            return NULL;
        EnumWindows(look_at, (LPARAM)&search);
    }
    return search.window;
}

/* The system loads the library there when the thread next takes a message: so it is sent one. */
static bool
hook(HWND window, HMODULE library)
{
    FARPROC found = GetProcAddress(library, "hosts_hook");
    HOOKPROC proc = (HOOKPROC)(void (*)(void))found;
    DWORD thread = GetWindowThreadProcessId(window, NULL);
    return proc && SetWindowsHookExW(WH_GETMESSAGE, proc, library, thread) &&
           PostMessageW(window, WM_NULL, 0, 0);
}

/* The hook lasts as long as this process, which lasts longer than the program. */
static int
wait_for_end(HANDLE process)
{
    DWORD status = 1;
    WaitForSingleObject(process, INFINITE);
    if (!GetExitCodeProcess(process, &status))
        return fail("cannot tell how the program ended");
    if (status != 0)
        fprintf(stderr, "hosts_inject: the program ended with status 0x%lx\n", status);
    return status == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
    STARTUPINFOA how = {.cb = sizeof how};
    PROCESS_INFORMATION program;
    if (argc != 3) {
        fprintf(stderr, "usage: hosts_inject LIBRARY COMMAND-LINE\n");
        return 2;
    }
    HMODULE library = LoadLibraryA(argv[1]);
    if (!library)
        return fail(argv[1]);
    if (!CreateProcessA(NULL, argv[2], NULL, NULL, FALSE, 0, NULL, NULL, &how, &program))
        return fail(argv[2]);
    HWND window = wait_for_window(&program);
    if (window && hook(window, library))
        return wait_for_end(program.hProcess);
    fail(window ? "no hook" : "no window");
    TerminateProcess(program.hProcess, 1);
    return 1;
}
