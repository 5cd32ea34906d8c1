/* SPDX-License-Identifier: MIT */
/* How many threads wait inside a weir: what cannot be seen from outside. Not the fixture that asks. */
#include "waiters.h"

#include "executor/executor.h"

int
waiters_of(struct weir *w)
{
    int count = 0;
    mutex_lock(&w->lobby.lock);
    for (struct waiter *waiter = w->lobby.waiters; waiter; waiter = waiter->next)
        count++;
    mutex_unlock(&w->lobby.lock);
    return count;
}
