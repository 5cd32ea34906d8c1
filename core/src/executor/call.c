/* SPDX-License-Identifier: MIT */
/* What blocks a thread that is not the loop's: a call until its task has ended, a post until there
 * is room. Both wait in the lobby, and both see to it every 100 ms that the host has not forgotten
 * its wake. */
#include "base/system.h"
#include "executor/executor.h"

#define LOOK_AGAIN WEIR_MS(100)

enum call_state {
    CALL_WAITS,
    CALL_STARTED,
    CALL_DONE,
    CALL_DROPPED
};

/* On the caller's stack. `state` and `why` are guarded by the lobby's lock. */
struct call {
    struct weir *w;
    weir_fn *run;
    void *arg;
    struct turn *by; /* what the calling thread does, or NULL */
    struct waiter waiter;
    enum call_state state;
    int why; /* of CALL_DROPPED */
};

int
reason_to_stop(const struct weir *w)
{
    const struct turn *turn = turn_of_work();
    if (!turn || !turn->is_to_stop(turn->work))
        return 0;
    return records_are_sealed(&w->records) ? WEIR_ECLOSED : WEIR_ECANCELLED;
}

/* Why who waits in vain should stop waiting: 0 is no reason yet. */
static int
reason_not_to_wait(const struct weir *w, const struct weir_scope *on_behalf)
{
    if (attachment(w) == CLOSED)
        return WEIR_ECLOSED;
    if (attachment(w) == HOST_LOST)
        return WEIR_EHOST;
    return scope_is_cancelled(on_behalf) ? WEIR_ECANCELLED : reason_to_stop(w);
}

/* Under the lock. A host that died is a reason even if another has come since. */
int
reason_to_leave(const struct weir *w, const struct waiter *waiter, const struct weir_scope *on_behalf)
{
    return waiter->losses != w->lobby.losses ? WEIR_EHOST : reason_not_to_wait(w, on_behalf);
}

/* Leaves the lock for a nap, and for a look at the gate if nobody came by. */
void
wait_in_lobby(struct weir *w, struct waiter *waiter, int64_t deadline)
{
    int64_t rest = deadline - weir_system.now();
    int64_t nap = rest < LOOK_AGAIN ? rest : LOOK_AGAIN;
    if (nap <= 0 || condition_wait(&waiter->condition, &w->lobby.lock, nap))
        return;
    mutex_unlock(&w->lobby.lock);
    gate_notify(
        &w->gate); /* a wake that failed or was eaten is issued again: something waits, or we would not */
    mutex_lock(&w->lobby.lock);
}

int
post_patiently(struct weir *w, const struct weir_task *task, const struct entry *entry, weir_ticket *ticket,
               struct weir_scope *on_behalf, int64_t deadline)
{
    struct waiter waiter;
    mutex_lock(&w->lobby.lock);
    int result = on_loop_thread(w) ? WEIR_EDEADLK : lobby_enter(&w->lobby, &waiter);
    if (result) {
        mutex_unlock(&w->lobby.lock);
        scope_leave(task->scope);
        return result;
    }
    waiter.wants_room = true;
    for (;;) {
        uint64_t rooms = w->lobby.rooms;
        mutex_unlock(&w->lobby.lock);
        result = post_once(w, task, entry, ticket);
        mutex_lock(&w->lobby.lock);
        if (result != WEIR_EFULL)
            break;
        int reason; /* asked before the next try: a cancel makes room */
        while (!(reason = reason_to_leave(w, &waiter, on_behalf)) && rooms == w->lobby.rooms &&
               weir_system.now() < deadline)
            wait_in_lobby(w, &waiter, deadline);
        if (reason)
            result = reason;
        if (reason || weir_system.now() >= deadline)
            break;
    }
    if (result < 0) {
        mutex_unlock(&w->lobby.lock);
        scope_leave(task->scope); /* touches w if it is freed: who is in the lobby keeps weir_free waiting */
        mutex_lock(&w->lobby.lock);
    }
    lobby_leave(&w->lobby, &waiter);
    mutex_unlock(&w->lobby.lock);
    return result;
}

static void
tell_caller(struct call *call, enum call_state state, int why)
{
    mutex_lock(&call->w->lobby.lock);
    call->state = state;
    call->why = why;
    condition_signal(&call->waiter.condition);
    mutex_unlock(&call->w->lobby.lock);
}

static void
call_runs(void *arg)
{
    struct call *call = arg;
    mutex_lock(&call->w->lobby.lock);
    call->state = CALL_STARTED;
    mutex_unlock(&call->w->lobby.lock);
    if (call->run)
        call->run(call->arg);
    tell_caller(call, CALL_DONE, 0); /* the caller may be gone when this returns */
}

static void
call_dropped(void *arg, int why)
{
    tell_caller(arg, CALL_DROPPED, why);
}

/* What the thread does that waits for the task which runs, if one does; it changes nothing of that meanwhile. */
static const struct turn *
turn_of_caller(const struct turn *turn)
{
    bool calls = turn->in_task && turn->task.run == call_runs;
    return calls ? ((const struct call *)turn->task.arg)->by : NULL;
}

bool
turn_any(const struct turn *turn, bool (*is)(const struct turn *turn, const void *what), const void *what)
{
    for (; turn; turn = turn->outer)
        if (is(turn, what) || turn_any(turn_of_caller(turn), is, what))
            return true;
    return false;
}

void
calls_fork_child(void)
{
    for (struct turn *turn = turn_current(); turn; turn = turn->outer)
        if (turn->in_task && turn->task.run == call_runs)
            ((struct call *)turn->task.arg)->by = NULL; /* a copy of its stack is there */
}

/* Waits under the lobby's lock until the call has ended or has been withdrawn. */
static int
await_end(struct call *call, weir_ticket ticket, struct weir_scope *on_behalf, int64_t deadline)
{
    struct weir *w = call->w;
    bool taken = false; /* the loop thread has it: it will tell */
    while (call->state == CALL_WAITS || call->state == CALL_STARTED) {
        if (call->state == CALL_STARTED || taken) {
            condition_wait(&call->waiter.condition, &w->lobby.lock, WEIR_FOREVER);
            continue;
        }
        int reason = reason_to_leave(w, &call->waiter, on_behalf);
        if (!reason && weir_system.now() >= deadline)
            reason = WEIR_ETIMEOUT;
        if (!reason)
            wait_in_lobby(w, &call->waiter, deadline);
        else if (weir_cancel(w, ticket) == 0)
            return reason;
        else
            taken = true;
    }
    if (call->state == CALL_DROPPED)
        return call->why;
    return weir_system.now() > deadline;
}

static int
call_inline(struct weir *w, weir_fn *run, void *arg)
{
    if (!run)
        return WEIR_EDEADLK;
    if (w->closing.how)
        return WEIR_ECLOSED;
    run(arg);
    return 0;
}

int
weir_call(struct weir *w, weir_fn *run, void *arg, int64_t timeout)
{
    if (!w || timeout < 0)
        return WEIR_EINVAL;
    struct turn *turn = turn_current();
    struct weir_scope *on_behalf = turn ? turn->task.scope : NULL;
    int result = reason_not_to_wait(w, on_behalf);
    if (result)
        return result;
    if (on_loop_thread(w))
        return call_inline(w, run, arg);

    int64_t deadline = time_after(weir_system.now(), timeout);
    struct call call = {w, run, arg, turn, {.next = NULL}, CALL_WAITS, 0};
    struct weir_task task = {.run = call_runs, .arg = &call, .drop = call_dropped, .name = "weir_call"};
    struct entry entry = {call_runs, &call, call_dropped, task.name, NULL, posted_at(w), ENTRY_CALL};
    weir_ticket ticket;

    mutex_lock(&w->lobby.lock);
    result = lobby_enter(&w->lobby, &call.waiter);
    mutex_unlock(&w->lobby.lock);
    if (result)
        return result;
    result = post_patiently(w, &task, &entry, &ticket, on_behalf, deadline);
    mutex_lock(&w->lobby.lock);
    if (result >= 0)
        result = await_end(&call, ticket, on_behalf, deadline);
    else if (result == WEIR_EFULL)
        result = WEIR_ETIMEOUT;
    lobby_leave(&w->lobby, &call.waiter);
    mutex_unlock(&w->lobby.lock);
    return result;
}
