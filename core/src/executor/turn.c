/* SPDX-License-Identifier: MIT */
/* The half that only the loop thread runs: a turn, from its limits to its answer. Not where tasks
 * come from. */
#include "executor/turn.h"
#include "base/log.h"
#include "base/system.h"
#include "executor/executor.h"

#define STREAK_GAP     WEIR_MS(1)
#define BUSY_BUDGET    WEIR_MS(1)
#define BUSY_ASK       WEIR_MS(1)
#define REFUSED_LOG    WEIR_S(1)
#define SKIPS_PER_LOOK 64
#define LONGEST_SLEEP  WEIR_S(3600)

static const struct weir_next never = {INT64_MAX, INT64_MAX};

struct turn *
turn_current(void)
{
    return thread_place();
}

struct weir *
weir_current(void)
{
    const struct turn *turn = turn_current();
    return turn ? turn->w : NULL;
}

struct turn *
turn_of(const struct weir *w)
{
    struct turn *turn = turn_current();
    while (turn && turn->w != w)
        turn = turn->outer;
    return turn;
}

struct turn *
turn_of_work(void)
{
    struct turn *turn = turn_current();
    while (turn && !turn->work)
        turn = turn->outer;
    return turn;
}

/* Under one lock with attach and close, so that two threads cannot both be the loop thread for a moment. */
static int
claim(struct weir *w, bool hosted)
{
    mutex_lock(&w->lobby.lock);
    int refused = 0;
    if (!on_loop_thread(w))
        refused = WEIR_ETHREAD;
    else if (hosted && attachment(w) != ATTACHED)
        refused = why_not_attached(w);
    else if (hosted && w->closing.how)
        refused = WEIR_ECLOSED;
    else
        atom_add(&w->depth, 1, relaxed);
    mutex_unlock(&w->lobby.lock);
    return refused;
}

int
turn_enter(struct turn *turn, struct weir *w, bool hosted)
{
    int refused = claim(w, hosted);
    if (refused)
        return refused;
    *turn = (struct turn){.w = w, .outer = turn_current(), .around = turn_of(w), .epoch = w->epoch};
    turn->observer = observer_of(w);
    turn->snapshot = everything;
    turn->began = turn->now = weir_system.now();
    thread_place_set(turn);
    return 0;
}

/* Counts what was ended, and tells those who wait for room. */
static void
settle(const struct turn *turn)
{
    struct weir *w = turn->w;
    struct status *status = &w->status;
    if (turn->ended > 0) {
        count(&status->run, (uint64_t)(turn->ended - turn->dropped));
        count(&status->dropped, (uint64_t)turn->dropped);
        int64_t cost = (turn->now - turn->began) / turn->ended;
        atom_store(&status->task_ns, (atom_load(&status->task_ns, relaxed) * 3 + cost) / 4, relaxed);
    }
    if (turn->made_room || w->made_room)
        lobby_make_room(&w->lobby);
    w->made_room = false;
}

void
turn_leave(struct turn *turn)
{
    struct weir *w = turn->w;
    settle(turn);
    thread_place_set(turn->outer);
    bool closes = w->closing.how && !w->closing.ending && !turn->around;
    if (closes)
        close_finish(w); /* which gives up what this turn counted */
    else
        atom_sub(&w->depth, 1,
                 release); /* pairs with attach's acquire: the next loop thread sees all that we did */
}

/* Ending one task. */

static void
task_begins(struct turn *turn, const struct entry *entry)
{
    struct status *status = &turn->w->status;
    turn->task = *entry;
    turn->task_began = turn->now;
    turn->door = turn->entered = turn->named = false;
    turn->in_task = true;
    atom_store(&status->refusals, 0, relaxed);
    atom_store(&status->task, (void *)entry->name, relaxed);
    atom_store(&status->task_began, turn->now, relaxed);
}

static void
task_ends(struct turn *turn)
{
    struct weir *w = turn->w;
    turn->in_task = false;
    if (turn->task.marks & ENTRY_OWN)
        turn->skipped++;
    else
        turn->ended++;
    scope_leave(turn->task.scope);
    turn->task.scope = NULL;
    turn->now = weir_system.now();
    if (turn->door)
        gate_run(&w->gate); /* the door shuts */
    /* An outer task of ours goes on. */
    struct turn *around = turn->around;
    atom_store(&w->status.task, around ? (void *)around->task.name : NULL, relaxed);
    atom_store(&w->status.task_began, around ? around->task_began : 0, relaxed);
}

static void
overran(struct turn *turn, int64_t ran)
{
    const char *name = turn->task.name ? turn->task.name : "(unnamed)";
    count(&turn->w->status.overruns, 1);
    log_line(WEIR_LOG_WARNING, "%s: task \"%s\" held the loop for %lld ms", turn->w->name, name,
             (long long)(ran / 1000000));
    tell(turn->observer, WEIR_OVERRUN, turn->now, ran, 0, turn->task.name);
}

static int64_t
waited(const struct turn *turn)
{
    return turn->task.posted ? turn->task_began - turn->task.posted : 0;
}

void
turn_run(struct turn *turn, const struct entry *entry)
{
    task_begins(turn, entry);
    tell(turn->observer, WEIR_TASK_BEGIN, turn->now, waited(turn), 0, entry->name);
    entry->run(entry->arg);
    task_ends(turn);
    int64_t ran = turn->now - turn->task_began;
    if (!(entry->marks & ENTRY_OWN))
        count_ran(&turn->w->status, ran);
    tell(turn->observer, WEIR_TASK_END, turn->now, ran, 0, entry->name);
    if (ran > turn->w->fence && !turn->entered) /* through its door the loop went on */
        overran(turn, ran);
}

void
turn_drop(struct turn *turn, struct entry *entry, int why)
{
    task_begins(turn, entry);
    turn->dropped += !(entry->marks & ENTRY_OWN);
    tell(turn->observer, WEIR_TASK_DROP, turn->now, waited(turn), why, entry->name);
    if (entry->drop)
        entry->drop(entry->arg, why);
    task_ends(turn);
}

bool
turn_end_one(struct turn *turn, int lane, int why)
{
    struct weir *w = turn->w;
    struct entry entry;
    enum take took = lanes_take(&w->lanes, w, lane, turn->now, &entry);
    if (took == TAKE_NOTHING)
        return false;
    turn->made_room = true;
    if (!entry.run || (took == TAKE_WITHDRAWN && (entry.marks & ENTRY_CALL))) {
        if (++turn->skipped % SKIPS_PER_LOOK == 0)
            turn->now = weir_system.now();
        return true; /* struck out, or a call whose caller has left */
    }
    if (!why && (took == TAKE_WITHDRAWN || scope_is_cancelled(entry.scope)))
        why = WEIR_ECANCELLED;
    if (why)
        turn_drop(turn, &entry, took == TAKE_WITHDRAWN ? WEIR_ECANCELLED : why);
    else
        turn_run(turn, &entry);
    return true;
}

/* The limits of a turn. */

static bool
pump_is_gone(const struct turn *turn)
{
    return turn->epoch != turn->w->epoch || gate_is_off(&turn->w->gate) || turn->w->closing.how;
}

/* The host's input goes before ours: shortens the turn, and its streak. */
static void
ask_if_busy(struct turn *turn)
{
    turn->busy_asked = turn->now;
    if (turn->patience <= BUSY_BUDGET || !gate_busy(&turn->w->gate))
        return;
    turn->patience = BUSY_BUDGET;
    if (turn->time > BUSY_BUDGET)
        turn->time = BUSY_BUDGET;
}

static void
set_limits(struct turn *turn, const struct weir_budget *budget)
{
    struct weir *w = turn->w;
    turn->own_budget = !budget;
    turn->patience = w->budget.time;
    if (budget) {
        turn->time = budget->time ? budget->time : WEIR_FOREVER;
        turn->tasks = budget->tasks ? budget->tasks : INT64_MAX;
        return;
    }
    turn->time = w->budget.time / share_among(w, turn->now);
    turn->tasks = w->budget.tasks;
    ask_if_busy(turn);
}

static bool
goes_on(struct turn *turn)
{
    if (pump_is_gone(turn) || turn->ended + turn->skipped / SKIPS_PER_LOOK >= turn->tasks)
        return false;
    if (turn->own_budget && turn->now - turn->busy_asked >= BUSY_ASK)
        ask_if_busy(turn);
    return (turn->ended == 0 && turn->skipped < SKIPS_PER_LOOK) || turn->now - turn->began < turn->time;
}

static void
run_some(struct turn *turn)
{
    struct weir *w = turn->w;
    intake(w, turn->now);
    lanes_look(&w->lanes, &turn->snapshot, turn->now);
    while (goes_on(turn)) {
        int lane = lanes_pick(&w->lanes, &turn->snapshot, turn->now, w->age_limit);
        if (lane < 0 || !turn_end_one(turn, lane, 0))
            break;
    }
}

/* The answer of a turn. */

static void
begin_streak(struct weir *w, int64_t now)
{
    struct streak *streak = &w->streak;
    if (streak->polite || now - streak->last_end >= STREAK_GAP)
        streak->began = now;
    streak->polite = false;
}

static void
earlier(struct weir_next *next, int64_t earliest, int64_t latest)
{
    if (earliest < next->earliest_ns)
        next->earliest_ns = earliest;
    if (latest < next->latest_ns)
        next->latest_ns = latest;
}

/* Leaves the gate idle, unless something came meanwhile. */
static bool
rest(struct weir *w, int64_t now)
{
    gate_idle(&w->gate);
    if (!lanes_look_again(&w->lanes) && !records_look_again(&w->records))
        return true;
    gate_found(&w->gate, now);
    return false;
}

static void
answer(struct turn *turn, struct weir_next *next)
{
    struct weir *w = turn->w;
    int64_t now = turn->now;
    int64_t deadline = intake_deadline(w, now);
    bool more = deadline <= now || lanes_ready(&w->lanes);
    bool used_up = now - w->streak.began >= turn->patience;
    w->streak.polite = used_up && (more || turn->ended > 0);
    w->streak.last_end = now;
    share_note(w, now, more);
    lanes_rest(&w->lanes);

    *next = never;
    if (w->streak.polite) {
        earlier(next, now, time_after(now, w->max_latency));
        gate_pend(&w->gate, next->latest_ns);
    } else if (more) {
        earlier(next, now, now);
        gate_pend(&w->gate, now);
    } else if (!rest(w, now)) {
        earlier(next, now, now);
    }
    if (deadline < INT64_MAX) {
        int64_t longest = time_after(now, LONGEST_SLEEP);
        int64_t due = deadline < longest ? deadline : longest;
        earlier(next, due, used_up ? time_after(due, w->max_latency) : due);
    }
}

/* The pump with which this turn began left during a task. */
static int
answer_gone(struct turn *turn)
{
    struct weir *w = turn->w;
    if (w->closing.how) {
        gate_idle(&w->gate);
        return WEIR_ECLOSED;
    }
    gate_door(&w->gate); /* another may have come: tell its host */
    return attachment(w) == ATTACHED ? w->parted : why_not_attached(w);
}

/* Refusing a turn. */

static int
refuse_nested(struct turn *turn, struct weir_next *next)
{
    struct weir *w = turn->w;
    int64_t due = time_after(turn->task_began, REFUSED_LOG);
    count(&w->status.refused, 1);
    count(&w->status.refusals, 1);
    if (!turn->named && weir_system.now() >= due) {
        turn->named = true;
        log_line(WEIR_LOG_WARNING,
                 "%s: task \"%s\" has run a loop of the host for 1 s, and no other task can run "
                 "meanwhile: "
                 "it should call weir_allow_nested",
                 w->name, turn->task.name ? turn->task.name : "(unnamed)");
    }
    if (!turn->named)
        earlier(next, due, due);
    return WEIR_EBUSY;
}

static int
refuse(struct weir *w, const struct weir_budget *budget, struct weir_next *next)
{
    if (!w)
        return WEIR_EINVAL;
    if (budget && (budget->time < 0 || budget->tasks < 0 || (!budget->time && !budget->tasks)))
        return WEIR_EINVAL;
    if (attachment(w) == CLOSED || attachment(w) == NEVER_ATTACHED)
        return why_not_attached(w);
    struct turn *turn = turn_of(w);
    return turn && !turn->door && attachment(w) == ATTACHED && !w->closing.how ? refuse_nested(turn, next)
                                                                               : 0;
}

int
weir_turn(struct weir *w, const struct weir_budget *budget, struct weir_next *next)
{
    struct weir_next unwanted;
    next = next ? next : &unwanted;
    *next = never;
    int result = refuse(w, budget, next);
    if (result)
        return result;

    struct turn turn;
    result = turn_enter(&turn, w, true);
    if (result)
        return result;
    turn.runs = true;
    if (turn.around)
        turn.around->entered = true;
    gate_run(&w->gate);
    begin_streak(w, turn.began);
    set_limits(&turn, budget);
    tell(turn.observer, WEIR_TURN_BEGIN, turn.began, 0, 0, NULL);
    run_some(&turn);
    tell(turn.observer, WEIR_TURN_END, turn.now, turn.now - turn.began, turn.ended, NULL);
    count(&w->status.turns, 1);
    result = turn.ended < INT32_MAX ? (int)turn.ended : INT32_MAX;
    if (pump_is_gone(&turn))
        result = answer_gone(&turn);
    else
        answer(&turn, next);
    turn_leave(&turn);
    return result;
}

int
weir_allow_nested(struct weir *w)
{
    if (!w)
        return WEIR_EINVAL;
    if (!on_loop_thread(w))
        return WEIR_ETHREAD;
    if (w->closing.how || attachment(w) == CLOSED)
        return WEIR_ECLOSED;
    struct turn *turn = turn_of(w);
    if (!turn || !turn->in_task || !turn->runs)
        return WEIR_EINVAL;
    if (turn->door)
        return 0;
    turn->door = true;
    return gate_door(&w->gate);
}
