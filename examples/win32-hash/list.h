/* SPDX-License-Identifier: MIT */
/* The list of files: name, size, progress, hash. It shows rows and changes none. */
#ifndef HASH_LIST_H
#define HASH_LIST_H

#include "rows.h"

#include <windows.h>

struct list {
    HWND window;
    const struct rows *rows;
    HFONT fixed;           /* for hashes */
    size_t from, to;       /* rows that have changed since it was refreshed: from <= row < to */
    size_t shown, reached; /* rows that it has; the last one that was ever worked on, and 1 */
    bool follows;          /* shows what is worked on, until its user scrolls or selects */
    bool moves;            /* by itself */
};

/* False: GetLastError says why. */
bool list_init(struct list *list, HWND parent, int id, const struct rows *rows, HFONT font);
void list_fini(struct list *list);

/* After the window has got another size. */
void list_fit(struct list *list);

/* Its rows begin anew. */
void list_begin(struct list *list);
void list_touch(struct list *list, size_t row);

/* Paints what has changed, soon. */
void list_refresh(struct list *list);

/* For WM_NOTIFY from it. */
LRESULT list_notify(struct list *list, NMHDR *note);

#endif
