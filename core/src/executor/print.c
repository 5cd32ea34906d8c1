/* SPDX-License-Identifier: MIT */
/* What a person or a producer may know from any thread: load, and the paragraph for a bug report.
 * It reads relaxed words and stops nobody. */
#include "base/system.h"
#include "base/text.h"
#include "executor/executor.h"

#include <inttypes.h>

#define UNANSWERED WEIR_MS(100)

/* How long the lane has waited: since a turn took from it, or since the wake that its first post
 * sent. */
static int64_t
lane_waited(const struct weir *w, const struct lane *lane, int64_t now)
{
    if (ring_depth(&lane->ring) == 0)
        return 0;
    int64_t since = atom_load(&lane->waits_since, relaxed);
    if (since == 0)
        since = atom_load(&w->gate.woken, relaxed);
    return since > now ? 0 : now - since; /* later than now: nobody has been woken for it */
}

/* The time in which turns would empty half of the deepest lane, at the cost that tasks had lately. */
static int64_t
guess_retry(const struct weir *w, uint64_t deepest, uint64_t capacity)
{
    if (deepest < capacity)
        return 0;
    int64_t cost = atom_load(&w->status.task_ns, relaxed);
    int64_t half = (int64_t)(capacity / 2) * (cost > 0 ? cost : WEIR_US(100));
    return half < WEIR_MS(1) ? WEIR_MS(1) : half;
}

int
weir_load(const struct weir *w, struct weir_load *load)
{
    if (!w || !load)
        return WEIR_EINVAL;
    int64_t now = weir_system.now();
    *load = (struct weir_load){.capacity = (uint32_t)w->lanes.lane[0].ring.size,
                               .timers = (uint32_t)atom_load(&w->timers.used, relaxed),
                               .timer_capacity = w->timers.size};
    uint64_t deepest = 0;
    for (int at = 0; at < WEIR_LANES; at++) {
        uint64_t depth = ring_depth(&w->lanes.lane[at].ring);
        int64_t waited = lane_waited(w, &w->lanes.lane[at], now);
        load->depth[at] = (uint32_t)depth;
        deepest = depth > deepest ? depth : deepest;
        load->waited = waited > load->waited ? waited : load->waited;
    }
    load->retry = guess_retry(w, deepest, load->capacity);
    return 0;
}

/* A span of time as a person would say it: 240 ms, 12 s. */
static void
add_span(struct text *text, int64_t ns)
{
    ns = ns > 0 ? ns : 0;
    if (ns < WEIR_S(10))
        text_add(text, "%" PRId64 " ms", ns / 1000000);
    else
        text_add(text, "%" PRId64 " s", ns / 1000000000);
}

static void
add_attachment(struct text *text, const struct weir *w, int64_t now)
{
    int64_t ago = now - atom_load(&w->status.changed_at, relaxed);
    switch (attachment(w)) {
    case NEVER_ATTACHED:
        text_add(text, "never attached: nothing runs until a host's thread attaches it");
        return;
    case ATTACHED:
        text_add(text, "attached to %s ", w->names.pump);
        add_span(text, ago);
        text_add(text, " ago on thread %s", w->names.thread);
        return;
    case DETACHED:
        text_add(text, "detached from %s ", w->names.pump);
        add_span(text, ago);
        text_add(text, " ago: nothing runs until it is attached again or closed");
        return;
    case HOST_LOST:
        text_add(text, "its host %s died ", w->names.pump);
        add_span(text, ago);
        text_add(text, " ago: nothing runs until it is attached to another or closed");
        return;
    default:
        text_add(text, "closed ");
        add_span(text, ago);
        text_add(text, " ago");
    }
}

/* After a wake that failed, since when tasks wait is known only of lanes from which a turn took before. */
static bool
age_is_known(const struct weir *w, const struct weir_load *load)
{
    return load->waited > 0 || atom_load(&w->gate.woken, relaxed) != GATE_NOT_WOKEN;
}

static void
add_waiting(struct text *text, const struct weir *w, const struct weir_load *load)
{
    static const char *const names[WEIR_LANES] = {"urgent", "normal", "background"};
    uint32_t depth = load->depth[0] + load->depth[1] + load->depth[2];
    if (depth == 0)
        text_add(text, "; nothing waiting");
    else
        text_add(text, "; %" PRIu32 " waiting", depth);
    if (depth > 0 && age_is_known(w, load)) {
        text_add(text, ", the oldest ");
        add_span(text, load->waited);
    }
    if (load->timers > 0)
        text_add(text, "; %" PRIu32 " delayed", load->timers);
    for (int at = 0; at < WEIR_LANES; at++)
        if (load->depth[at] >= load->capacity)
            text_add(text, "; lane %s is full (%" PRIu32 " of %" PRIu32 "): posts answer WEIR_EFULL",
                     names[at], load->depth[at], load->capacity);
    if (load->timers >= load->timer_capacity)
        text_add(text, "; every timer is in use (%" PRIu32 "): delayed posts answer WEIR_EFULL",
                 load->timers);
}

static void
add_jobs(struct text *text, const struct weir *w)
{
    const struct above *above = above_of(w);
    uint64_t live = above ? above->live(w) : 0;
    if (live > 0)
        text_add(text, "; %" PRIu64 " %s not ended", live, live == 1 ? "job has" : "jobs have");
}

static void
add_task(struct text *text, const struct weir *w, int64_t ran)
{
    const char *name = (const char *)atom_load(&w->status.task, relaxed);
    uint64_t refusals = atom_load(&w->status.refusals, relaxed);
    text_add(text, "; task \"%s\" has been running for ", name ? name : "(unnamed)");
    add_span(text, ran);
    if (refusals > 0)
        text_add(text,
                 ": it runs a loop of the host, and %" PRIu64 " turns in it were refused: it should call "
                 "weir_allow_nested",
                 refusals);
    else if (ran > w->fence)
        text_add(text, ": it holds the loop");
}

static void
add_wake(struct text *text, const struct weir *w, int64_t now, bool waiting)
{
    uint64_t phase = atom_load(&w->gate.word, relaxed) & GATE_PHASE;
    int64_t woken = atom_load(&w->gate.woken, relaxed);
    int64_t ago = woken == GATE_NOT_WOKEN ? 0 : now - woken;
    bool wakes = atom_load(&w->status.wakes, relaxed) + atom_load(&w->status.wakes_failed, relaxed) > 0;
    if (phase == GATE_PENDING) {
        text_add(text, wakes ? "; wake sent " : "; work came ");
        add_span(text, ago);
        text_add(text, ago <= UNANSWERED ? " ago"
                       : wakes           ? " ago, unanswered: the host is not running its loop"
                                         : " ago, and no turn since: the host does not call weir_turn");
    } else if (waiting && phase == GATE_IDLE && atom_load(&w->status.wakes_failed, relaxed) > 0) {
        text_add(text, "; the last wake failed: the next post tries again");
    }
}

int
weir_print(const struct weir *w, char *buffer, size_t size)
{
    if (!w || (!buffer && size > 0))
        return WEIR_EINVAL;
    struct text text = text_begin(buffer, size);
    struct weir_load load;
    weir_load(w, &load);
    int64_t now = weir_system.now();
    int64_t task_began = atom_load(&w->status.task_began, relaxed);

    mutex_lock((struct mutex *)&w->lobby.lock); /* for the two names */
    text_add(&text, "weir \"%s\": ", w->name);
    add_attachment(&text, w, now);
    mutex_unlock((struct mutex *)&w->lobby.lock);
    add_waiting(&text, w, &load);
    add_jobs(&text, w);
    if (task_began != 0)
        add_task(&text, w, now - task_began);
    else if (attachment(w) == ATTACHED)
        add_wake(&text, w, now, load.depth[0] + load.depth[1] + load.depth[2] + load.timers > 0);
    text_add(&text, ".");
    return (int)text.length;
}
