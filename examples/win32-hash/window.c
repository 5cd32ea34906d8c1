/* SPDX-License-Identifier: MIT */
/* Builds the window and changes what it shows, all on its own thread. Knows no other thread: hashing.c does. */
#include "window.h"

#include "files.h"
#include "text.h"

#include <commctrl.h>

#include <stdio.h>
#include <stdlib.h>

static const wchar_t name[] = L"weir-win32-hash";

enum {
    ID_LIST = 200,
    ID_STATUS,
    ID_BAR
};

static const wchar_t about[] = L"The SHA-256 of every file in a folder and below.\n\n"
                               L"Threads read and hash; only this window's thread touches the list.\n"
                               L"weir carries each row there, under this box as well.";

/* What the user does. */

static void
show_about(struct window *window)
{
    window->boxes++;
    MessageBoxW(window->window, about, L"About weir-win32-hash", MB_OK | MB_ICONINFORMATION);
    window->boxes--;
}

static void
choose_folder(struct window *window)
{
    window->boxes++;
    wchar_t *folder = files_choose_folder(window->window);
    window->boxes--;
    if (folder && window->window)
        window->calls.open(window->calls.self, folder);
    free(folder);
}

static void
choose_target(struct window *window)
{
    window->boxes++;
    wchar_t *file = files_choose_target(window->window, L"SHA256SUMS");
    window->boxes--;
    if (file && window->window)
        window->calls.save(window->calls.self, file);
    free(file);
}

static void
obey(struct window *window, int command)
{
    const struct window_calls *calls = &window->calls;
    switch (command) {
    case COMMAND_OPEN:
        choose_folder(window);
        break;
    case COMMAND_REOPEN:
        calls->reopen(calls->self);
        break;
    case COMMAND_STOP:
        calls->stop(calls->self);
        break;
    case COMMAND_SAVE:
        choose_target(window);
        break;
    case COMMAND_COPY:
        calls->copy(calls->self);
        break;
    case COMMAND_CLOSE:
        calls->close(calls->self);
        break;
    case COMMAND_ABOUT:
        show_about(window);
        break;
    }
}

void
window_command(const struct window *window, enum window_command command)
{
    PostMessageW(window->window, WM_COMMAND, (WPARAM)command, 0);
}

void
window_complain(struct window *window, const wchar_t *what, const wchar_t *why)
{
    wchar_t *words = text_format(L"%ls\n\n%ls", what, why);
    window->boxes++;
    MessageBoxW(window->window, words, name, MB_OK | MB_ICONWARNING);
    window->boxes--;
    free(words);
}

/* Layout. */

static int
scaled(const struct window *window, int dots)
{
    HDC screen = GetDC(window->window);
    int result = MulDiv(dots, GetDeviceCaps(screen, LOGPIXELSX), 96);
    ReleaseDC(window->window, screen);
    return result;
}

static void
fit_status(const struct window *window, int width)
{
    int parts[4] = {scaled(window, 190), scaled(window, 400), scaled(window, 520), width};
    SendMessageW(window->status, SB_SETPARTS, 4, (LPARAM)parts);
}

static void
fit(struct window *window)
{
    RECT area, foot;
    GetClientRect(window->window, &area);
    SendMessageW(window->status, WM_SIZE, 0, 0);
    GetWindowRect(window->status, &foot);
    int gap = scaled(window, 6), high = scaled(window, 26), wide = scaled(window, 110);
    int top = high + 2 * gap, rest = area.bottom - top - (foot.bottom - foot.top), left = 3 * gap + 2 * wide;
    fit_status(window, area.right);
    MoveWindow(window->open, gap, gap, wide, high, TRUE);
    MoveWindow(window->stop, 2 * gap + wide, gap, wide, high, TRUE);
    MoveWindow(window->bar, left, gap + scaled(window, 4), area.right - left - gap, high - scaled(window, 8),
               TRUE);
    MoveWindow(window->list.window, 0, top, area.right, rest > 0 ? rest : 0, TRUE);
    list_fit(&window->list);
}

static HWND
add_control(const struct window *window, const wchar_t *class, const wchar_t *words, DWORD style, int id)
{
    HWND made = CreateWindowExW(0, class, words, WS_CHILD | WS_VISIBLE | style, 0, 0, 0, 0, window->window,
                                (HMENU)(INT_PTR)id, GetModuleHandleW(NULL), NULL);
    SendMessageW(made, WM_SETFONT, (WPARAM)window->font, FALSE);
    return made;
}

static void
add_item(HMENU menu, enum window_command command, const wchar_t *words)
{
    AppendMenuW(menu, MF_STRING, (UINT_PTR)command, words);
}

static HMENU
new_menu(void)
{
    HMENU menu = CreateMenu(), file = CreatePopupMenu(), help = CreatePopupMenu();
    add_item(file, COMMAND_OPEN, L"&Open folder…\tCtrl+O");
    add_item(file, COMMAND_REOPEN, L"&Again\tF5");
    add_item(file, COMMAND_SAVE, L"&Save list…\tCtrl+S");
    add_item(file, COMMAND_COPY, L"&Copy all\tCtrl+C");
    add_item(file, COMMAND_STOP, L"S&top\tEsc");
    AppendMenuW(file, MF_SEPARATOR, 0, NULL);
    add_item(file, COMMAND_CLOSE, L"E&xit");
    add_item(help, COMMAND_ABOUT, L"&About\tF1");
    AppendMenuW(menu, MF_POPUP, (UINT_PTR)file, L"&File");
    AppendMenuW(menu, MF_POPUP, (UINT_PTR)help, L"&Help");
    return menu;
}

static HACCEL
new_keys(void)
{
    ACCEL keys[] = {{FCONTROL | FVIRTKEY, 'O', COMMAND_OPEN}, {FCONTROL | FVIRTKEY, 'S', COMMAND_SAVE},
                    {FCONTROL | FVIRTKEY, 'C', COMMAND_COPY}, {FVIRTKEY, VK_F5, COMMAND_REOPEN},
                    {FVIRTKEY, VK_ESCAPE, COMMAND_STOP},      {FVIRTKEY, VK_F1, COMMAND_ABOUT}};
    return CreateAcceleratorTableW(keys, sizeof keys / sizeof *keys);
}

static bool
build(struct window *window, const struct rows *rows)
{
    NONCLIENTMETRICSW metrics = {.cbSize = sizeof metrics};
    SystemParametersInfoW(SPI_GETNONCLIENTMETRICS, sizeof metrics, &metrics, 0);
    window->font = CreateFontIndirectW(&metrics.lfMessageFont);
    window->keys = new_keys();
    window->open = add_control(window, WC_BUTTONW, L"Open folder…", WS_TABSTOP, COMMAND_OPEN);
    window->stop = add_control(window, WC_BUTTONW, L"Stop", WS_TABSTOP | WS_DISABLED, COMMAND_STOP);
    window->bar = add_control(window, PROGRESS_CLASSW, NULL, PBS_SMOOTH, ID_BAR);
    window->status = add_control(window, STATUSCLASSNAMEW, NULL, SBARS_SIZEGRIP, ID_STATUS);
    return window->open && window->stop && window->bar && window->status &&
           list_init(&window->list, window->window, ID_LIST, rows, window->font);
}

/* Messages. */

static void
end(struct window *window)
{
    window->window = NULL;
    list_fini(&window->list);
    DestroyAcceleratorTable(window->keys);
    DeleteObject(window->font);
    PostQuitMessage(0);
}

static LRESULT CALLBACK
message_comes(HWND handle, UINT message, WPARAM wide, LPARAM word)
{
    struct window *window = (struct window *)GetWindowLongPtrW(handle, GWLP_USERDATA);
    if (!window)
        return DefWindowProcW(handle, message, wide, word);
    switch (message) {
    case WM_SIZE:
        fit(window);
        return 0;
    case WM_COMMAND:
        obey(window, LOWORD(wide));
        return 0;
    case WM_NOTIFY:
        return wide == ID_LIST ? list_notify(&window->list, (NMHDR *)word) : 0;
    case WM_ENTERSIZEMOVE:
    case WM_EXITSIZEMOVE:
        window->is_dragged = message == WM_ENTERSIZEMOVE;
        return 0;
    case WM_CLOSE:
        window->calls.close(window->calls.self);
        return 0;
    case WM_NCDESTROY:
        end(window);
        return 0;
    default:
        return DefWindowProcW(handle, message, wide, word);
    }
}

bool
window_takes(struct window *window, MSG *message)
{
    return window->window && (TranslateAcceleratorW(window->window, window->keys, message) ||
                              IsDialogMessageW(window->window, message));
}

bool
window_init(struct window *window, const struct rows *rows, const struct window_calls *calls)
{
    INITCOMMONCONTROLSEX controls = {sizeof controls,
                                     ICC_LISTVIEW_CLASSES | ICC_BAR_CLASSES | ICC_PROGRESS_CLASS};
    WNDCLASSEXW class = {.cbSize = sizeof class,
                         .lpfnWndProc = message_comes,
                         .hInstance = GetModuleHandleW(NULL),
                         .hIcon = LoadIconW(NULL, IDI_APPLICATION),
                         .hCursor = LoadCursorW(NULL, IDC_ARROW),
                         .hbrBackground = (HBRUSH)(COLOR_BTNFACE + 1),
                         .lpszClassName = name};
    *window = (struct window){.calls = *calls};
    InitCommonControlsEx(&controls);
    if (!RegisterClassExW(&class))
        return false;
    window->window = CreateWindowExW(0, name, name, WS_OVERLAPPEDWINDOW | WS_CLIPCHILDREN, CW_USEDEFAULT,
                                     CW_USEDEFAULT, 0, 0, NULL, new_menu(), class.hInstance, NULL);
    if (!window->window || !build(window, rows))
        return false;
    SetWindowLongPtrW(window->window, GWLP_USERDATA, (LONG_PTR)window);
    SetWindowPos(window->window, NULL, 0, 0, scaled(window, 1040), scaled(window, 620),
                 SWP_NOMOVE | SWP_NOZORDER);
    ShowWindow(window->window, SW_SHOWDEFAULT);
    SetFocus(window->list.window);
    return true;
}

void
window_destroy(struct window *window)
{
    DestroyWindow(window->window);
}

/* What it shows. */

static void
say_part(const struct window *window, WPARAM part, const wchar_t *words)
{
    SendMessageW(window->status, SB_SETTEXTW, part, (LPARAM)words);
}

void
window_refresh(struct window *window, const struct window_words *words)
{
    SetWindowTextW(window->window, words->title);
    say_part(window, 0, words->files);
    say_part(window, 1, words->bytes);
    say_part(window, 2, words->rate);
    say_part(window, 3, words->rest);
    SendMessageW(window->bar, PBM_SETPOS, words->percent, 0);
    if (!words->is_working && GetFocus() == window->stop)
        SetFocus(window->list.window); /* a button that is disabled would take the keys with it */
    EnableWindow(window->stop, words->is_working);
    EnableMenuItem(GetMenu(window->window), COMMAND_STOP, (UINT)(words->is_working ? MF_ENABLED : MF_GRAYED));
    list_refresh(&window->list);
}

void
window_paint(const struct window *window)
{
    RedrawWindow(window->window, NULL, NULL, RDW_INVALIDATE | RDW_FRAME | RDW_ALLCHILDREN | RDW_UPDATENOW);
}
