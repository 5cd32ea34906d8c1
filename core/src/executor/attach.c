/* SPDX-License-Identifier: MIT */
/* Who rides which host: attach, detach, host lost, and which thread is the loop thread. Not how the
 * host is woken (gate.c). */
#include "base/log.h"
#include "base/system.h"
#include "executor/executor.h"

#include <stdio.h>
#include <string.h>

bool
on_loop_thread(const struct weir *w)
{
    return atom_load(&w->loop_thread, relaxed) == thread_self();
}

bool
weir_on_loop_thread(const struct weir *w)
{
    return w && on_loop_thread(w);
}

enum attachment
attachment(const struct weir *w)
{
    return (enum attachment)atom_load(&w->status.attachment, acquire); /* pairs with set_attachment */
}

struct names
names_of(const struct weir *w)
{
    mutex_lock((struct mutex *)&w->lobby.lock);
    struct names names = w->names;
    mutex_unlock((struct mutex *)&w->lobby.lock);
    return names;
}

int
weir_require_loop_thread(const struct weir *w, const char *function)
{
    if (!w)
        return WEIR_EINVAL;
    if (on_loop_thread(w))
        return 0;
    char here[NAME_SIZE];
    struct names names = names_of(w);
    thread_name(here, sizeof here);
    log_line(WEIR_LOG_WARNING, "%s: %s was called on thread %s; only thread %s may call it", w->name,
             function ? function : "a function", here, names.thread[0] ? names.thread : "(none yet)");
    return WEIR_ETHREAD;
}

static void
set_attachment(struct weir *w, enum attachment how)
{
    atom_store(&w->status.changed_at, weir_system.now(), relaxed);
    atom_store(&w->status.attachment, (uint64_t)how, release); /* pairs with attachment */
}

int
why_not_attached(const struct weir *w)
{
    switch (attachment(w)) {
    case HOST_LOST:
        return WEIR_EHOST;
    case CLOSED:
        return WEIR_ECLOSED;
    default:
        return WEIR_EDETACHED;
    }
}

void
part(struct weir *w, enum attachment how)
{
    mutex_lock(&w->lobby.lock);
    set_attachment(w, how);
    w->lobby.losses += how == HOST_LOST;
    lobby_poke_all(&w->lobby);
    mutex_unlock(&w->lobby.lock);
}

int
may_take_over(const struct weir *w)
{
    bool turns_elsewhere =
        atom_load(&w->depth, acquire) > 0 && !on_loop_thread(w); /* pairs with turn_leave */
    return turns_elsewhere ? WEIR_EBUSY : 0;
}

static int
may_attach(const struct weir *w)
{
    if (attachment(w) == CLOSED || w->closing.how)
        return WEIR_ECLOSED;
    return attachment(w) == ATTACHED ? WEIR_EBUSY : may_take_over(w);
}

/* One thread at a time changes what is attached, pump's calls included. Not a mutex, since it must know its owner: a
 * pump that calls back from its own detach is refused rather than left waiting for itself. */
static int
begin_change(struct weir *w)
{
    for (;;) {
        uint64_t owner = 0;
        if (atom_cas(&w->changing, &owner, thread_self(), acquire, relaxed)) /* pairs with end_change */
            return 0;
        if (owner == thread_self())
            return WEIR_EBUSY;
        weir_system.nap(WEIR_US(50));
    }
}

static void
end_change(struct weir *w)
{
    atom_store(&w->changing, 0, release); /* the last touch: a close that waited for it goes on */
}

/* What an attach that fails puts back. */
struct before {
    enum attachment attachment;
    int64_t changed_at;
    uint64_t loop_thread;
    struct names names;
};

static int
take_over(struct weir *w, const struct weir_pump *pump, struct before *before)
{
    mutex_lock(&w->lobby.lock);
    int refused = may_attach(w);
    if (!refused) {
        *before = (struct before){attachment(w), atom_load(&w->status.changed_at, relaxed),
                                  atom_load(&w->loop_thread, relaxed), w->names};
        w->parted = before->attachment == HOST_LOST ? WEIR_EHOST : WEIR_EDETACHED;
        w->epoch++;
        atom_store(&w->loop_thread, thread_self(), relaxed);
        w->names = (struct names){.first = thread_is_first(), .busy = pump->busy, .nested = pump->nested};
        snprintf(w->names.pump, sizeof w->names.pump, "%s", pump->name);
        thread_name(w->names.thread, sizeof w->names.thread);
        set_attachment(w, ATTACHED);
    }
    mutex_unlock(&w->lobby.lock);
    return refused;
}

static void
give_back(struct weir *w, const struct before *before)
{
    mutex_lock(&w->lobby.lock);
    set_attachment(w, before->attachment);
    atom_store(&w->status.changed_at, before->changed_at, relaxed);
    atom_store(&w->loop_thread, before->loop_thread, relaxed);
    w->names = before->names;
    mutex_unlock(&w->lobby.lock);
}

int
weir_attach(struct weir *w, const struct weir_pump *pump, void *self)
{
    struct weir_pump known = {.size = sizeof known, .name = "manual"};
    if (!w || (pump && (pump->size < offsetof(struct weir_pump, detach) || !pump->name)))
        return WEIR_EINVAL;
    if (pump)
        memcpy(&known, pump, pump->size < sizeof known ? pump->size : sizeof known);

    struct before before;
    int failed = begin_change(w);
    if (failed)
        return failed;
    failed = take_over(w, &known, &before);
    if (!failed && gate_open(&w->gate, &known, self) != 0) {
        give_back(w, &before);
        log_line(WEIR_LOG_WARNING, "%s: not attached to %s: its wake failed", w->name, known.name);
        failed = WEIR_ESYSTEM;
    }
    end_change(w);
    return failed;
}

/* Exactly one of those who let go of the same pump does it; the others return after it has. */
static int
let_go(struct weir *w, enum attachment how)
{
    int refused = begin_change(w);
    if (refused)
        return refused;
    if (attachment(w) == ATTACHED) {
        gate_shut(&w->gate);
        struct weir_pump pump = plain_load(w->gate.pump);
        void (*end)(void *) = how == HOST_LOST ? pump.lost : pump.detach;
        if (how != HOST_LOST)
            share_note(w, weir_system.now(), false);
        if (end)
            end(plain_load(w->gate.self));
        part(w, how);
    } else {
        refused = why_not_attached(w);
    }
    end_change(w);
    return refused;
}

int
weir_detach(struct weir *w)
{
    if (!w)
        return WEIR_EINVAL;
    if (attachment(w) != ATTACHED)
        return why_not_attached(w);
    if (!on_loop_thread(w))
        return WEIR_ETHREAD;
    return let_go(w, DETACHED);
}

int
weir_host_lost(struct weir *w)
{
    if (!w)
        return WEIR_EINVAL;
    if (attachment(w) != ATTACHED)
        return why_not_attached(w);
    return let_go(w, HOST_LOST);
}

void
let_go_at_close(struct weir *w)
{
    /* Not weir_detach: it would not wait for a loss on another thread that is about to end and still has w in hand. */
    let_go(w, DETACHED);
}

bool
is_changing(const struct weir *w)
{
    return atom_load(&w->changing, relaxed) == thread_self();
}
