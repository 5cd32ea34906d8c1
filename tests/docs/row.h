/* SPDX-License-Identifier: MIT */
/* The lines of C in the tables of docs/coming-from.md, as rows.sh makes functions of them. Not what is in them. */
#ifndef TESTS_DOCS_ROW_H
#define TESTS_DOCS_ROW_H

#include <weir/job.h>

/* One of the two functions. */
struct row {
    int line; /* of the page */
    const char *code;
    int64_t (*call)(void);
    weir_step_fn *step;
};
extern const struct row rows[];
extern const int row_count;

#endif
