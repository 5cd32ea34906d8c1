/* SPDX-License-Identifier: MIT */
/* What posts, jobs and the loop thread do with scopes. The public functions are in weir/scope.h. */
#ifndef WEIR_EXECUTOR_SCOPE_H
#define WEIR_EXECUTOR_SCOPE_H

#include "base/thread.h"
#include "executor/ready.h"

/* scope->word: what is in it * 2^32 | holds * 32 | the flags. What is in it: tasks, jobs, and each child scope that is
 * not empty. Holds keep the memory: children, awaiters, holders outside, and its record while that is on its way. */
#define SCOPE_CANCELLED UINT64_C(1)
#define SCOPE_FREED     UINT64_C(2)
#define SCOPE_AWAITED   UINT64_C(4)  /* somebody waits for it to be empty */
#define SCOPE_LISTED    UINT64_C(8)  /* its record is on the list */
#define SCOPE_INSIDE    UINT64_C(16) /* its parent, and theirs, count it as not empty */
#define SCOPE_HOLD      UINT64_C(32)
#define SCOPE_ONE       (UINT64_C(1) << 32)

enum {
    LABEL_SIZE = 32
};

/* Called on the loop thread when the scope is cancelled. */
struct hook {
    struct hook *next;
    weir_fn *cancelled;
    void *arg;
};

struct weir_job;

struct weir_scope {
    atom_u64 word;
    struct weir *w;
    struct weir_scope *parent; /* written once; the child holds it */
    char label[LABEL_SIZE];

    /* Guarded by the lock of w->scopes. */
    struct weir_scope *first, *next, **link;
    struct hook *hooks, **hooks_last;
    uint32_t kept; /* so often it is kept in the tree though nothing is in it */

    /* Of the loop thread. */
    struct record record;           /* asks it to attend: cancelled, or empty and awaited */
    struct ready ready;             /* and when it does */
    uint32_t jobs_first, jobs_last; /* of the floor above: the jobs that are in it */
    uint32_t jobs_count;
    uint32_t jobs_told; /* of those so many have been looked at since it was cancelled */
    struct weir_job *awaiters;
};

/* All scopes of a weir: the forest of those that are not freed, or have children that are not. */
struct scopes {
    struct mutex lock;
    struct weir_scope *first;
};

int scope_enter(struct weir_scope *scope); /* 0 or WEIR_ECANCELLED; NULL is a scope that is never cancelled */
void scope_enter_again(struct weir_scope *scope); /* by what is in it already: a step of a job */
void scope_leave(struct weir_scope *scope);
bool scope_is_cancelled(const struct weir_scope *scope);
bool scope_is_empty(const struct weir_scope *scope);
bool scope_is_in(const struct weir_scope *scope, const struct weir_scope *tree);
/* Loop thread: false if it is empty; else, when it is, above->scope_empty is called. Until scope_await_no_more. */
bool scope_await(struct weir_scope *scope);
void scope_await_no_more(struct weir_scope *scope);
/* Keeps it where a barrier finds it, though nothing is in it any more; and no more. */
void scope_keep(struct weir_scope *scope);
void scope_keep_no_more(struct weir_scope *scope);
/* In preorder under the lock: the scope after `at` within `tree` (NULL: the forest), or NULL. */
struct weir_scope *scope_after(struct scopes *scopes, struct weir_scope *tree, struct weir_scope *at);
void scope_forget(const struct entry *entry); /* in a forked child: one that asked the loop to attend */
/* Loop thread, inside a task: calls its hooks. */
void scope_tell(struct weir_scope *scope);

#endif
