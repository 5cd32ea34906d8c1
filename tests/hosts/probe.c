/* SPDX-License-Identifier: MIT */
/* The probe's phases and its two gauges. What the tasks are is load.c's, how the row is written is row.c's. */
#include "probe.h"
#include "load.h"
#include "row.h"

#include <weir/pump.h>

#include <stdio.h>
#include <stdlib.h>

enum {
    SMOOTH_MS = 100,         /* the first draws of a program are slow; it has settled... */
    SETTLED_MS = 1000,       /* ...when its beat was no later than that for so long... */
    SETTLE_LIMIT_MS = 20000, /* ...or it never does, and the row shows it */
    ALONE_MS = 3000,
    LOAD_LIMIT_MS = 120000,
    AFTER_MS = 1000
};

/* How many beats there are from one draw to the next, if not 1: in some programs a draw takes longer than a beat. */
static const char draw_every[] = "WEIR_HOSTS_DRAW_EVERY";

enum phase {
    SETTLING,
    ALONE,
    LOADED,
    AFTER,
    OVER
};

static struct {
    enum phase phase;
    int64_t began; /* this phase */
    int64_t smooth_since;
    long beats;
    struct gauge beat, paint;
    struct weir *w; /* while it is attached */
    struct load *load;
    int64_t ran; /* when weir was closed */
    struct row row;
} probe;

/* Gauges. */

static void
gauge_tick(struct gauge *gauge, int64_t now)
{
    if (now - gauge->last > gauge->longest)
        gauge->longest = now - gauge->last;
    gauge->last = now;
    gauge->ticks++;
}

static void
gauge_begin(struct gauge *gauge, int64_t now)
{
    *gauge = (struct gauge){.began = now, .last = now};
}

/* The pause that is under way counts, without a tick that did not come. */
static struct gauge
gauge_end(struct gauge *gauge, int64_t now)
{
    gauge_tick(gauge, now);
    gauge->ticks--;
    return *gauge;
}

static void
enter(enum phase phase, int64_t now)
{
    probe.phase = phase;
    probe.began = now;
    gauge_begin(&probe.beat, now);
    gauge_begin(&probe.paint, now);
}

static void
complain(const char *what, int answer)
{
    if (probe.row.problem[0] == 0)
        snprintf(probe.row.problem, sizeof probe.row.problem, "%s%s%s", what, answer < 0 ? ": " : "",
                 answer < 0 ? weir_error_name(answer) : "");
}

/* From phase to phase. */

static void
settle(int64_t now)
{
    if (probe.began == 0) {
        enter(SETTLING, now);
        probe.smooth_since = now;
    }
    if (probe.beat.longest > WEIR_MS(SMOOTH_MS)) {
        gauge_begin(&probe.beat, now);
        probe.smooth_since = now;
    }
    if (now - probe.smooth_since >= WEIR_MS(SETTLED_MS) || now - probe.began >= WEIR_MS(SETTLE_LIMIT_MS))
        enter(ALONE, now);
}

static int
attach(const struct probe_way *way)
{
    const struct weir_options options = {.name = "hosts", .capacity = LOAD_CAPACITY};
    int answer = weir_new(&probe.w, &options);
    if (answer == 0)
        answer = way->attach(probe.w);
    return answer;
}

static void
start(const struct probe_way *way, int64_t now)
{
    probe.row.beat_without = gauge_end(&probe.beat, now);
    probe.row.paint_without = gauge_end(&probe.paint, now);
    enter(LOADED, now);
    int answer = attach(way);
    if (answer != 0)
        complain("attach", answer);
    else if (!(probe.load = load_start(probe.w)))
        complain("the load could not be started", 0);
}

/* Detach, then close what is no longer attached: so both are seen to be clean. */
static void
end_weir(void)
{
    int answer = weir_detach(probe.w);
    if (answer != 0)
        complain("detach", answer);
    answer = weir_close(probe.w, WEIR_DROP, 0);
    if (answer != 0)
        complain("close", answer);
    if (probe.load)
        load_join(probe.load); /* refused ones leave at once */
    weir_free(probe.w);
    probe.w = NULL;
}

static void
judge(void)
{
    struct row *row = &probe.row;
    load_result(probe.load, &row->load);
    if (row->load.once != LOAD_TASKS)
        complain("not every task ran exactly once", 0);
    if (row->load.elsewhere != 0)
        complain("a task ran on another thread", 0);
}

static void
finish_load(int64_t now)
{
    probe.row.time = now - probe.began;
    probe.row.beat_with = gauge_end(&probe.beat, now);
    probe.row.paint_with = gauge_end(&probe.paint, now);
    if (probe.w)
        end_weir();
    if (probe.load) {
        judge();
        probe.ran = load_ran(probe.load);
    }
    enter(AFTER, now);
}

static void
loaded(int64_t now)
{
    bool late = now - probe.began >= WEIR_MS(LOAD_LIMIT_MS);
    int refused = probe.load ? load_refused(probe.load) : 0;
    if (refused < 0)
        complain("a post or a call was refused", refused);
    else if (late)
        complain("the tasks did not end in time", 0);
    if (late || refused < 0 || !probe.load || load_ran(probe.load) == LOAD_TASKS)
        finish_load(now);
}

static void
after(const struct probe_way *way, int64_t now)
{
    if (now - probe.began < WEIR_MS(AFTER_MS))
        return;
    if (probe.load && load_ran(probe.load) != probe.ran)
        complain("a task ran after detach", 0);
    load_free(probe.load);
    probe.load = NULL;
    row_write(&probe.row, way);
    enter(OVER, now);
}

static long
beats_a_draw(void)
{
    const char *text = getenv(draw_every);
    long beats = text ? strtol(text, NULL, 10) : 1;
    return beats > 0 ? beats : 1;
}

/* Something new to draw each time, with weir and without, so that both cost the host the same. */
static void
show(const struct probe_way *way)
{
    char text[PROBE_TEXT];
    if (probe.row.draw_every == 0)
        probe.row.draw_every = beats_a_draw();
    if (!way->show || probe.beats % probe.row.draw_every != 0)
        return;
    if (probe.phase == LOADED && probe.load)
        snprintf(text, sizeof text, "weir %d of %d", (int)load_ran(probe.load), LOAD_TASKS);
    else
        snprintf(text, sizeof text, "weir is not attached, beat %ld", probe.beats);
    way->show(text);
}

bool
probe_beat(const struct probe_way *way)
{
    int64_t now = weir_now();
    gauge_tick(&probe.beat, now);
    probe.beats++;
    switch (probe.phase) {
    case SETTLING:
        settle(now);
        break;
    case ALONE:
        if (now - probe.began >= WEIR_MS(ALONE_MS))
            start(way, now);
        break;
    case LOADED:
        loaded(now);
        break;
    case AFTER:
        after(way, now);
        break;
    case OVER:
        break;
    }
    if (probe.phase != OVER)
        show(way);
    return probe.phase != OVER;
}

void
probe_paint(void)
{
    gauge_tick(&probe.paint, weir_now());
}

int64_t
probe_turn(void)
{
    struct weir_next next = {.earliest_ns = INT64_MAX};
    if (probe.w)
        weir_turn(probe.w, NULL, &next);
    int64_t pause = next.earliest_ns == INT64_MAX ? INT64_MAX : next.earliest_ns - weir_now();
    if (pause > WEIR_MS(PROBE_BEAT_MS))
        return WEIR_MS(PROBE_BEAT_MS);
    return pause < 0 ? 0 : pause;
}
