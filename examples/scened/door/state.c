/* SPDX-License-Identifier: MIT */
/* One state of the host's loop, as JSON. */
#include "state.h"

#include "health.h"
#include "inside.h"
#include "words.h"

#include <stdlib.h>

static json_t *
us_json(int64_t ns)
{
    return json_integer(ns / WEIR_US(1));
}

static json_t *
loop_json(const struct door *door)
{
    struct health health;
    health_read(door, &health);
    const struct weir_load *load = &health.load;
    json_t *depth = json_pack("[i, i, i]", (int)load->depth[0], (int)load->depth[1], (int)load->depth[2]);
    json_t *json =
        json_pack("{s:s, s:o, s:I, s:o, s:s}", "status", health.status, "task", words_json(health.task), //
                  "task_ms", (json_int_t)health.task_ms, "depth", depth, "host", health.host);
    json_t *rest = json_pack("{s:I, s:I, s:I, s:i}", "waiting", (json_int_t)health.waiting, //
                             "waited_ms", (json_int_t)health.waited_ms, "capacity",
                             (json_int_t)load->capacity, "timers", (int)load->timers);
    json_object_update(json, rest);
    json_decref(rest);
    return json;
}

static json_t *
stats_json(const struct door *door)
{
    struct weir_stats stats = {.turns = 0};
    weir_stats(door->main, &stats);
    json_t *ran = json_array();
    for (int i = 0; i < WEIR_RAN_CLASSES; i++)
        json_array_append_new(ran, json_integer((json_int_t)stats.ran[i]));
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "turns", (json_int_t)stats.turns, "run",
                     (json_int_t)stats.run, "dropped", (json_int_t)stats.dropped, "wakes",
                     (json_int_t)stats.wakes, "wakes_again", (json_int_t)stats.wakes_again, "overruns",
                     (json_int_t)stats.overruns, "refused", (json_int_t)stats.refused, "ran", ran);
}

static json_t *
turn_json(const struct watch_turn *turn)
{
    return json_pack("[o, o, I, o, o, o]", us_json(turn->began), us_json(turn->duration),
                     (json_int_t)turn->tasks, us_json(turn->worst), words_json(turn->slow),
                     us_json(turn->waited));
}

/* Up to the turn `last`; the rest is told with the next state. */
static json_t *
turns_json(const struct door *door, uint64_t *next, uint64_t last, uint64_t *lost)
{
    struct watch_turn *turns = malloc(WATCH_TURNS * sizeof *turns);
    json_t *json = turns ? json_array() : NULL;
    size_t count = json ? watch_take(&door->watch, next, turns, WATCH_TURNS, lost) : 0;
    uint64_t later = *next > last ? *next - last : 0;
    for (size_t i = 0; i + later < count; i++)
        json_array_append_new(json, turn_json(&turns[i]));
    free(turns);
    return json;
}

static char *
text_of(json_t *json, bool is_well)
{
    char *text = is_well ? json_dumps(json, JSON_COMPACT) : NULL;
    json_decref(json);
    return text;
}

static char *
tell(struct state *state, const struct door *door, bool all, bool keep, uint64_t last)
{
    uint64_t next = all ? 0 : state->next, lost = 0;
    json_t *turns = turns_json(door, &next, last, &lost);
    json_t *json = json_pack("{s:o, s:o, s:o, s:I}", "loop", loop_json(door), "stats", stats_json(door),
                             "turns", turns, "lost", (json_int_t)(all ? 0 : lost));
    bool is_well = json && rows_tell(&state->rows, door, all, keep, json);
    if (keep)
        state->next = next;
    return text_of(json, is_well);
}

char *
state_news(struct state *state, const struct door *door)
{
    return tell(state, door, false, true, UINT64_MAX);
}

char *
state_all(struct state *state, const struct door *door, bool keep)
{
    return tell(state, door, true, keep, keep ? UINT64_MAX : state->next);
}

char *
state_hello(const struct door *door)
{
    struct health health;
    health_read(door, &health);
    json_t *json = json_pack("{s:o, s:o, s:s}", "name", words_json(door->options.name), "version",
                             words_json(door->options.version), "host", health.host);
    return text_of(json, json);
}
