/* SPDX-License-Identifier: MIT */
/* A window that a person moves and sizes with the mouse while weir has all the work that it can do. Its title says how many
 * tasks have run, and whether Windows' loop of a drag runs; after each drag a line says what happened between its begin and its end, as Windows tells them. A
 * click with the right button ends it. Not who drags it, nor the judge of it (drag.py). */
#include "load.h"

#define UNICODE
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <weir-win32.h>
#include <weir/observe.h>

#include <pthread.h>
#include <stdio.h>

enum {
    LOADED = WM_APP, /* that thread has ended */
    TASKS_PER_TITLE = 50
};

/* Of the loop thread. */
static HWND window;
static int turns;
static struct drag {
    bool on;
    int tasks, turns;      /* when it began */
    int last_tasks;        /* when the window was moved or sized last */
    int moves, sizes;      /* how often it was */
    int moves_after_tasks; /* how often tasks had run since the time before */
} drag;

static atomic_bool over;
static atomic_bool all_ran;
static pthread_t loader;

static void
count_turns(void *self, const struct weir_event *event)
{
    (void)self;
    turns += event->kind == WEIR_TURN_END && event->count > 0;
}

static void
tell(int ran)
{
    WCHAR title[32];
    if (ran % TASKS_PER_TITLE)
        return;
    wsprintfW(title, drag.on ? L"ran %d in a drag" : L"ran %d", ran);
    SetWindowTextW(window, title);
}

/* The thread that begins and ends the load must not be the loop's. */
static void *
keep_loaded(void *arg)
{
    (void)arg;
    begin_load();
    while (!atomic_load(&over))
        Sleep(1);
    atomic_store(&all_ran, end_load());
    PostMessageW(window, LOADED, 0, 0);
    return NULL;
}

/* A drag. */

static void
drag_begins(void)
{
    int ran = atomic_load(&load.ran);
    drag = (struct drag){.on = true, .tasks = ran, .turns = turns, .last_tasks = ran};
}

static void
window_changes(int *moves_or_sizes)
{
    int ran = atomic_load(&load.ran);
    if (!drag.on)
        return;
    ++*moves_or_sizes;
    drag.moves_after_tasks += ran > drag.last_tasks;
    drag.last_tasks = ran;
}

static void
drag_ends(void)
{
    drag.on = false;
    printf("dragged: moved %d, sized %d, tasks %d, turns %d, changes after tasks %d\n", drag.moves,
           drag.sizes, atomic_load(&load.ran) - drag.tasks, turns - drag.turns, drag.moves_after_tasks);
    fflush(stdout);
}

static LRESULT CALLBACK
message_comes(HWND of, UINT message, WPARAM wide, LPARAM word)
{
    if (message == WM_ENTERSIZEMOVE)
        drag_begins();
    else if (message == WM_MOVE)
        window_changes(&drag.moves);
    else if (message == WM_SIZE)
        window_changes(&drag.sizes);
    else if (message == WM_EXITSIZEMOVE)
        drag_ends();
    else if (message == WM_RBUTTONUP)
        atomic_store(&over, true);
    else if (message == LOADED)
        PostQuitMessage(0);
    return DefWindowProcW(of, message, wide, word);
}

/* The program. */

static bool
open(void)
{
    WNDCLASSEXW class = {.cbSize = sizeof class,
                         .lpfnWndProc = message_comes,
                         .hInstance = GetModuleHandleW(NULL),
                         .hCursor = LoadCursorW(NULL, (LPCWSTR)IDC_ARROW),
                         .hbrBackground = (HBRUSH)(COLOR_WINDOW + 1),
                         .lpszClassName = L"drag"};
    SystemParametersInfoW(SPI_SETDRAGFULLWINDOWS, TRUE, NULL, 0); /* move it, not only its outline */
    RegisterClassExW(&class);
    window = CreateWindowExW(0, L"drag", L"ran 0", WS_OVERLAPPEDWINDOW, 100, 100, 400, 300, NULL, NULL,
                             class.hInstance, NULL);
    if (!window || !load_open() || weir_win32_attach(load.w, NULL) != 0)
        return false;
    load.each = tell;
    weir_observe(load.w, count_turns, NULL);
    ShowWindow(window, SW_SHOWNORMAL);
    return pthread_create(&loader, NULL, keep_loaded, NULL) == 0;
}

static void
run(void)
{
    MSG message;
    while (GetMessageW(&message, NULL, 0, 0) > 0) {
        TranslateMessage(&message);
        DispatchMessageW(&message);
    }
}

int
main(void)
{
    if (!open()) {
        fprintf(stderr, "drag: no window, or no weir\n");
        return 1;
    }
    run();
    pthread_join(loader, NULL);
    bool ended = atomic_load(&all_ran) && load_close();
    int posted = atomic_load(&load.posted), ran = atomic_load(&load.ran);
    DestroyWindow(window);
    printf("drag: %d tasks posted, %d ran, %d refused, %d dropped, %s\n", posted, ran,
           atomic_load(&load.refused), atomic_load(&load.dropped), ended ? "closed" : "not closed");
    return !(ended && ran == posted);
}
