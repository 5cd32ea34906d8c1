/* SPDX-License-Identifier: MIT */
/* Keeps rows and their sums. Knows no other thread and no window. */
#include "rows.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

void
rows_add(struct rows *rows, const struct found *found)
{
    if (rows->count == rows->room) {
        rows->room = rows->room * 2 + 128;
        rows->all = need_more(rows->all, rows->room * sizeof *rows->all);
    }
    rows->all[rows->count++] = (struct row){.name = text_copy(found->name),
                                            .size = found->size,
                                            .state = found->error ? ROW_FAILED : ROW_WAITS,
                                            .error = found->error};
    rows->total += found->size;
    rows->ended += found->error != 0;
    rows->failed += found->error != 0;
}

/* Its size is from now on what was read, since it may have changed meanwhile. */
static void
end_row(struct rows *rows, struct row *row, const struct step *step)
{
    rows->total = rows->total - row->size + row->bytes;
    row->error = step->error;
    row->state = step->error ? ROW_FAILED : ROW_DONE;
    if (!step->error)
        row->size = row->bytes;
    memcpy(row->hash, step->hash, DIGEST_SIZE);
    rows->ended++;
    rows->failed += step->error != 0;
}

void
rows_step(struct rows *rows, const struct step *step)
{
    struct row *row = &rows->all[step->row];
    rows->bytes += step->bytes - row->bytes;
    row->bytes = step->bytes;
    row->state = ROW_WORKS;
    if (step->is_ended)
        end_row(rows, row, step);
}

void
rows_clear(struct rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        free(rows->all[i].name);
    free(rows->all);
    *rows = (struct rows){.all = NULL};
}
