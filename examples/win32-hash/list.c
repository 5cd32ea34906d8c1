/* SPDX-License-Identifier: MIT */
/* A list view that asks for its words when it paints, so that a row costs nothing until it is seen; and a bar in each row
 * that is worked on. Decides nothing about files. */
#include "list.h"

#include "text.h"

#include <commctrl.h>
#include <shlwapi.h>

#include <stdio.h>
#include <stdlib.h>

enum column {
    COLUMN_NAME,
    COLUMN_SIZE,
    COLUMN_PROGRESS,
    COLUMN_HASH,
    COLUMNS
};

static const struct {
    const wchar_t *title;
    int width; /* at 96 dots an inch; the name has what is left */
    int format;
} columns[COLUMNS] = {{L"File", 0, LVCFMT_LEFT},
                      {L"Size", 80, LVCFMT_RIGHT},
                      {L"Progress", 120, LVCFMT_LEFT},
                      {L"SHA-256", 470, LVCFMT_LEFT}};

enum {
    FAILED_TEXT = RGB(176, 32, 32),
    QUIET_TEXT = RGB(120, 120, 120),
    BAR_TRACK = RGB(228, 232, 238),
    BAR_WORKS = RGB(58, 124, 216),
    BAR_DONE = RGB(86, 168, 108),
    BAR_FAILED = RGB(204, 92, 92)
};

/* Life. */

static int
scaled(const struct list *list, int dots)
{
    HDC screen = GetDC(list->window);
    int result = MulDiv(dots, GetDeviceCaps(screen, LOGPIXELSX), 96);
    ReleaseDC(list->window, screen);
    return result;
}

static void
add_columns(struct list *list)
{
    for (int i = 0; i < COLUMNS; i++) {
        LVCOLUMNW column = {.mask = LVCF_TEXT | LVCF_WIDTH | LVCF_FMT,
                            .fmt = columns[i].format,
                            .cx = scaled(list, columns[i].width),
                            .pszText = (wchar_t *)columns[i].title};
        SendMessageW(list->window, LVM_INSERTCOLUMNW, (WPARAM)i, (LPARAM)&column);
    }
}

/* A list view makes its rows as high as their icons: these are invisible. */
static void
space_rows(const struct list *list)
{
    HIMAGELIST icons = ImageList_Create(1, scaled(list, 20), ILC_COLOR, 0, 1);
    SendMessageW(list->window, LVM_SETIMAGELIST, LVSIL_SMALL, (LPARAM)icons); /* which frees them */
}

static HFONT
fixed_font(HFONT beside)
{
    LOGFONTW font;
    GetObjectW(beside, sizeof font, &font);
    font.lfPitchAndFamily = FIXED_PITCH | FF_MODERN;
    wcscpy(font.lfFaceName, L"Consolas");
    return CreateFontIndirectW(&font);
}

bool
list_init(struct list *list, HWND parent, int id, const struct rows *rows, HFONT font)
{
    DWORD style = WS_CHILD | WS_VISIBLE | WS_TABSTOP | LVS_REPORT | LVS_OWNERDATA | LVS_SHOWSELALWAYS |
                  LVS_NOSORTHEADER;
    DWORD more = LVS_EX_FULLROWSELECT | LVS_EX_DOUBLEBUFFER;
    *list = (struct list){.rows = rows, .follows = true};
    list->window = CreateWindowExW(0, WC_LISTVIEWW, L"", style, 0, 0, 0, 0, parent, (HMENU)(INT_PTR)id,
                                   GetModuleHandleW(NULL), NULL);
    if (!list->window)
        return false;
    list->fixed = fixed_font(font);
    SendMessageW(list->window, WM_SETFONT, (WPARAM)font, FALSE);
    SendMessageW(list->window, LVM_SETEXTENDEDLISTVIEWSTYLE, more, (LPARAM)more);
    space_rows(list);
    add_columns(list);
    return true;
}

void
list_fini(struct list *list)
{
    DeleteObject(list->fixed);
}

void
list_fit(struct list *list)
{
    RECT area;
    GetWindowRect(list->window, &area);
    int rest = area.right - area.left - GetSystemMetrics(SM_CXVSCROLL);
    for (WPARAM i = COLUMN_SIZE; i < COLUMNS; i++)
        rest -= (int)SendMessageW(list->window, LVM_GETCOLUMNWIDTH, i, 0);
    int least = scaled(list, 160);
    SendMessageW(list->window, LVM_SETCOLUMNWIDTH, COLUMN_NAME, rest > least ? rest : least);
}

/* What has changed. */

void
list_begin(struct list *list)
{
    SendMessageW(list->window, LVM_SETITEMCOUNT, 0, 0);
    list->from = list->to = list->shown = list->reached = 0;
    list->follows = true;
}

void
list_touch(struct list *list, size_t row)
{
    if (list->from == list->to)
        list->from = list->to = row;
    list->from = row < list->from ? row : list->from;
    list->to = row >= list->to ? row + 1 : list->to;
    list->reached = row >= list->reached ? row + 1 : list->reached;
}

/* Some rows beyond what is worked on, so that it stands in the middle. */
static void
follow(struct list *list)
{
    size_t half = (size_t)SendMessageW(list->window, LVM_GETCOUNTPERPAGE, 0, 0) / 2;
    size_t row = list->reached + half;
    list->moves = true;
    if (list->reached > 0 && list->shown > 0)
        SendMessageW(list->window, LVM_ENSUREVISIBLE, row < list->shown ? row : list->shown - 1, FALSE);
    list->moves = false;
}

void
list_refresh(struct list *list)
{
    if (list->shown != list->rows->count) {
        list->shown = list->rows->count;
        SendMessageW(list->window, LVM_SETITEMCOUNT, list->shown, LVSICF_NOINVALIDATEALL | LVSICF_NOSCROLL);
    }
    if (list->from < list->to)
        SendMessageW(list->window, LVM_REDRAWITEMS, list->from, (LPARAM)list->to - 1);
    list->from = list->to = 0;
    if (list->follows)
        follow(list);
}

/* Words. */

static void
write_hash(const struct row *row, wchar_t *text, int room)
{
    wchar_t hash[DIGEST_TEXT];
    if (row->state == ROW_FAILED) {
        wchar_t *why = text_of_error(row->error);
        StrCpyNW(text, why, room);
        free(why);
    } else if (row->state == ROW_DONE) {
        digest_text(row->hash, hash);
        StrCpyNW(text, hash, room);
    }
}

static void
write_item(const struct list *list, LVITEMW *item)
{
    wchar_t size[TEXT_SIZE];
    if (!(item->mask & LVIF_TEXT) || item->cchTextMax <= 0)
        return;
    item->pszText[0] = 0;
    if ((size_t)item->iItem >= list->rows->count)
        return;
    const struct row *row = &list->rows->all[item->iItem];
    if (item->iSubItem == COLUMN_NAME) {
        StrCpyNW(item->pszText, row->name, item->cchTextMax);
    } else if (item->iSubItem == COLUMN_SIZE) {
        text_of_size(row->size, size);
        StrCpyNW(item->pszText, size, item->cchTextMax);
    } else if (item->iSubItem == COLUMN_HASH) {
        write_hash(row, item->pszText, item->cchTextMax);
    }
}

/* Bars. */

static int
percent(const struct row *row)
{
    if (row->state == ROW_DONE)
        return 100;
    if (row->size == 0)
        return 0;
    uint64_t part = (uint64_t)((double)row->bytes * 100 / (double)row->size);
    return part < 99 ? (int)part : 99; /* it may have grown */
}

static void
fill(HDC dc, RECT area, COLORREF colour)
{
    SetDCBrushColor(dc, colour);
    FillRect(dc, &area, GetStockObject(DC_BRUSH));
}

static void
draw_bar(HDC dc, RECT area, const struct row *row)
{
    static const COLORREF colours[] = {BAR_TRACK, BAR_WORKS, BAR_DONE, BAR_FAILED};
    wchar_t words[16] = L"waits";
    RECT part = area;
    int reached = percent(row);
    part.right = part.left + (area.right - area.left) * reached / 100;
    if (row->state == ROW_WORKS || row->state == ROW_DONE)
        swprintf(words, 16, row->state == ROW_DONE ? L"done" : L"%d %%", reached);
    else if (row->state == ROW_FAILED)
        wcscpy(words, L"failed");
    fill(dc, area, BAR_TRACK);
    fill(dc, row->state == ROW_FAILED ? area : part, colours[row->state]);
    SetBkMode(dc, TRANSPARENT);
    SetTextColor(dc, row->state == ROW_WAITS                    ? QUIET_TEXT
                     : reached > 60 || row->state == ROW_FAILED ? RGB(255, 255, 255)
                                                                : RGB(0, 0, 0));
    DrawTextW(dc, words, -1, &area, DT_CENTER | DT_VCENTER | DT_SINGLELINE | DT_NOPREFIX);
}

static void
draw_progress(const struct list *list, const NMLVCUSTOMDRAW *draw)
{
    size_t row = (size_t)draw->nmcd.dwItemSpec;
    RECT area = {.top = COLUMN_PROGRESS, .left = LVIR_BOUNDS};
    SendMessageW(list->window, LVM_GETSUBITEMRECT, row, (LPARAM)&area);
    InflateRect(&area, -6, -scaled(list, 3));
    if (row < list->rows->count)
        draw_bar(draw->nmcd.hdc, area, &list->rows->all[row]);
}

static LRESULT
draw_cell(const struct list *list, NMLVCUSTOMDRAW *draw)
{
    size_t row = (size_t)draw->nmcd.dwItemSpec;
    bool failed = row < list->rows->count && list->rows->all[row].state == ROW_FAILED;
    if (draw->iSubItem == COLUMN_PROGRESS) {
        draw_progress(list, draw);
        return CDRF_SKIPDEFAULT;
    }
    draw->clrText = failed && draw->iSubItem == COLUMN_HASH ? FAILED_TEXT : GetSysColor(COLOR_WINDOWTEXT);
    bool fixed = draw->iSubItem == COLUMN_HASH && !failed;
    SelectObject(draw->nmcd.hdc, fixed ? list->fixed : (HFONT)SendMessageW(list->window, WM_GETFONT, 0, 0));
    return CDRF_NEWFONT;
}

static LRESULT
draw(const struct list *list, NMLVCUSTOMDRAW *draw)
{
    switch (draw->nmcd.dwDrawStage) {
    case CDDS_PREPAINT:
        return CDRF_NOTIFYITEMDRAW;
    case CDDS_ITEMPREPAINT:
        return CDRF_NOTIFYSUBITEMDRAW;
    case CDDS_ITEMPREPAINT | CDDS_SUBITEM:
        return draw_cell(list, draw);
    default:
        return CDRF_DODEFAULT;
    }
}

/* A key that goes to another row; from Page Up to Down their numbers follow each other. */
static bool
is_move(const NMHDR *note)
{
    WORD key = note->code == LVN_KEYDOWN ? ((const NMLVKEYDOWN *)note)->wVKey : 0;
    return key >= VK_PRIOR && key <= VK_DOWN;
}

LRESULT
list_notify(struct list *list, NMHDR *note)
{
    if (note->code == LVN_GETDISPINFOW)
        write_item(list, &((NMLVDISPINFOW *)note)->item);
    else if (note->code == NM_CUSTOMDRAW)
        return draw(list, (NMLVCUSTOMDRAW *)note);
    else if (note->code == NM_CLICK || is_move(note) || (note->code == LVN_BEGINSCROLL && !list->moves))
        list->follows = false;
    return 0;
}
