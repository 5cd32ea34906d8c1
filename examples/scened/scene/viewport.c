/* SPDX-License-Identifier: MIT */
/* The tools about the UI thread itself: viewport_status tells how smooth it is, sleep_badly blocks it. Not the beat
 * (scene.c), nor the host's timer (../hosts). */
#include "parts.h"

#include <errno.h>
#include <time.h>

struct status {
    struct kept kept;
    bool reset;
};

int
viewport_status_prepare(struct door_call *call)
{
    struct arguments arguments;
    struct status *status = arguments_begin(&arguments, call, sizeof *status);
    if (status)
        arguments_flag(&arguments, "reset", &status->reset);
    return arguments_end(&arguments);
}

static double
ms(int64_t ns)
{
    return (double)ns / 1e6;
}

int
viewport_status(struct weir_job *job, void *arg)
{
    const struct status *status = door_kept(arg);
    const struct tools *tools = door_host(arg);
    struct scene *scene = tools->scene;
    const struct scene_beat *beat = &scene->beat;
    json_t *result =
        json_pack("{ss sI sf sf sI sI sI sb}", "host", tools->host, "beats", (json_int_t)beat->beats,
                  "elapsed_ms", ms(beat->beats ? weir_now() - beat->began : 0), "worst_gap_ms",
                  ms(beat->worst_gap), "objects", (json_int_t)scene->count, "scene_version",
                  (json_int_t)scene->version, "foreign_calls", (json_int_t)scene_foreign(scene), "thread_ok",
                  weir_on_loop_thread(scene->weir) && scene_foreign(scene) == 0);
    if (status->reset)
        scene_beat_reset(scene);
    return done_with(job, result);
}

struct sleep {
    struct kept kept;
    int64_t ms;
};

int
sleep_badly_prepare(struct door_call *call)
{
    struct arguments arguments;
    struct sleep *sleep = arguments_begin(&arguments, call, sizeof *sleep);
    if (sleep)
        arguments_integer(&arguments, "ms", true, 1, LONGEST_SLEEP, &sleep->ms);
    return arguments_end(&arguments);
}

/* What no step should do: the whole thread stands still. */
int
sleep_badly(struct weir_job *job, void *arg)
{
    const struct sleep *sleep = door_kept(arg);
    struct timespec left = {.tv_sec = (time_t)(sleep->ms / 1000),
                            .tv_nsec = (long)(sleep->ms % 1000 * 1000000)};
    while (nanosleep(&left, &left) && errno == EINTR)
        continue;
    return done_with(job, json_pack("{sI}", "blocked_ms", (json_int_t)sleep->ms));
}
