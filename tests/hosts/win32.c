/* SPDX-License-Identifier: MIT */
/* The way into a program of Windows: a library that a message hook (inject.c) brings into its UI thread. Its beat is a
 * timer of that thread, its paint the WM_PAINT of what fills the program's window. Not what is done there (probe.c). */
#include "probe.h"

#include <weir-win32.h>

#include <stdio.h>
#include <windows.h>

static HWND window;  /* the program's, once it is there */
static HWND painted; /* its text, or the window itself where it has none */
static WNDPROC paints;

static int
attach(struct weir *w)
{
    return weir_win32_attach(w, NULL);
}

/* A title alone would not be painted by the program. */
static void
show(const char *text)
{
    WCHAR wide[PROBE_TEXT];
    if (MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, PROBE_TEXT) == 0)
        return;
    SetWindowTextW(window, wide);
    InvalidateRect(painted, NULL, FALSE);
}

static struct probe_way way = {.paints = true, .attach = attach, .show = show};

static LRESULT CALLBACK
on_message(HWND of, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (message == WM_PAINT)
        probe_paint();
    return CallWindowProcW(paints, of, message, wparam, lparam);
}

static BOOL CALLBACK
look_at(HWND candidate, LPARAM unused)
{
    (void)unused;
    if (!IsWindowVisible(candidate) || GetWindow(candidate, GW_OWNER))
        return TRUE;
    window = candidate;
    return FALSE;
}

static void
find_window(void)
{
    EnumThreadWindows(GetCurrentThreadId(), look_at, 0);
    if (!window)
        return;
    painted = FindWindowExW(window, NULL, L"Edit", NULL);
    if (!painted)
        painted = window;
    paints = (WNDPROC)GetWindowLongPtrW(painted, GWLP_WNDPROC);
    SetWindowLongPtrW(painted, GWLP_WNDPROC, (LONG_PTR)on_message);
}

static void CALLBACK
on_beat(HWND none, UINT message, UINT_PTR timer, DWORD when)
{
    (void)message, (void)when;
    if (!window)
        find_window();
    if (!window || probe_beat(&way))
        return;
    KillTimer(none, timer);
    PostMessageW(window, WM_CLOSE, 0,
                 0); /* as by its title bar; the program quits by itself with its window */
}

static void
name_loop(void)
{
    typedef const char *wine_version(void);
    FARPROC found = GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version");
    wine_version *version = (wine_version *)(void (*)(void))found;
    snprintf(way.loop, sizeof way.loop, "GetMessage, %s%s", version ? "Wine " : "Windows",
             version ? version() : "");
}

/* A crash within the procedure of a window or of a timer is ignored by the system, and the program lives on. */
static LONG CALLBACK
on_exception(EXCEPTION_POINTERS *exception)
{
    DWORD code = exception->ExceptionRecord->ExceptionCode;
    if ((code & 0xF0000000) == 0xC0000000) /* the system's, and an error; not a language's own */
        TerminateProcess(GetCurrentProcess(), code);
    return EXCEPTION_CONTINUE_SEARCH;
}

static void
begin(void)
{
    /* For good: the hook that keeps it here belongs to another process, the timer and the window do not know it. */
    HMODULE us;
    if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                            (LPCWSTR)(void *)&way, &us))
        return;
    AddVectoredExceptionHandler(1, on_exception);
    name_loop();
    SetTimer(NULL, 0, PROBE_BEAT_MS, on_beat);
}

__declspec(dllexport) LRESULT CALLBACK hosts_hook(int code, WPARAM wparam, LPARAM lparam);

/* What inject.c looks for: on the program's UI thread, for each message that it takes; only the first one matters. */
LRESULT CALLBACK
hosts_hook(int code, WPARAM wparam, LPARAM lparam)
{
    static bool begun;
    if (!begun) {
        begun = true;
        begin();
    }
    return CallNextHookEx(NULL, code, wparam, lparam);
}
