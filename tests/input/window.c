/* SPDX-License-Identifier: MIT */
/* The window, and the input that is sent to it: both know what comes after what. Not when it is sent (laws.c). */
#include "window.h"

#define UNICODE
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

enum {
    DONE = WM_APP,
    LETTERS = 26,
    MOVES_PER_CLICK = 5,
    COLUMNS = 200, /* where the mouse goes, in pixels of the window */
    ROW = 40
};

struct seen seen;

static HWND window;

static void
expect(bool right)
{
    if (!right)
        atomic_fetch_add(&seen.strange, 1);
}

/* Keys: the letters from A to Z, over and over. */

int
type_key(int number)
{
    WORD letter = (WORD)('A' + number % LETTERS);
    INPUT input[2] = {{.type = INPUT_KEYBOARD, .ki = {.wVk = letter}},
                      {.type = INPUT_KEYBOARD, .ki = {.wVk = letter, .dwFlags = KEYEVENTF_KEYUP}}};
    return SendInput(2, input, sizeof input[0]) == 2 ? 3 : 0;
}

/* The letter is posted when the key is translated, so it comes before the key is let go. */
static void
see_key(UINT message, WPARAM key)
{
    static const UINT messages[] = {WM_KEYDOWN, WM_CHAR, WM_KEYUP};
    int count = atomic_fetch_add(&seen.keys, 1);
    WPARAM letter = (WPARAM)(count / 3 % LETTERS);
    expect(message == messages[count % 3] && key == (message == WM_CHAR ? 'a' : 'A') + letter);
}

/* Mouse: along a row, with a click of each button by turns at every fifth place. */

static const struct {
    DWORD press, release;
    UINT pressed, released;
} buttons[] = {{MOUSEEVENTF_LEFTDOWN, MOUSEEVENTF_LEFTUP, WM_LBUTTONDOWN, WM_LBUTTONUP},
               {MOUSEEVENTF_RIGHTDOWN, MOUSEEVENTF_RIGHTUP, WM_RBUTTONDOWN, WM_RBUTTONUP},
               {MOUSEEVENTF_MIDDLEDOWN, MOUSEEVENTF_MIDDLEUP, WM_MBUTTONDOWN, WM_MBUTTONUP}};

static POINT
place(int number)
{
    return (POINT){10 + number % COLUMNS, ROW};
}

/* Windows wants 65536ths of the screen. */
static LONG
fraction(LONG pixel, int of)
{
    return (LONG)(((int64_t)pixel * 65536 + of - 1) / of);
}

static INPUT
mouse_input(int number, DWORD what)
{
    POINT at = place(number);
    ClientToScreen(window, &at);
    return (INPUT){.type = INPUT_MOUSE,
                   .mi = {.dx = fraction(at.x, GetSystemMetrics(SM_CXSCREEN)),
                          .dy = fraction(at.y, GetSystemMetrics(SM_CYSCREEN)),
                          .dwFlags = MOUSEEVENTF_MOVE | MOUSEEVENTF_ABSOLUTE | what}};
}

int
use_mouse(int number)
{
    int click = number / MOVES_PER_CLICK;
    bool clicks = number % MOVES_PER_CLICK == MOVES_PER_CLICK - 1;
    DWORD press = buttons[click % 3].press, release = buttons[click % 3].release;
    INPUT input[3] = {mouse_input(number, 0), mouse_input(number, press), mouse_input(number, release)};
    UINT count = clicks ? 3 : 1;
    return SendInput(count, input, sizeof input[0]) == count ? (int)count : 0;
}

static void
see_button(UINT message, LPARAM where)
{
    int count = atomic_fetch_add(&seen.clicks, 1);
    int click = count / 2;
    UINT next = count % 2 ? buttons[click % 3].released : buttons[click % 3].pressed;
    POINT at = place((click + 1) * MOVES_PER_CLICK - 1);
    expect(message == next && (short)LOWORD(where) == at.x && (short)HIWORD(where) == at.y);
}

/* Frames. */

int
ask_for_frame(int number)
{
    (void)number;
    return InvalidateRect(window, NULL, FALSE) ? 1 : 0;
}

static void
paint(void)
{
    PAINTSTRUCT area;
    HDC canvas = BeginPaint(window, &area);
    HBRUSH brush = CreateSolidBrush(RGB(atomic_fetch_add(&seen.frames, 1) % 256, 90, 150));
    FillRect(canvas, &area.rcPaint, brush);
    DeleteObject(brush);
    EndPaint(window, &area);
}

/* The window. */

static LRESULT CALLBACK
message_comes(HWND of, UINT message, WPARAM wide, LPARAM word)
{
    if (message == WM_SETFOCUS)
        atomic_store(&seen.focus, true);
    else if (message == WM_KEYDOWN || message == WM_CHAR || message == WM_KEYUP)
        see_key(message, wide);
    else if (message >= WM_MOUSEFIRST && message <= WM_MBUTTONUP)
        atomic_fetch_add(&seen.mouse, 1);
    else if (message == WM_PAINT)
        paint();
    else if (message == WM_TIMER)
        atomic_fetch_add(&seen.ticks, 1);
    else if (message == DONE)
        PostQuitMessage(0);
    else
        return DefWindowProcW(of, message, wide, word);
    if (message > WM_MOUSEMOVE && message <= WM_MBUTTONUP)
        see_button(message, word);
    return 0;
}

bool
window_open(void)
{
    WNDCLASSEXW class = {.cbSize = sizeof class,
                         .lpfnWndProc = message_comes,
                         .hInstance = GetModuleHandleW(NULL),
                         .hCursor = LoadCursorW(NULL, (LPCWSTR)IDC_ARROW),
                         .lpszClassName = L"input"};
    seen = (struct seen){0};
    RegisterClassExW(&class); /* by the second time it is there */
    window = CreateWindowExW(0, L"input", L"input", WS_OVERLAPPEDWINDOW, 60, 60, 400, 240, NULL, NULL,
                             class.hInstance, NULL);
    if (!window)
        return false;
    ShowWindow(window, SW_SHOWNORMAL);
    SetForegroundWindow(window);
    return true;
}

void
window_close(void)
{
    DestroyWindow(window);
}

void
window_run(void)
{
    MSG message;
    while (GetMessageW(&message, NULL, 0, 0) > 0) {
        TranslateMessage(&message);
        DispatchMessageW(&message);
    }
}

void
window_tick(void)
{
    SetTimer(window, 1, TICK, NULL);
}

void
window_done(void)
{
    PostMessageW(window, DONE, 0, 0);
}

void
pause_for(int ms)
{
    Sleep((DWORD)ms);
}
