/* SPDX-License-Identifier: MIT */
/* The list of waiting threads. Signals are sent under the lock: the waiter's stack is gone soon
 * after. */
#include "executor/lobby.h"

#include <weir/weir.h>

int
lobby_init(struct lobby *lobby)
{
    lobby->waiters = NULL;
    lobby->rooms = 0;
    lobby->losses = 0;
    int failed = mutex_init(&lobby->lock);
    if (failed)
        return failed;
    failed = condition_init(&lobby->emptied);
    if (failed)
        mutex_fini(&lobby->lock);
    return failed;
}

void
lobby_fini(struct lobby *lobby)
{
    condition_fini(&lobby->emptied);
    mutex_fini(&lobby->lock);
}

void
lobby_wait_empty(struct lobby *lobby)
{
    mutex_lock(&lobby->lock);
    while (lobby->waiters)
        condition_wait(&lobby->emptied, &lobby->lock, WEIR_FOREVER);
    mutex_unlock(&lobby->lock);
}

void
lobby_rouse(struct lobby *lobby)
{
    mutex_lock(&lobby->lock);
    lobby_poke_all(lobby);
    mutex_unlock(&lobby->lock);
}

void
lobby_make_room(struct lobby *lobby)
{
    mutex_lock(&lobby->lock);
    lobby->rooms++;
    for (struct waiter *waiter = lobby->waiters; waiter; waiter = waiter->next)
        if (waiter->wants_room)
            condition_signal(&waiter->condition);
    mutex_unlock(&lobby->lock);
}

int
lobby_enter(struct lobby *lobby, struct waiter *waiter)
{
    int failed = condition_init(&waiter->condition);
    if (failed)
        return failed;
    waiter->losses = lobby->losses;
    waiter->wants_room = false;
    waiter->next = lobby->waiters;
    waiter->link = &lobby->waiters;
    if (waiter->next)
        waiter->next->link = &waiter->next;
    lobby->waiters = waiter;
    return 0;
}

void
lobby_leave(struct lobby *lobby, struct waiter *waiter)
{
    *waiter->link = waiter->next;
    if (waiter->next)
        waiter->next->link = waiter->link;
    condition_fini(&waiter->condition);
    if (!lobby->waiters)
        condition_signal(&lobby->emptied);
}

void
lobby_poke_all(struct lobby *lobby)
{
    for (struct waiter *waiter = lobby->waiters; waiter; waiter = waiter->next)
        condition_signal(&waiter->condition);
}
