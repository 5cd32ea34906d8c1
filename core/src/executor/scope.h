/* SPDX-License-Identifier: MIT */
/* What a task's post and end do with its scope. The public functions are in weir.h. */
#ifndef WEIR_EXECUTOR_SCOPE_H
#define WEIR_EXECUTOR_SCOPE_H

#include "base/atomic.h"

#include <weir/weir.h>

/* scope->word: count of what belongs to it * 4 | FREED | CANCELLED. */
enum {
    SCOPE_CANCELLED = 1,
    SCOPE_FREED = 2,
    SCOPE_ONE = 4
};

struct weir_scope {
    atom_u64 word;
    struct weir *w;
};

int scope_enter(struct weir_scope *scope); /* 0 or WEIR_ECANCELLED; NULL is a scope that is never cancelled */
void scope_leave(struct weir_scope *scope);
bool scope_is_cancelled(const struct weir_scope *scope);

#endif
