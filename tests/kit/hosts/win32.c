/* SPDX-License-Identifier: MIT */
/* A program with a window and a plain message loop, which also waits for a handle. Not its modal loops (win32_modals.c),
 * nor the pump (adapters/win32). */
#include "win32_host.h"

#include <weir-win32.h>

#include <stdatomic.h>
#include <stdlib.h>

enum {
    POSTED = WM_APP, /* wide: what to call; word: its argument */
    TICKS = 1,       /* timers of the window */
    FRAMES
};

/* The pump's calls of PostMessage come here, as the linker finds this instead of the import. */

static atomic_bool next_fails;

typedef BOOL WINAPI post_fn(HWND window, UINT message, WPARAM wide, LPARAM word);

static BOOL WINAPI
post_message(HWND window, UINT message, WPARAM wide, LPARAM word)
{
    static post_fn *real;
    if (!real)
        real = (post_fn *)(void (*)(void))GetProcAddress(GetModuleHandleW(L"user32"), "PostMessageW");
    if (message < WM_APP && atomic_exchange(&next_fails, false)) {
        SetLastError(ERROR_NOT_ENOUGH_QUOTA);
        return FALSE;
    }
    return real(window, message, wide, word);
}

extern post_fn *__imp_PostMessageW;
post_fn *__imp_PostMessageW = post_message;

/* The window. */

static void
paint(struct host_loop *loop)
{
    static unsigned hue;
    PAINTSTRUCT area;
    HDC canvas = BeginPaint(loop->window, &area);
    HBRUSH brush = CreateSolidBrush(RGB(hue++ % 256, 150, 90));
    FillRect(canvas, &area.rcPaint, brush);
    DeleteObject(brush);
    EndPaint(loop->window, &area);
    if (loop->busy.run) {
        InvalidateRect(loop->window, NULL, FALSE);
        loop->busy.run(loop->busy.arg);
    }
    if (loop->painted.run)
        loop->painted.run(loop->painted.arg);
}

static LRESULT CALLBACK
message_comes(HWND window, UINT message, WPARAM wide, LPARAM word)
{
    struct host_loop *loop = (struct host_loop *)GetWindowLongPtrW(window, GWLP_USERDATA);
    if (message == POSTED)
        ((weir_fn *)wide)((void *)word);
    else if (message == WM_PAINT && loop)
        paint(loop);
    else if (message == WM_TIMER && wide == TICKS && loop->ticks.run)
        loop->ticks.run(loop->ticks.arg);
    else if (message == WM_TIMER && wide == FRAMES)
        InvalidateRect(window, NULL, FALSE);
    else
        return DefWindowProcW(window, message, wide, word);
    return 0;
}

/* The loop. */

static int64_t
win32_now(struct host_loop *loop)
{
    LARGE_INTEGER count, frequency;
    (void)loop;
    QueryPerformanceCounter(&count);
    QueryPerformanceFrequency(&frequency);
    return (int64_t)((double)count.QuadPart * 1e9 / (double)frequency.QuadPart);
}

static void
run_once(struct host_loop *loop)
{
    MSG message;
    bool watches = loop->io.run != NULL;
    DWORD what = MsgWaitForMultipleObjectsEx(watches, &loop->always, 5, QS_ALLINPUT, MWMO_INPUTAVAILABLE);
    if (watches && what == WAIT_OBJECT_0)
        loop->io.run(loop->io.arg);
    if (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) {
        TranslateMessage(&message);
        DispatchMessageW(&message);
    }
}

static bool
win32_run(struct host_loop *loop, host_until *until, void *arg, int64_t limit)
{
    int64_t end = win32_now(loop) + limit;
    bool reached;
    while (!(reached = until(arg)) && win32_now(loop) < end)
        run_once(loop);
    return reached;
}

/* The program's own work. */

static void
win32_post(struct host_loop *loop, weir_fn *run, void *arg)
{
    PostMessageW(loop->window, POSTED, (WPARAM)run, (LPARAM)arg);
}

static void
win32_tick(struct host_loop *loop, int64_t period, weir_fn *run, void *arg)
{
    loop->ticks = (struct callback){run, arg};
    if (run)
        SetTimer(loop->window, TICKS, (UINT)(period / WEIR_MS(1)),
                 NULL); /* 10 ms is the least that Windows has */
    else
        KillTimer(loop->window, TICKS);
}

static void
win32_watch(struct host_loop *loop, weir_fn *run, void *arg)
{
    loop->io = (struct callback){run, arg};
}

/* A window that must be painted again as soon as it has been. */
static void
win32_keep_busy(struct host_loop *loop, weir_fn *run, void *arg)
{
    loop->busy = (struct callback){run, arg};
    InvalidateRect(loop->window, NULL, FALSE);
}

static void
win32_paint(struct host_loop *loop, weir_fn *run, void *arg)
{
    loop->painted = (struct callback){run, arg};
    if (run)
        SetTimer(loop->window, FRAMES, 16, NULL);
    else
        KillTimer(loop->window, FRAMES);
}

/* Faults. */

static void
win32_fail_next_wake(struct host_loop *loop)
{
    (void)loop;
    atomic_store(&next_fails, true);
}

/* Somebody destroys the pump's window; weir hears of it from Windows. */
static void
win32_die(struct host_loop *loop, struct weir *w)
{
    (void)w;
    DestroyWindow(loop->of_pump);
}

/* Its life. */

static int
win32_attach(struct host_loop *loop, struct weir *w)
{
    return weir_win32_attach(w, &loop->of_pump);
}

static void
win32_close(struct host_loop *loop)
{
    if (!loop)
        return;
    DestroyWindow(loop->window);
    CloseHandle(loop->always);
    free(loop);
}

static struct host_loop *
win32_open(void)
{
    WNDCLASSEXW class = {.cbSize = sizeof class,
                         .lpfnWndProc = message_comes,
                         .hInstance = GetModuleHandleW(NULL),
                         .hCursor = LoadCursorW(NULL, (LPCWSTR)IDC_ARROW),
                         .lpszClassName = L"kit"};
    struct host_loop *loop = calloc(1, sizeof *loop);
    RegisterClassExW(&class); /* by the second time it is there */
    loop->always = CreateEventW(NULL, TRUE, TRUE, NULL);
    loop->window = CreateWindowExW(0, L"kit", L"kit", WS_OVERLAPPEDWINDOW, 50, 50, 320, 200, NULL, NULL,
                                   class.hInstance, NULL);
    if (!loop->window || !loop->always) {
        win32_close(loop);
        return NULL;
    }
    SetWindowLongPtrW(loop->window, GWLP_USERDATA, (LONG_PTR)loop);
    ShowWindow(loop->window, SW_SHOWNORMAL);
    return loop;
}

const struct host win32_host = {
    .name = "Win32",
    .can = HOST_WAKES | HOST_FAILS_WAKE | HOST_NESTS | HOST_DIES | HOST_HAS_IO | HOST_SHOWS_BUSY |
           HOST_PAINTS | HOST_HAS_MODALS,
    .open = win32_open,
    .close = win32_close,
    .attach = win32_attach,
    .run = win32_run,
    .post = win32_post,
    .tick = win32_tick,
    .watch = win32_watch,
    .keep_busy = win32_keep_busy,
    .now = win32_now,
    .paint = win32_paint,
    .modals = win32_modals,
    .modal = win32_modal,
    .fail_next_wake = win32_fail_next_wake,
    .die = win32_die,
};
