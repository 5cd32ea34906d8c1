/* SPDX-License-Identifier: MIT */
/* The suites of this folder, and the few things that all of them need. Not what they test. */
#ifndef TESTS_CORE_PARTS_H
#define TESTS_CORE_PARTS_H

#include "program.h"

#include "executor/inbox.h"

Suite *suite_of_clock(void);
Suite *suite_of_heap(void);
Suite *suite_of_inbox(void);
Suite *suite_of_json(void);
Suite *suite_of_lanes(void);
Suite *suite_of_timers(void);

/* A task is told from another by its argument alone; none of these is ever run. */
static inline void
never_runs(void *arg)
{
    ck_abort_msg("a part of the inbox ran a task: %p", arg);
}

static inline struct entry
entry_of(uintptr_t number, struct weir_scope *scope)
{
    return (struct entry){.run = never_runs, .arg = (void *)number, .scope = scope};
}

static inline uintptr_t
number_of(const struct entry *entry)
{
    return (uintptr_t)entry->arg;
}

#endif
