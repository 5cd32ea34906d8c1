/* SPDX-License-Identifier: MIT */
/* Two producers and their tasks. A task notes on which thread it ran, how often, and how long after its post; nothing
 * is judged here. */
#include "load.h"
#include "threads.h"

#include <stdatomic.h>
#include <stdlib.h>

struct task {
    struct producer *of;
    int64_t posted;
    atomic_int times;
};

struct producer {
    struct load *load;
    struct thread thread;
    atomic_llong ended;
    atomic_int refused;
    int untold;
    struct task tasks[LOAD_EACH];
};

struct load {
    struct weir *w;
    uintptr_t ui; /* the thread that a task belongs on */
    int64_t longest_wait;
    atomic_llong elsewhere;
    int started; /* producers */
    struct producer producers[LOAD_PRODUCERS];
};

/* The work of a task: it holds the thread as a part of a scene's update would. */
static void
hold_thread(int64_t until)
{
    while (weir_now() < until)
        continue;
}

static void
run(void *arg)
{
    struct task *task = arg;
    struct load *load = task->of->load;
    int64_t now = weir_now();
    if (thread_me() != load->ui)
        atomic_fetch_add(&load->elsewhere, 1);
    else if (now - task->posted > load->longest_wait)
        load->longest_wait = now - task->posted;
    hold_thread(now + WEIR_US(LOAD_TASK_US));
    atomic_fetch_add(&task->times, 1);
    atomic_fetch_add(&task->of->ended, 1);
}

/* The window is what makes a task's wait mean something: otherwise the last ones would wait for all the others. */
static int
wait_for_window(struct producer *producer, int posted)
{
    while (posted - atomic_load(&producer->ended) >= LOAD_WINDOW) {
        int answer = weir_call(producer->load->w, NULL, NULL, WEIR_FOREVER); /* until the next turn */
        if (answer < 0)
            return answer;
    }
    return 0;
}

/* There is room, since the lane holds all windows; should there be none, the wait for it counts as the task's. */
static int
post(struct producer *producer, struct task *task)
{
    const struct weir_task plain = {.run = run, .arg = task, .name = "hosts", .wait_for_room = WEIR_FOREVER};
    task->of = producer;
    task->posted = weir_now();
    int answer = weir_post_task(producer->load->w, &plain, NULL);
    producer->untold += answer == 1;
    return answer;
}

static void
produce(void *arg)
{
    struct producer *producer = arg;
    int answer = 0;
    for (int i = 0; i < LOAD_EACH && answer >= 0; i++) {
        answer = wait_for_window(producer, i);
        if (answer >= 0)
            answer = post(producer, &producer->tasks[i]);
    }
    if (answer < 0)
        atomic_store(&producer->refused, answer);
}

struct load *
load_start(struct weir *w)
{
    struct load *load = calloc(1, sizeof *load);
    if (!load)
        return NULL;
    load->w = w;
    load->ui = thread_me();
    while (load->started < LOAD_PRODUCERS) {
        struct producer *producer = &load->producers[load->started];
        producer->load = load;
        if (!thread_start(&producer->thread, produce, producer))
            break;
        load->started++;
    }
    if (load->started == 0) {
        free(load);
        return NULL;
    }
    return load; /* a producer that could not be started is seen by the tasks that did not run */
}

int64_t
load_ran(const struct load *load)
{
    int64_t ran = 0;
    for (int i = 0; i < LOAD_PRODUCERS; i++)
        ran += atomic_load(&load->producers[i].ended);
    return ran;
}

int
load_refused(const struct load *load)
{
    for (int i = 0; i < LOAD_PRODUCERS; i++) {
        int answer = atomic_load(&load->producers[i].refused);
        if (answer != 0)
            return answer;
    }
    return 0;
}

void
load_join(struct load *load)
{
    for (int i = 0; i < load->started; i++)
        thread_join(&load->producers[i].thread);
}

void
load_result(const struct load *load, struct load_result *result)
{
    *result =
        (struct load_result){.longest_wait = load->longest_wait, .elsewhere = atomic_load(&load->elsewhere)};
    for (int i = 0; i < LOAD_PRODUCERS; i++) {
        const struct producer *producer = &load->producers[i];
        result->untold += producer->untold;
        for (int k = 0; k < LOAD_EACH; k++)
            result->once += atomic_load(&producer->tasks[k].times) == 1;
    }
}

void
load_free(struct load *load)
{
    free(load);
}
