/* SPDX-License-Identifier: MIT */
/* The loops that Windows itself nests: a message box, a dialog, a menu, a window that is being moved or sized. A timer looks
 * whether the law has seen enough and ends the loop as a person would. Not the program's own loop (win32.c). */
#include "win32_host.h"

#include <wchar.h>

const char *const win32_modals[] = {"MessageBoxW", "DialogBox", "TrackPopupMenu", "SC_MOVE", "SC_SIZE", NULL};

/* The one that is open; of the loop thread. */
static struct {
    struct host_loop *loop;
    host_until *until;
    void *arg;
    int64_t end;
    bool reached;
    void (*close)(void);
    HWND dialog;
} modal;

static void CALLBACK
look(HWND window, UINT message, UINT_PTR timer, DWORD time)
{
    (void)window, (void)message, (void)timer, (void)time;
    modal.reached = modal.reached || modal.until(modal.arg);
    if (modal.reached || win32_host.now(modal.loop) >= modal.end)
        modal.close();
}

/* A message box. */

static BOOL CALLBACK
close_if_box(HWND box, LPARAM unused)
{
    WCHAR name[16];
    (void)unused;
    if (GetClassNameW(box, name, 16) > 0 && wcscmp(name, L"#32770") == 0)
        PostMessageW(box, WM_COMMAND, IDOK, 0);
    return TRUE;
}

static void
close_box(void)
{
    EnumThreadWindows(GetCurrentThreadId(), close_if_box, 0);
}

static void
open_box(void)
{
    modal.close = close_box;
    MessageBoxW(modal.loop->window, L"Enough?", L"a box of the kit", MB_OK);
}

/* A dialog. */

static INT_PTR CALLBACK
dialog_comes(HWND dialog, UINT message, WPARAM wide, LPARAM word)
{
    (void)wide, (void)word;
    if (message == WM_INITDIALOG)
        modal.dialog = dialog;
    return message == WM_INITDIALOG;
}

static void
close_dialog(void)
{
    EndDialog(modal.dialog, 0);
}

static void
open_dialog(void)
{
    /* A template without items; its menu, class and title are empty. */
    static const struct {
        DLGTEMPLATE head;
        WORD menu, class, title;
    } empty = {.head = {.style = WS_POPUP | WS_CAPTION | WS_SYSMENU | DS_MODALFRAME, .cx = 100, .cy = 50}};
    modal.close = close_dialog;
    DialogBoxIndirectParamW(GetModuleHandleW(NULL), &empty.head, modal.loop->window, dialog_comes, 0);
}

/* A menu. */

static void
close_menu(void)
{
    EndMenu();
}

static void
open_menu(void)
{
    HMENU menu = CreatePopupMenu();
    modal.close = close_menu;
    AppendMenuW(menu, MF_STRING, 1, L"one");
    SetForegroundWindow(modal.loop->window);
    TrackPopupMenu(menu, TPM_LEFTALIGN, 60, 60, 0, modal.loop->window, NULL);
    DestroyMenu(menu);
}

/* A window that is moved or sized. */

static void
close_drag(void)
{
    PostMessageW(modal.loop->window, WM_KEYDOWN, VK_ESCAPE, 1);
}

static void
open_move(void)
{
    modal.close = close_drag;
    SendMessageW(modal.loop->window, WM_SYSCOMMAND, SC_MOVE, 0);
}

static void
open_size(void)
{
    modal.close = close_drag;
    SendMessageW(modal.loop->window, WM_SYSCOMMAND, SC_SIZE, 0);
}

bool
win32_modal(struct host_loop *loop, int which, host_until *until, void *arg, int64_t limit)
{
    static void (*const open[])(void) = {open_box, open_dialog, open_menu, open_move, open_size};
    modal.loop = loop;
    modal.until = until;
    modal.arg = arg;
    modal.end = win32_host.now(loop) + limit;
    modal.reached = false;
    UINT_PTR timer = SetTimer(NULL, 0, 20, look);
    open[which]();
    KillTimer(NULL, timer);
    return modal.reached;
}
