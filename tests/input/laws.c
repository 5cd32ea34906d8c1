/* SPDX-License-Identifier: MIT */
/* Laws of a window's input, painting and timers on the Win32 pump: as many come while weir has all the work that it can
 * do as when it has none. Not what the window counts as right (window.c). */
#include "load.h"
#include "program.h"
#include "window.h"

#include <weir-win32.h>
#include <weir/observe.h>

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum {
    STEPS = 60, /* in a round */
    FEWEST_ROUNDS = 2,
    MOST_ROUNDS = 20,
    ALL = 1000 /* per mille */
};

/* What is sent, and what counts it. */
struct kind {
    const char *name;
    int (*send)(int number); /* one each TICK; NULL: Windows sends it by itself */
    atomic_int *received;
    bool lossless; /* none may be lost; of others Windows makes one of two that wait */
};

/* What the thread that sends has found. */
static struct {
    int sent;         /* numbers that were used up */
    int messages;     /* that the window must receive for them */
    int idle, loaded; /* per mille that it had received at the end of a round; the best */
    int steps;        /* of loaded rounds */
    int tasks, turns; /* in these */
    const char *wrong;
} found;

/* Waits for something of the window's; as long as it takes, which is not much. */
static bool
comes(bool (*it)(const struct kind *kind), const struct kind *kind)
{
    int64_t end = weir_now() + LIMIT;
    while (!it(kind) && weir_now() < end)
        pause_for(1);
    return it(kind);
}

static bool
focus(const struct kind *kind)
{
    (void)kind;
    return atomic_load(&seen.focus) && atomic_load(&seen.frames) > 0;
}

static bool
all_of_it(const struct kind *kind)
{
    return atomic_load(kind->received) >= found.messages;
}

/* Rounds. */

static int
send_next(const struct kind *kind)
{
    if (!kind->send)
        return 0;
    int messages = kind->send(found.sent++);
    if (messages == 0)
        found.wrong = "Windows did not take the input";
    found.messages += messages;
    return messages;
}

/* Of all that was sent in this round, how much has been received when it ends. */
static int
round_of(const struct kind *kind)
{
    int due = 0, before = atomic_load(kind->received);
    int64_t began = weir_now();
    for (int i = 0; i < STEPS; i++) {
        due += send_next(kind);
        pause_for(TICK);
    }
    if (!kind->send)
        due = (int)((weir_now() - began) / WEIR_MS(TICK));
    int share = (int)((int64_t)(atomic_load(kind->received) - before) * ALL / (due ? due : 1));
    return share < ALL ? share : ALL;
}

static int
more(int one, int other)
{
    return one > other ? one : other;
}

static bool
is_fair(void)
{
    return found.loaded * 100 >= found.idle * 95;
}

/* Counts what weir does in the round, but not how it comes to an end afterwards, when there is no input. */
static int
loaded_round_of(const struct kind *kind)
{
    struct weir_stats before, after;
    begin_load();
    weir_stats(load.w, &before);
    int share = round_of(kind);
    weir_stats(load.w, &after);
    found.steps += STEPS;
    found.tasks += (int)(after.run - before.run);
    found.turns += (int)(after.turns - before.turns);
    if (!end_load())
        found.wrong = "tasks were left";
    return share;
}

/* Rounds without the load and with it by turns, and the best of each: what other programs take from a machine they do
 * not take in every round, what weir takes it does. */
static void
compare(const struct kind *kind)
{
    if (!comes(focus, kind))
        found.wrong = "the window is not shown, or has no focus";
    for (int round = 0; !found.wrong && round < MOST_ROUNDS && (round < FEWEST_ROUNDS || !is_fair());
         round++) {
        found.idle = more(found.idle, round_of(kind));
        found.loaded = more(found.loaded, loaded_round_of(kind));
    }
}

static void *
send_rounds(void *arg)
{
    const struct kind *kind = arg;
    compare(kind);
    if (kind->lossless && !found.wrong && !comes(all_of_it, kind))
        found.wrong = "some were lost";
    window_done();
    return NULL;
}

/* What every law asks. */

static void
weir_has_worked(void)
{
    printf("  %d tasks in %d turns, in %d steps; at least %d waited\n", found.tasks, found.turns, found.steps,
           atomic_load(&load.fewest));
    ck_assert_int_eq(atomic_load(&load.refused), 0);
    ck_assert_int_eq(atomic_load(&load.ran), atomic_load(&load.posted));
    ck_assert_msg(found.tasks >= found.steps * 2, "%d tasks ran in %d steps", found.tasks, found.steps);
    ck_assert_msg(found.turns >= found.steps / 3, "%d turns in %d steps", found.turns, found.steps);
}

static void
keeps_its_rate(const struct kind *kind)
{
    pthread_t sender;
    ck_assert_int_eq(pthread_create(&sender, NULL, send_rounds, (void *)kind), 0);
    window_run();
    pthread_join(sender, NULL);
    printf("%s: %d per mille when idle, %d loaded\n", kind->name, found.idle, found.loaded);
    ck_assert_msg(!found.wrong, "%s: %s: %d of %d", kind->name, found.wrong, atomic_load(kind->received),
                  found.messages);
    ck_assert_msg(found.idle > ALL / 2, "%s: even the idle window got only %d per mille", kind->name,
                  found.idle);
    ck_assert_msg(is_fair(), "%s: %d per mille came under work, %d when idle", kind->name, found.loaded,
                  found.idle);
    weir_has_worked();
}

/* The laws. */

START_TEST(keys_under_saturating_work_arrive_as_when_idle_all_and_in_order)
{
    keeps_its_rate(&(struct kind){"keys", type_key, &seen.keys, true});
    int keys = atomic_load(&seen.keys), strange = atomic_load(&seen.strange);
    ck_assert_int_eq(keys, found.messages);
    ck_assert_int_eq(strange, 0);
}
END_TEST

START_TEST(mouse_under_saturating_work_arrives_as_when_idle_and_all_clicks_in_order)
{
    keeps_its_rate(&(struct kind){"mouse", use_mouse, &seen.mouse, false});
    ck_assert_int_eq(atomic_load(&seen.clicks),
                     found.messages - found.sent); /* a message of each step is the move */
    ck_assert_int_eq(atomic_load(&seen.strange), 0);
}
END_TEST

START_TEST(paint_under_saturating_work_comes_as_when_idle)
{
    keeps_its_rate(&(struct kind){"paint", ask_for_frame, &seen.frames, false});
}
END_TEST

START_TEST(timers_under_saturating_work_tick_as_when_idle)
{
    window_tick();
    keeps_its_rate(&(struct kind){"timers", NULL, &seen.ticks, false});
}
END_TEST

/* The program. */

static void
open(void)
{
    memset(&found, 0, sizeof found);
    ck_assert(window_open());
    ck_assert(load_open());
    ck_assert_int_eq(weir_win32_attach(load.w, NULL), 0);
}

static void
close(void)
{
    ck_assert(load_close());
    window_close();
}

static SRunner *
all_laws(void)
{
    Suite *suite = suite_create("input");
    TCase *tcase = tcase_create("input");
    tcase_add_checked_fixture(tcase, open, close);
    tcase_add_test(tcase, keys_under_saturating_work_arrive_as_when_idle_all_and_in_order);
    tcase_add_test(tcase, mouse_under_saturating_work_arrives_as_when_idle_and_all_clicks_in_order);
    tcase_add_test(tcase, paint_under_saturating_work_comes_as_when_idle);
    tcase_add_test(tcase, timers_under_saturating_work_tick_as_when_idle);
    suite_add_tcase(suite, tcase);
    return srunner_create(suite);
}

int
main(int count, char **arguments)
{
    return run_laws(count, arguments, "input on Win32", all_laws);
}
