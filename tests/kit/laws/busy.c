/* SPDX-License-Identifier: MIT */
/* Begins and ends a backlog (busy.h). Not what a law looks at meanwhile. */
#include "busy.h"

#include <string.h>

enum {
    CHAINS = 8
};

struct busy busy;
struct ping ping;

void
forget_busy(void)
{
    memset(&busy, 0, sizeof busy);
    memset(&ping, 0, sizeof ping);
}

void
open_with(struct weir_options options)
{
    kit_close();
    kit_open(&options);
}

static void
backlog_task(void *arg)
{
    burn(busy.task_takes);
    atomic_fetch_add(&busy.tasks, 1);
    if (++busy.in_a_row > busy.most_in_a_row)
        busy.most_in_a_row = busy.in_a_row;
    if (atomic_load(&busy.over) || weir_post(kit.w, backlog_task, arg) < 0)
        atomic_fetch_sub(&busy.chains, 1);
}

void
begin_backlog(int64_t task_takes)
{
    busy.task_takes = task_takes;
    atomic_store(&busy.over, false);
    atomic_fetch_add(&busy.chains, CHAINS);
    for (int i = 0; i < CHAINS; i++)
        ck_assert_int_ge(weir_post(kit.w, backlog_task, NULL), 0);
}

static bool
has_ended(void *arg)
{
    (void)arg;
    return atomic_load(&busy.chains) == 0;
}

void
end_backlog(void)
{
    atomic_store(&busy.over, true);
    run_until(has_ended, NULL);
}

void
end_busy(void)
{
    host->tick(kit.loop, 0, NULL, NULL);
    if (host->can & HOST_HAS_IO)
        host->watch(kit.loop, NULL, NULL);
    if (host->can & HOST_PAINTS)
        host->paint(kit.loop, NULL, NULL);
    end_backlog();
}

static void *
call_until_over(void *arg)
{
    (void)arg;
    while (!atomic_load(&ping.over))
        if (weir_call(kit.w, add_one, &ping.calls, LIMIT) != 0)
            atomic_fetch_add(&ping.failed, 1);
    atomic_fetch_add(&ping.left, 1);
    return NULL;
}

void
begin_ping_pong(void)
{
    atomic_store(&ping.over, false);
    atomic_store(&ping.left, 0);
    kit_thread(call_until_over, NULL);
}

void
end_ping_pong(void)
{
    atomic_store(&ping.over, true);
    run_until_reaches(&ping.left, 1);
}
