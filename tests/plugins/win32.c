/* SPDX-License-Identifier: MIT */
/* A program of Windows into which plug-ins are loaded. It links nothing of weir. Not the laws (laws.c, laws_win32.c), nor
 * what only Windows is asked (win32_held.c). */
#define UNICODE
#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0600
#include "win32.h"

#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

enum {
    LIMIT_MS = 60000,
    FRAMES_IN_MODAL = 5,
    OVERTAKE = WM_APP, /* call it */
    PASS               /* does nothing */
};

static HWND window;
static long frames;

struct callback {
    toolkit_call *call;
    void *arg;
};
static struct callback overtaking, when_taken;

static void
call_once(struct callback *it)
{
    struct callback now = *it;
    it->call = NULL;
    if (now.call)
        now.call(now.arg);
}

/* The window. */

static void
paint(void)
{
    PAINTSTRUCT area;
    HDC canvas = BeginPaint(window, &area);
    HBRUSH brush = CreateSolidBrush(RGB(frames++ % 256, 150, 90));
    FillRect(canvas, &area.rcPaint, brush);
    DeleteObject(brush);
    EndPaint(window, &area);
}

static LRESULT CALLBACK
message_comes(HWND it, UINT message, WPARAM wide, LPARAM word)
{
    if (message == WM_PAINT)
        paint();
    else if (message == WM_TIMER)
        InvalidateRect(it, NULL, FALSE);
    else if (message == OVERTAKE)
        call_once(&overtaking);
    else
        return DefWindowProcW(it, message, wide, word);
    return 0;
}

static bool
has_painted(void *unused)
{
    (void)unused;
    return frames > 0;
}

static void
fail(const char *why)
{
    fprintf(stderr, "%s: error %lu\n", why, GetLastError());
    exit(1);
}

void
toolkit_open(void)
{
    WNDCLASSEXW class = {.cbSize = sizeof class,
                         .lpfnWndProc = message_comes,
                         .hInstance = GetModuleHandleW(NULL),
                         .hCursor = LoadCursorW(NULL, (LPCWSTR)IDC_ARROW),
                         .lpszClassName = L"plugins"};
    RegisterClassExW(&class); /* by the second time it is there */
    window = CreateWindowExW(0, L"plugins", L"plug-ins", WS_OVERLAPPEDWINDOW, 50, 50, 320, 200, NULL, NULL,
                             class.hInstance, NULL);
    if (!window)
        fail("there is no window");
    ShowWindow(window, SW_SHOWNORMAL);
    SetTimer(window, 1, 16, NULL);
    frames = 0;
    if (!toolkit_run(has_painted, NULL))
        fail("the window is not painted");
}

void
toolkit_close(void)
{
    MSG message;
    DestroyWindow(window);
    while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE))
        DispatchMessageW(&message);
}

long
toolkit_frames(void)
{
    return frames;
}

/* A plug-in's window is below HWND_MESSAGE, of this process, and of a class that weir named. */

static bool
is_of_a_plugin(HWND it)
{
    DWORD process = 0;
    WCHAR name[64];
    GetWindowThreadProcessId(it, &process);
    return process == GetCurrentProcessId() && GetClassNameW(it, name, 64) && wcsncmp(name, L"weir ", 5) == 0;
}

/* Each class that such a window had. */
static struct class
{
    WCHAR name[64];
    HINSTANCE module;
    bool has_window;
} classes[256];
static int class_count;

static void
note_class(HWND it)
{
    struct class *class = classes, seen = {.module = (HINSTANCE)GetClassLongPtrW(it, GCLP_HMODULE)};
    GetClassNameW(it, seen.name, 64);
    while (class < classes + class_count && (class->module != seen.module || wcscmp(class->name, seen.name)))
        class ++;
    if (class == classes + 256)
        fail("too many classes");
    if (class == classes + class_count)
        *class = seen, class_count++;
    class->has_window = true;
}

static bool
is_registered(const struct class *class)
{
    WNDCLASSEXW info = {.cbSize = sizeof info};
    return GetClassInfoExW(class->module, class->name, &info);
}

/* Notes the plug-ins' windows and answers how many there are; -1: another program's window, at which the search was, went
 * meanwhile. */
static int
look_for_windows(void)
{
    int windows = 0;
    HWND last = NULL, it;
    while ((it = FindWindowExW(HWND_MESSAGE, last, NULL, NULL)) != NULL) {
        if (is_of_a_plugin(it))
            note_class(it), windows++;
        last = it;
    }
    return !last || IsWindow(last) ? windows : -1;
}

/* With the plug-ins go their windows and the classes of these. */
bool
toolkit_holds_only(int plugins)
{
    int windows = -1, left = 0;
    for (int i = 0; i < class_count; i++)
        classes[i].has_window = false;
    while (windows < 0)
        windows = look_for_windows();
    for (int i = 0; i < class_count; i++)
        left += !classes[i].has_window && is_registered(&classes[i]);
    if (windows != plugins || left)
        fprintf(stderr, "%d plug-ins, %d windows, %d classes without one\n", plugins, windows, left);
    return windows == plugins && left == 0;
}

/* The loop. */

void
win32_when_taken(toolkit_call *call, void *arg)
{
    when_taken = (struct callback){call, arg};
}

static void
run_once(void)
{
    MSG message;
    if (GetMessageW(&message, NULL, 0, 0) <= 0)
        fail("somebody ended the loop");
    if (when_taken.call && is_of_a_plugin(message.hwnd))
        call_once(&when_taken);
    TranslateMessage(&message);
    DispatchMessageW(&message);
}

bool
toolkit_run(toolkit_until *until, void *arg)
{
    ULONGLONG end = GetTickCount64() + LIMIT_MS;
    UINT_PTR look = SetTimer(NULL, 0, 10, NULL); /* brings the loop back to `until` */
    bool reached;
    while (!(reached = until(arg)) && GetTickCount64() < end)
        run_once();
    KillTimer(NULL, look);
    return reached;
}

void
win32_take_messages(int count)
{
    MSG message;
    for (int i = 0; i < count; i++) {
        PostMessageW(window, PASS, 0, 0);
        while (PeekMessageW(&message, window, PASS, PASS, PM_REMOVE))
            DispatchMessageW(&message);
    }
}

static bool
has_overtaken(void *unused)
{
    (void)unused;
    return overtaking.call == NULL;
}

/* Messages that were posted come in their order. */
void
toolkit_overtake(toolkit_call *wake, toolkit_call *call, void *arg)
{
    overtaking = (struct callback){call, arg};
    PostMessageW(window, OVERTAKE, 0, 0);
    wake(arg);
    toolkit_run(has_overtaken, NULL);
}

/* A message box. */

static struct {
    struct callback inside;
    long leave_at; /* frames; 0: not been inside yet */
} modal;

static BOOL CALLBACK
press_ok(HWND it, LPARAM unused)
{
    WCHAR name[8];
    (void)unused;
    if (GetClassNameW(it, name, 8) && wcscmp(name, L"#32770") == 0)
        PostMessageW(it, WM_COMMAND, IDOK, 0);
    return TRUE;
}

static void CALLBACK
look_at_modal(HWND it, UINT message, UINT_PTR timer, DWORD time)
{
    (void)it, (void)message, (void)timer, (void)time;
    if (modal.inside.call) {
        call_once(&modal.inside);
        modal.leave_at = frames + FRAMES_IN_MODAL;
    }
    if (frames >= modal.leave_at)
        EnumThreadWindows(GetCurrentThreadId(), press_ok, 0);
}

void
toolkit_modal(toolkit_call *inside, void *arg)
{
    modal.inside = (struct callback){inside, arg};
    UINT_PTR look = SetTimer(NULL, 0, 20, look_at_modal);
    MessageBoxW(window, L"modal", L"plug-ins", MB_OK);
    KillTimer(NULL, look);
}
