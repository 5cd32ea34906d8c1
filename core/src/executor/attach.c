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

static void
part(struct weir *w, enum attachment how)
{
    mutex_lock(&w->lobby.lock);
    set_attachment(w, how);
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
take_over(struct weir *w, const char *pump_name)
{
    if (attachment(w) == CLOSED || w->closing.how)
        return WEIR_ECLOSED;
    if (attachment(w) == ATTACHED)
        return WEIR_EBUSY;
    int refused = may_take_over(w);
    if (refused)
        return refused;
    w->parted = attachment(w) == HOST_LOST ? WEIR_EHOST : WEIR_EDETACHED;
    w->epoch++;
    atom_store(&w->loop_thread, thread_self(), relaxed);
    snprintf(w->pump_name, sizeof w->pump_name, "%s", pump_name);
    thread_name(w->thread_name, sizeof w->thread_name);
    set_attachment(w, ATTACHED);
    return 0;
}

int
weir_attach(struct weir *w, const struct weir_pump *pump, void *self)
{
    struct weir_pump known = {.size = sizeof known, .name = "manual"};
    if (!w || (pump && (pump->size < offsetof(struct weir_pump, detach) || !pump->name)))
        return WEIR_EINVAL;
    if (pump)
        memcpy(&known, pump, pump->size < sizeof known ? pump->size : sizeof known);

    mutex_lock(&w->lobby.lock);
    enum attachment before = attachment(w);
    int refused = take_over(w, known.name);
    mutex_unlock(&w->lobby.lock);
    if (refused)
        return refused;
    if (gate_open(&w->gate, &known, self) == 0)
        return 0;
    part(w, before);
    log_line(WEIR_LOG_WARNING, "%s: not attached to %s: its wake failed", w->name, known.name);
    return WEIR_ESYSTEM;
}

/* Exactly one of those who let go of the same pump succeeds; each returns after the last flight. */
static int
let_go(struct weir *w, enum attachment how)
{
    if (!gate_shut(&w->gate))
        return why_not_attached(w);
    struct weir_pump pump = plain_load(w->gate.pump); /* before part: then another may attach */
    void *self = plain_load(w->gate.self);
    part(w, how);
    void (*end)(void *) = how == HOST_LOST ? pump.lost : pump.detach;
    if (end)
        end(self);
    return 0;
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
    if (let_go(w, CLOSED) != 0)
        part(w, CLOSED);
}
