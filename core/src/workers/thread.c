/* SPDX-License-Identifier: MIT */
/* A weir's own thread: its start, and its stop. Not how it waits for work (loop.c). */
#include "workers/thread.h"
#include "base/system.h"
#include "executor/executor.h"

#include <stdio.h>

/* On the thread. */

static void
tell_stage(struct weir_thread *thread, enum stage stage, int answer)
{
    mutex_lock(&thread->loop.lock);
    thread->stage = stage;
    if (stage == RUNS)
        thread->self = thread_self(); /* at its end there may be no weir left that keeps the numbers */
    thread->answer = answer;
    condition_signal(&thread->told);
    mutex_unlock(&thread->loop.lock);
}

/* Here, between two turns, it is outside of any task. */
static void
close_if_asked(struct weir_thread *thread)
{
    mutex_lock(&thread->loop.lock);
    enum weir_close_how how = thread->loop.attached ? thread->how : 0;
    int64_t timeout = thread->timeout;
    mutex_unlock(&thread->loop.lock);
    if (!how)
        return;
    int answer = weir_close(thread->loop.w, how, timeout);
    mutex_lock(&thread->loop.lock);
    if (thread->loop.attached) { /* else the thread ends, which tells as much */
        thread->how = 0;
        thread->answer = answer;
        condition_signal(&thread->told);
    }
    mutex_unlock(&thread->loop.lock);
}

static bool
is_attached(struct weir_thread *thread)
{
    mutex_lock(&thread->loop.lock);
    bool attached = thread->loop.attached;
    mutex_unlock(&thread->loop.lock);
    return attached;
}

static void
run(void *arg)
{
    struct weir_thread *thread = arg;
    int failed = loop_attach(&thread->loop);
    if (!failed)
        tell_stage(thread, RUNS, 0);
    while (is_attached(thread)) {
        if (loop_wait(&thread->loop, INT64_MAX))
            loop_turn(&thread->loop);
        close_if_asked(thread);
    }
    if (thread->loop.lost)
        weir_detach(thread->loop.w); /* waits until the loss is over: who stops us may free the weir then */
    tell_stage(thread, ENDED, failed);
}

/* On others. */

static void
release(struct weir_thread *thread)
{
    condition_fini(&thread->told);
    loop_fini(&thread->loop);
    weir_system.release(thread);
}

static int
make(struct weir_thread **out, struct weir *w)
{
    struct weir_thread *thread = weir_system.allocate(sizeof *thread);
    if (!thread)
        return WEIR_ENOMEM;
    int failed = loop_init(&thread->loop, w);
    if (!failed && condition_init(&thread->told)) {
        loop_fini(&thread->loop);
        failed = WEIR_ESYSTEM;
    }
    if (failed) {
        weir_system.release(thread);
        return failed;
    }
    thread->process = weir_system.process();
    thread->thread.run = run;
    thread->thread.arg = thread;
    snprintf(thread->thread.name, sizeof thread->thread.name, "%s", w->name);
    *out = thread;
    return 0;
}

int
weir_thread_start(struct weir_thread **out, struct weir *w)
{
    if (out)
        *out = NULL;
    if (!out || !w)
        return WEIR_EINVAL;
    struct weir_thread *thread;
    int failed = make(&thread, w);
    if (failed)
        return failed;
    failed = thread_start(&thread->thread);
    if (failed) {
        release(thread);
        return failed;
    }
    mutex_lock(&thread->loop.lock);
    while (thread->stage == STARTING)
        condition_wait(&thread->told, &thread->loop.lock, WEIR_FOREVER);
    failed = thread->answer;
    mutex_unlock(&thread->loop.lock);
    if (failed) {
        thread_join(&thread->thread);
        release(thread);
        return failed;
    }
    *out = thread;
    return 0;
}

/* 0: the thread has ended, or is about to. */
static int
ask_to_end(struct weir_thread *thread, enum weir_close_how how, int64_t timeout)
{
    int answer = 0;
    mutex_lock(&thread->loop.lock);
    if (thread->stage == RUNS && thread->self == thread_self()) {
        answer = WEIR_EDEADLK;
    } else if (thread->stage == RUNS) {
        thread->how = how;
        thread->timeout = timeout;
        loop_ring(&thread->loop);
        while (thread->how && thread->stage == RUNS)
            condition_wait(&thread->told, &thread->loop.lock, WEIR_FOREVER);
        answer = thread->stage == RUNS ? thread->answer : 0;
    }
    mutex_unlock(&thread->loop.lock);
    return answer;
}

static bool
is_turn_of(const struct turn *turn, const void *w)
{
    return turn->w == w;
}

int
weir_thread_stop(struct weir_thread *thread, enum weir_close_how how, int64_t timeout)
{
    if (!thread)
        return 0;
    if ((how != WEIR_DRAIN && how != WEIR_DROP) || timeout < 0)
        return WEIR_EINVAL;
    if (weir_system.process() != thread->process) {
        /* A fork's child does not have the thread, and its lock may be held. The weir may still want its pump. */
        if (!thread->loop.attached)
            weir_system.release(thread);
        return 0;
    }
    if (turn_any(turn_current(), is_turn_of, thread->loop.w))
        return WEIR_EDEADLK;
    int failed = ask_to_end(thread, how, timeout);
    if (failed)
        return failed;
    thread_join(&thread->thread);
    release(thread);
    return 0;
}
