/* SPDX-License-Identifier: MIT */
/* Scopes: one word that counts what is in one, the tree, and cancelling it. Not the barrier (barrier.c).
 *
 * tag   where             order    pairs with  what it carries
 * [S1]  enter: add        acquire  [S3]        what the canceller did; either the cancel is seen here, or the count there
 * [S2]  leave: cas        acq_rel  [S4]        what the task did
 * [S3]  cancel, free: or  acq_rel  [S1] [S2]
 * [S4]  count: load       acquire  [S2]        what every task did that has ended
 * [S5]  hold, release     acq_rel  [S5]        what each holder did, before the memory is released
 * [S6]  await, inside: or  acq_rel  [S2]       either the last to leave sees it, or it sees that the scope is empty */
#include "executor/scope.h"
#include "base/system.h"
#include "base/text.h"
#include "executor/executor.h"

#include <string.h>

static bool
is_empty(uint64_t word)
{
    return word < SCOPE_ONE;
}

/* Releases the memory if nothing keeps it any more, and then perhaps the parent's. */
static void
release_if_last(struct weir_scope *scope, uint64_t word)
{
    while (is_empty(word) && (word & SCOPE_FREED) && word % SCOPE_ONE < SCOPE_HOLD) {
        struct weir_scope *parent = scope->parent;
        weir_system.release(scope);
        if (!parent)
            return;
        word = atom_sub(&parent->word, SCOPE_HOLD, acq_rel) - SCOPE_HOLD; /* [S5] */
        scope = parent;
    }
}

struct weir_scope *
weir_scope_hold(struct weir_scope *scope)
{
    if (scope)
        atom_add(&scope->word, SCOPE_HOLD, acq_rel); /* [S5] */
    return scope;
}

void
weir_scope_release(struct weir_scope *scope)
{
    if (scope)
        release_if_last(scope, atom_sub(&scope->word, SCOPE_HOLD, acq_rel) - SCOPE_HOLD); /* [S5] */
}

/* Freed, empty, without children, not kept and with nobody to tell it leaves the tree, and then perhaps its parent does. Under the
 * lock; the tree's hold goes with it, which is never the last here: the caller has one. */
static void
unlink_freed(struct weir_scope *scope)
{
    while (scope && scope->link && !scope->first && !scope->hooks && !scope->kept) {
        uint64_t word = atom_load(&scope->word, acquire); /* [S4] */
        if (!(word & SCOPE_FREED) || !is_empty(word))
            return;
        struct weir_scope *parent = scope->parent;
        *scope->link = scope->next;
        if (scope->next)
            scope->next->link = scope->link;
        scope->link = NULL;
        weir_scope_release(scope);
        scope = parent;
    }
}

static void
leave_tree_if_freed(struct weir_scope *scope)
{
    mutex_lock(&scope->w->scopes.lock);
    unlink_freed(scope);
    mutex_unlock(&scope->w->scopes.lock);
}

void
scope_keep(struct weir_scope *scope)
{
    mutex_lock(&scope->w->scopes.lock);
    weir_scope_hold(scope);
    scope->kept++;
    mutex_unlock(&scope->w->scopes.lock);
}

void
scope_keep_no_more(struct weir_scope *scope)
{
    mutex_lock(&scope->w->scopes.lock);
    scope->kept--;
    unlink_freed(scope);
    mutex_unlock(&scope->w->scopes.lock);
    weir_scope_release(scope);
}

/* The loop attends to it: as a task, since what it calls may do anything. */
static void
attend(void *arg)
{
    struct weir_scope *scope = arg;
    struct weir *w = scope->w;
    const struct above *above = above_of(w);
    bool more = false;
    if (scope_is_cancelled(scope)) {
        if (w->cancelled)
            intake_cancelled(w); /* of every scope that was, at once */
        w->cancelled = false;
        more = above && above->scope_cancelled(w, scope, 256);
        scope_tell(scope);
    }
    if (above && is_empty(atom_load(&scope->word, acquire))) /* [S4] */
        above->scope_empty(w, scope);
    if (more && !scope->ready.link) {
        lanes_make_ready(&w->lanes, WEIR_NORMAL - WEIR_URGENT, &scope->ready);
        return; /* with the hold */
    }
    leave_tree_if_freed(scope);
    weir_scope_release(scope);
}

static void
attend_dropped(void *arg, int why)
{
    (void)why; /* a close ends what is in it */
    struct weir_scope *scope = arg;
    const struct above *above = above_of(scope->w);
    scope_tell(scope);
    if (above && is_empty(atom_load(&scope->word, acquire))) /* [S4] */
        above->scope_empty(scope->w, scope);
    weir_scope_release(scope);
}

static enum take
attend_taken(struct weir *w, struct ready *ready, int64_t now, struct entry *entry)
{
    (void)w, (void)now;
    struct weir_scope *scope = (struct weir_scope *)((char *)ready - offsetof(struct weir_scope, ready));
    *entry = (struct entry){
        .run = attend, .arg = scope, .drop = attend_dropped, .name = "weir_scope", .marks = ENTRY_OWN};
    return TAKE_TASK;
}

void
scope_forget(const struct entry *entry)
{
    if (entry->run == attend)
        weir_scope_release(entry->arg);
}

static void
record_taken(struct weir *w, struct record *record)
{
    struct weir_scope *scope = (struct weir_scope *)((char *)record - offsetof(struct weir_scope, record));
    atom_sub(&scope->word, SCOPE_LISTED, acq_rel); /* [S5] */
    w->cancelled = w->cancelled || scope_is_cancelled(scope);
    if (scope->ready.link) {
        weir_scope_release(scope); /* it is to be attended to already */
        return;
    }
    scope->ready.take = attend_taken;
    lanes_make_ready(&w->lanes, WEIR_NORMAL - WEIR_URGENT, &scope->ready);
}

/* Has the loop attend to it; with a hold, which goes with the record. A close takes no record any more, but runs what is
 * ready, and a drain looks for scopes that were left meanwhile. False: nobody is to be woken. */
static bool
call_loop(struct weir_scope *scope)
{
    struct weir *w = scope->w;
    if (!(atom_or(&scope->word, SCOPE_LISTED, acq_rel) & SCOPE_LISTED)) { /* [S5] */
        scope->record.taken = record_taken;
        if (records_push(&w->records, &scope->record) == 0)
            return true;
        if (on_loop_thread(w) && w->closing.ending) {
            record_taken(w, &scope->record);
            return false;
        }
        atom_sub(&scope->word, SCOPE_LISTED, acq_rel); /* [S5] */
    }
    weir_scope_release(scope);
    return false;
}

int
scope_enter(struct weir_scope *scope)
{
    if (!scope)
        return 0;
    scope_enter_again(scope);
    if (!(atom_load(&scope->word, acquire) & SCOPE_CANCELLED)) /* [S1] */
        return 0;
    scope_leave(scope);
    return WEIR_ECANCELLED;
}

/* Who does not see that the parents count the scope enters them for it; of two who do so at once the second takes it back.
 * The flag is set when all of them have been entered: who returns from here is counted all the way up. */
void
scope_enter_again(struct weir_scope *scope)
{
    struct weir_scope *top = scope;
    while (top && !(atom_add(&top->word, SCOPE_ONE, acquire) & SCOPE_INSIDE) && top->parent) /* [S1] */
        top = top->parent;
    for (; scope != top; scope = scope->parent)
        if (atom_or(&scope->word, SCOPE_INSIDE, acq_rel) & SCOPE_INSIDE) /* [S6] */
            scope_leave(scope->parent);
}

/* Who is the last leaves the parent for the scope, tells the loop if somebody waits for that, and takes what was freed out
 * of the tree. */
void
scope_leave(struct weir_scope *scope)
{
    while (scope) {
        struct weir *w = scope->w; /* what is in the scope keeps it, and it keeps its parent */
        struct weir_scope *parent = scope->parent;
        uint64_t before = atom_load(&scope->word, relaxed);
        uint64_t after;
        bool acts;
        do {
            after = before - SCOPE_ONE;
            acts = is_empty(after) && (before & (SCOPE_AWAITED | SCOPE_FREED));
            if (is_empty(after))
                after &= ~SCOPE_INSIDE;
            if (acts)
                after += SCOPE_HOLD;
        } while (!atom_cas(&scope->word, &before, after, acq_rel, relaxed)); /* [S2] */
        if (acts && (after & SCOPE_AWAITED) && call_loop(weir_scope_hold(scope)))
            gate_notify(&w->gate);
        if (acts && (after & SCOPE_FREED))
            leave_tree_if_freed(scope);
        if (acts)
            weir_scope_release(scope);
        if (!is_empty(after) || !(before & SCOPE_INSIDE))
            return;
        scope = parent;
    }
}

bool
scope_is_cancelled(const struct weir_scope *scope)
{
    return scope && (atom_load(&scope->word, relaxed) & SCOPE_CANCELLED);
}

bool
weir_scope_is_cancelled(const struct weir_scope *scope)
{
    return scope_is_cancelled(scope);
}

bool
scope_is_in(const struct weir_scope *scope, const struct weir_scope *tree)
{
    while (scope && scope != tree)
        scope = scope->parent;
    return scope;
}

bool
scope_is_empty(const struct weir_scope *scope)
{
    return is_empty(atom_load(&scope->word, acquire)); /* [S4] */
}

bool
scope_await(struct weir_scope *scope)
{
    return !is_empty(atom_or(&scope->word, SCOPE_AWAITED, acq_rel)); /* [S6] */
}

void
scope_await_no_more(struct weir_scope *scope)
{
    if (atom_load(&scope->word, relaxed) & SCOPE_AWAITED) /* which this thread alone writes */
        atom_sub(&scope->word, SCOPE_AWAITED, acq_rel);   /* [S6] */
}

/* The tree. */

struct weir_scope *
scope_after(struct scopes *scopes, struct weir_scope *tree, struct weir_scope *at)
{
    if (!at)
        return tree ? tree : scopes->first;
    if (at->first)
        return at->first;
    while (at != tree && !at->next && at->parent)
        at = at->parent;
    return at == tree ? NULL : at->next;
}

static void
link_in(struct weir_scope **list, struct weir_scope *scope)
{
    scope->next = *list;
    scope->link = list;
    if (scope->next)
        scope->next->link = &scope->next;
    *list = scope;
}

static int
link_to_parent(struct weir *w, struct weir_scope *parent, struct weir_scope *scope)
{
    mutex_lock(&w->scopes.lock);
    bool cancelled = scope_is_cancelled(parent);
    if (!cancelled) {
        link_in(parent ? &parent->first : &w->scopes.first, scope);
        scope->parent = weir_scope_hold(parent);
    }
    mutex_unlock(&w->scopes.lock);
    return cancelled ? WEIR_ECANCELLED : 0;
}

int
weir_scope_new_in(struct weir *w, struct weir_scope *parent, const char *label, struct weir_scope **out)
{
    if (out)
        *out = NULL;
    if (!w || !out || (parent && parent->w != w))
        return WEIR_EINVAL;
    if (attachment(w) == CLOSED)
        return WEIR_ECLOSED;
    struct weir_scope *scope = weir_system.allocate(sizeof *scope);
    if (!scope)
        return WEIR_ENOMEM;
    atom_init(&scope->word, SCOPE_HOLD); /* the tree's */
    scope->w = w;
    scope->hooks_last = &scope->hooks;
    if (label)
        memcpy(scope->label, label, cut_text(label, LABEL_SIZE - 1));
    int refused = link_to_parent(w, parent, scope);
    if (refused)
        weir_system.release(scope);
    else
        *out = scope;
    return refused;
}

int
weir_scope_new(struct weir *w, struct weir_scope **out)
{
    return weir_scope_new_in(w, NULL, NULL, out);
}

/* Cancelling. */

/* Under the lock. Does the loop have to look at it? */
static bool
cancel_one(struct weir_scope *scope)
{
    uint64_t before = atom_or(&scope->word, SCOPE_CANCELLED, acq_rel); /* [S3] */
    if ((before & SCOPE_CANCELLED) || (is_empty(before) && !scope->hooks))
        return false;
    return call_loop(weir_scope_hold(scope));
}

static void
cancel_tree(struct weir_scope *tree, bool *tells)
{
    struct scopes *scopes = &tree->w->scopes;
    for (struct weir_scope *scope = tree; scope; scope = scope_after(scopes, tree, scope))
        *tells |= cancel_one(scope);
}

static void
tell_cancelled(struct weir *w, bool tells)
{
    lobby_rouse(&w->lobby);
    if (tells)
        gate_notify(&w->gate);
}

int
weir_scope_cancel(struct weir_scope *scope)
{
    if (!scope)
        return WEIR_EINVAL;
    if (atom_load(&scope->word, acquire) & SCOPE_CANCELLED) /* [S3]; its weir may be gone */
        return 0;
    struct weir *w = scope->w;
    bool tells = false;
    mutex_lock(&w->scopes.lock);
    cancel_tree(scope, &tells);
    mutex_unlock(&w->scopes.lock);
    tell_cancelled(w, tells);
    return 0;
}

int
weir_scope_cancel_label(struct weir *w, const char *label)
{
    if (!w || !label || !label[0])
        return WEIR_EINVAL;
    char kept[LABEL_SIZE] = ""; /* as a scope bears it */
    memcpy(kept, label, cut_text(label, LABEL_SIZE - 1));
    int count = 0;
    bool tells = false;
    mutex_lock(&w->scopes.lock);
    struct weir_scope *scope = NULL;
    while (kept[0] && (scope = scope_after(&w->scopes, NULL, scope))) {
        if (strcmp(scope->label, kept) != 0 || scope_is_cancelled(scope))
            continue;
        cancel_tree(scope, &tells);
        count++;
    }
    mutex_unlock(&w->scopes.lock);
    if (count > 0)
        tell_cancelled(w, tells);
    return count;
}

void
weir_scope_free(struct weir_scope *scope)
{
    if (!scope)
        return;
    weir_scope_cancel(scope);
    mutex_lock(&scope->w->scopes.lock);
    weir_scope_hold(scope);
    atom_or(&scope->word, SCOPE_FREED, acq_rel); /* [S3] */
    unlink_freed(scope);
    mutex_unlock(&scope->w->scopes.lock);
    weir_scope_release(scope);
}

/* Hooks. */

int
weir_scope_on_cancel(struct weir_scope *scope, weir_fn *cancelled, void *arg)
{
    if (!scope || !cancelled)
        return WEIR_EINVAL;
    struct weir *w = scope->w;
    struct hook *hook = weir_system.allocate(sizeof *hook);
    if (!hook)
        return WEIR_ENOMEM;
    *hook = (struct hook){NULL, cancelled, arg};
    mutex_lock(&w->scopes.lock);
    bool sealed =
        records_are_sealed(&w->records); /* a close looks at every scope after the seal, under this lock */
    bool tells = false;
    if (!sealed) {
        weir_scope_hold(scope);
        *scope->hooks_last = hook;
        scope->hooks_last = &hook->next;
        tells = scope_is_cancelled(scope) && call_loop(weir_scope_hold(scope));
    }
    mutex_unlock(&w->scopes.lock);
    if (sealed)
        weir_system.release(hook);
    if (tells)
        gate_notify(&w->gate);
    return sealed ? WEIR_ECLOSED : 0;
}

/* One at a time: a barrier inside one finds those that are left. */
void
scope_tell(struct weir_scope *scope)
{
    struct mutex *lock = &scope->w->scopes.lock;
    for (;;) {
        mutex_lock(lock);
        struct hook *hook = scope->hooks;
        if (hook && !(scope->hooks = hook->next))
            scope->hooks_last = &scope->hooks;
        if (!hook)
            unlink_freed(scope);
        mutex_unlock(lock);
        if (!hook)
            return;
        hook->cancelled(hook->arg);
        weir_system.release(hook);
        weir_scope_release(scope); /* the hook's hold; the caller has another */
    }
}
