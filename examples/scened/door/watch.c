/* SPDX-License-Identifier: MIT */
/* What one loop thread does, in words that others read without a lock. Not who reads them.
 *
 * Two words in turn tell a reader that what lies between them was not changed while it was read (a seqlock): the writer
 * changes one before and one after. No fences, which ThreadSanitizer does not know; each field carries the order instead,
 * which costs nothing on x86.
 *
 * tag  what                                  order    pairs with  so that
 * [N1] now.version becomes odd               relaxed  [N4]        who saw [N2] sees at least this version afterwards
 * [N2] since, name, is_open                  release  [N3]        [N1] comes before what is read
 * [N3] since, name, is_open are read         acquire  [N2]        [N4] is read after them
 * [N4] now.version is read again             relaxed  [N1]        it differs if a field of another version was read
 * [N5] now.version becomes even              release  [N6]        the fields are whole
 * [N6] now.version is read first             acquire  [N5]
 * [T1] claimed counts the turn to be written relaxed  [T4]        as [N1]: the slot's last turn is lost
 * [T2] the fields of the slot                release  [T3]
 * [T3] the fields are read                   acquire  [T2]
 * [T4] claimed is read                       relaxed  [T1]        a turn that was replaced while it was read is noticed
 * [T5] written counts the turn               release  [T6]        the slot is whole
 * [T6] written is read                       acquire  [T5]
 */
#include "watch.h"

#include <string.h>

enum {
    TRIES = 64 /* of a reader; a task that lasts is read at the first or the second */
};

#define set(word, value, order) atomic_store_explicit(&(word), (value), memory_order_##order)
#define get(word, order)        atomic_load_explicit(&(word), memory_order_##order)

/* On the loop thread */

static void
publish(struct watch *watch, struct watch_task task)
{
    uint64_t version = get(watch->now.version, relaxed); /* ours alone to write */
    set(watch->now.version, version + 1, relaxed);       /* [N1] */
    set(watch->now.since, task.since, release);          /* [N2], and the next two */
    set(watch->now.name, task.name, release);
    set(watch->now.is_open, task.is_open, release);
    set(watch->now.version, version + 2, release); /* [N5] */
}

static void
keep(struct watch *watch, const struct watch_turn *turn)
{
    uint64_t number = get(watch->written, relaxed); /* ours alone to write */
    set(watch->claimed, number + 1, relaxed);       /* [T1] */
    size_t at = number % WATCH_TURNS;
    set(watch->slots[at].began, turn->began, release); /* [T2], and the next five */
    set(watch->slots[at].duration, turn->duration, release);
    set(watch->slots[at].tasks, turn->tasks, release);
    set(watch->slots[at].worst, turn->worst, release);
    set(watch->slots[at].waited, turn->waited, release);
    set(watch->slots[at].slow, turn->slow, release);
    set(watch->written, number + 1, release); /* [T5] */
}

static void
turn_begins(struct watch *watch, const struct weir_event *event)
{
    if (watch->depth < WATCH_NESTED) {
        struct watch_frame *outer = &watch->frames[watch->depth];
        outer->task.is_open = true;
        if (outer->is_running)
            publish(watch, outer->task);
    }
    watch->depth++;
    if (watch->depth < WATCH_NESTED)
        watch->frames[watch->depth] = (struct watch_frame){.turn.began = event->now};
}

static void
turn_ends(struct watch *watch, const struct weir_event *event)
{
    if (watch->depth == 0)
        return; /* it began before we came */
    if (watch->depth < WATCH_NESTED) {
        struct watch_turn *turn = &watch->frames[watch->depth].turn;
        turn->duration = event->duration;
        turn->tasks = event->count;
        if (turn->tasks > 0 || turn->duration >= WEIR_MS(1))
            keep(watch, turn);
    }
    watch->depth--;
}

static void
task_begins(struct watch *watch, const struct weir_event *event)
{
    if (watch->depth >= WATCH_NESTED)
        return;
    struct watch_frame *frame = &watch->frames[watch->depth];
    frame->task = (struct watch_task){.name = event->task, .since = event->now};
    frame->is_running = true;
    if (event->duration > frame->turn.waited)
        frame->turn.waited = event->duration;
    publish(watch, frame->task);
}

static void
task_ends(struct watch *watch, const struct weir_event *event)
{
    if (watch->depth >= WATCH_NESTED)
        return;
    struct watch_frame *frame = &watch->frames[watch->depth];
    frame->is_running = false;
    if (event->duration >= frame->turn.worst) {
        frame->turn.worst = event->duration;
        frame->turn.slow = event->task;
    }
    /* An outer task goes on. */
    const struct watch_frame *outer = watch->depth > 0 ? frame - 1 : frame;
    publish(watch, outer->is_running ? outer->task : (struct watch_task){.since = 0});
}

static void
observe(void *self, const struct weir_event *event)
{
    switch (event->kind) {
    case WEIR_TURN_BEGIN:
        turn_begins(self, event);
        break;
    case WEIR_TURN_END:
        turn_ends(self, event);
        break;
    case WEIR_TASK_BEGIN:
        task_begins(self, event);
        break;
    case WEIR_TASK_END:
        task_ends(self, event);
        break;
    default: /* a wake is told on any thread */
        break;
    }
}

int
watch_start(struct watch *watch, struct weir *w)
{
    memset(watch, 0, sizeof *watch);
    watch->weir = w;
    return weir_observe(w, observe, watch);
}

int
watch_stop(struct watch *watch)
{
    return weir_observe(watch->weir, NULL, NULL);
}

/* On any thread */

bool
watch_runs(const struct watch *watch, struct watch_task *now)
{
    for (int i = 0; i < TRIES; i++) {
        uint64_t version = get(watch->now.version, acquire); /* [N6] */
        now->since = get(watch->now.since, acquire);         /* [N3], and the next two */
        now->name = get(watch->now.name, acquire);
        now->is_open = get(watch->now.is_open, acquire);
        if (version % 2 == 0 && get(watch->now.version, relaxed) == version) /* [N4] */
            return now->since != 0;
    }
    *now = (struct watch_task){.since = 0};
    return false;
}

/* false: it was replaced meanwhile. */
static bool
read_turn(const struct watch *watch, uint64_t number, struct watch_turn *turn)
{
    size_t at = number % WATCH_TURNS;
    turn->began = get(watch->slots[at].began, acquire); /* [T3], and the next five */
    turn->duration = get(watch->slots[at].duration, acquire);
    turn->tasks = get(watch->slots[at].tasks, acquire);
    turn->worst = get(watch->slots[at].worst, acquire);
    turn->waited = get(watch->slots[at].waited, acquire);
    turn->slow = get(watch->slots[at].slow, acquire);
    return get(watch->claimed, relaxed) - number <= WATCH_TURNS; /* [T4] */
}

size_t
watch_take(const struct watch *watch, uint64_t *next, struct watch_turn *turns, size_t most, uint64_t *lost)
{
    uint64_t written = get(watch->written, acquire); /* [T6] */
    if (written - *next > WATCH_TURNS) {
        *lost += written - WATCH_TURNS - *next;
        *next = written - WATCH_TURNS;
    }
    size_t count = 0;
    for (; *next < written && count < most; ++*next) {
        if (read_turn(watch, *next, &turns[count]))
            count++;
        else
            ++*lost;
    }
    return count;
}

int64_t
watch_turned(const struct watch *watch)
{
    uint64_t written = get(watch->written, acquire), next = written - 1, lost = 0; /* [T6] */
    struct watch_turn last;
    if (written == 0)
        return 0;
    bool is_there =
        watch_take(watch, &next, &last, 1, &lost) > 0; /* else newer ones have replaced it this moment */
    return is_there ? last.began + last.duration : weir_now();
}
