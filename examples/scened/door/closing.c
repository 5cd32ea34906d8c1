/* SPDX-License-Identifier: MIT */
/* The end of a door. Who calls is the host's own thread, so nothing of main's runs meanwhile but what the barrier ends. */
#include "closing.h"

#include "call.h"
#include "events.h"
#include "http.h"
#include "inside.h"
#include "session.h"
#include "wait.h"

#include <stdlib.h>

/* Door's thread. */
static void
accept_nothing(void *self)
{
    struct door *door = self;
    door->is_closing = true;
    http_stop(door);
    if (door->events)
        events_end(door);
}

/* Door's thread: has every client been answered? */
static int
all_answered(struct weir_job *job, void *self)
{
    const struct door *door = self;
    return door->calls->live == 0 && door->exchanges == 0 ? weir_done(job, NULL)
                                                          : weir_after(job, WEIR_MS(1));
}

/* Door's thread. */
static void
leave(void *self)
{
    struct door *door = self;
    waits_end(door);
    http_end(door);
    event_base_loopbreak(door->base);
}

/* What is left until a time; at least a moment, so that what is ready is seen. */
static int64_t
left(int64_t until)
{
    int64_t left = until == WEIR_FOREVER ? WEIR_FOREVER : until - weir_now();
    return left > WEIR_MS(1) ? left : WEIR_MS(1);
}

/* Those on this thread end here and now: nobody else turns its weirs. Those on others end there. */
static int
end_calls(struct door *door, int64_t until)
{
    int code = 0;
    for (size_t i = 0; door_weir(door, i); i++)
        weir_scope_cancel(door->scopes[i]);
    for (size_t i = 0; code == 0 && door_weir(door, i); i++) {
        code = weir_scope_barrier(door->scopes[i], left(until));
        code = code == WEIR_ETHREAD ? 0 : code;
    }
    return code;
}

static int
wait_for_answers(struct door *door, int64_t until)
{
    int64_t id = weir_job_start(
        door->weir, &(struct weir_job_spec){
                        .step = all_answered, .arg = door, .name = "answer all", .key = "answer all"});
    if (id < 0)
        return (int)id;
    int code = weir_job_wait(door->weir, id, left(until));
    if (code)
        weir_job_cancel(door->weir, id);
    return code;
}

int
door_close(struct door *door, int64_t timeout)
{
    if (!door)
        return 0;
    if (timeout < 0)
        return WEIR_EINVAL;
    int64_t now = weir_now();
    int64_t until = timeout > WEIR_FOREVER - now ? WEIR_FOREVER : now + timeout;
    int code = WEIR_REQUIRE_LOOP_THREAD(door->main);
    if (code == 0)
        code = watch_stop(&door->watch);
    if (code == 0)
        code = weir_post(door->weir, accept_nothing, door); /* at a second try, too: it changes nothing */
    if (code >= 0)
        code = end_calls(door, until);
    if (code == 0)
        code = wait_for_answers(door, until);
    if (code)
        return code;
    weir_post(door->weir, leave, door);
    pthread_join(door->thread, NULL);
    closing_free(door);
    return 0;
}

void
closing_free(struct door *door)
{
    http_end(door);
    if (door->calls)
        calls_free(door);
    free(door->calls);
    sessions_free(door);
    for (size_t i = 0; door->weir && door_weir(door, i); i++)
        weir_scope_free(door->scopes[i]);
    if (door->weir)
        weir_close(door->weir, WEIR_DROP, 0);
    weir_free(door->weir);
    if (door->base)
        event_base_free(door->base);
    json_decref(door->tools);
    free(door);
}
