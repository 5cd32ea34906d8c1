/* SPDX-License-Identifier: MIT */
/* Laws of the sight of a loop: what runs there, seen from another thread, and the turns that are kept. Not of what is told
 * of it over HTTP (../page). */
#include "watch.h"
#include "callers.h"
#include "program.h"

#include <weir/pump.h>

#include <stdlib.h>
#include <string.h>

/* Fixture. */

static struct weir *w;
static struct watch *watch;

static void
setup(void)
{
    ck_assert_int_eq(weir_new(&w, NULL), 0);
    ck_assert_int_eq(weir_attach(w, NULL, NULL), 0);
    watch = malloc(sizeof *watch);
    ck_assert_ptr_nonnull(watch);
    ck_assert_int_eq(watch_start(watch, w), 0);
}

static void
teardown(void)
{
    watch_stop(watch);
    ck_assert_int_eq(weir_close(w, WEIR_DROP, WEIR_S(30)), 0);
    weir_free(w);
    free(watch);
}

/* Helpers. */

static void
nothing(void *arg)
{
    (void)arg;
}

static void
post(const char *name, weir_fn *run, void *arg)
{
    struct weir_task task = {.run = run, .arg = arg, .name = name};
    ck_assert_int_ge(weir_post_task(w, &task, NULL), 0);
}

static void
turn(void)
{
    ck_assert_int_ge(weir_turn(w, NULL, NULL), 0);
}

static void
turns(size_t count)
{
    for (size_t i = 0; i < count; i++) {
        post("task", nothing, NULL);
        turn();
    }
}

static bool
runs(const char *name)
{
    struct watch_task now;
    return watch_runs(watch, &now) && now.name && !strcmp(now.name, name) && now.since <= weir_now();
}

/* A reader on a thread of its own: a task waits until it has seen what it looks for. */
struct reader {
    const char *name;
    atomic_int seen;
};

static void *
look(void *arg)
{
    struct reader *reader = arg;
    while (!runs(reader->name))
        ;
    atomic_fetch_add(&reader->seen, 1);
    return NULL;
}

static void
wait_until_seen(void *arg)
{
    struct reader *reader = arg;
    ck_assert(await(is_reached, &reader->seen));
}

/* What runs. */

START_TEST(task_is_seen_from_another_thread_while_it_runs)
{
    struct reader reader = {.name = "slow"};
    struct watch_task now;
    pthread_t thread = start(look, &reader);
    ck_assert(!watch_runs(watch, &now));
    post("slow", wait_until_seen, &reader);
    turn();
    end(thread);
    ck_assert(!watch_runs(watch, &now));
    ck_assert_int_eq(now.since, 0);
}
END_TEST

static void
see_no_name(void *arg)
{
    struct watch_task now = {.name = "before"};
    (void)arg;
    ck_assert(watch_runs(watch, &now));
    ck_assert_ptr_null(now.name);
}

START_TEST(task_without_a_name_is_seen_without)
{
    post(NULL, see_no_name, NULL);
    turn();
}
END_TEST

static void
see_itself(void *arg)
{
    (void)arg;
    ck_assert(runs("inner"));
}

static void
open_door_and_turn(void *arg)
{
    struct watch_task now;
    (void)arg;
    ck_assert(watch_runs(watch, &now) && !now.is_open);
    int64_t since = now.since;
    ck_assert_int_ge(weir_allow_nested(w), 0);
    turn(); /* with nothing to do */
    ck_assert(watch_runs(watch, &now) && now.is_open);
    post("inner", see_itself, NULL);
    turn();
    ck_assert(runs("outer"));
    ck_assert(watch_runs(watch, &now) && now.is_open);
    ck_assert_int_eq(now.since, since);
}

START_TEST(inner_task_is_seen_and_then_the_outer_as_open)
{
    post("outer", open_door_and_turn, NULL);
    turn();
    ck_assert(!runs("outer"));
}
END_TEST

static void
dive(void *arg)
{
    int *depth = arg;
    if (++*depth == WATCH_NESTED + 3)
        return;
    ck_assert_int_ge(weir_allow_nested(w), 0);
    post("deeper", dive, depth);
    turn();
}

START_TEST(what_is_nested_too_deep_is_left_out_and_nothing_more)
{
    int depth = 0;
    post("deep", dive, &depth);
    turn();
    ck_assert_int_eq(depth, WATCH_NESTED + 3);
    struct watch_task now;
    ck_assert(!watch_runs(watch, &now));
    struct watch_turn last[WATCH_NESTED + 3];
    uint64_t next = 0, lost = 0;
    ck_assert_uint_eq(watch_take(watch, &next, last, WATCH_NESTED + 3, &lost), WATCH_NESTED - 1);
    turns(1);
    ck_assert_uint_eq(watch_take(watch, &next, last, 1, &lost), 1);
}
END_TEST

START_TEST(task_that_close_runs_is_seen_and_its_end_too)
{
    struct reader reader = {.name = "last"};
    struct watch_task now;
    pthread_t thread = start(look, &reader);
    post("last", wait_until_seen, &reader);
    ck_assert_int_eq(weir_close(w, WEIR_DRAIN, WEIR_FOREVER), 0);
    end(thread);
    ck_assert(!watch_runs(watch, &now));
}
END_TEST

/* Its turns. */

static void
spin(void *arg)
{
    int64_t end = weir_now() + *(int64_t *)arg;
    while (weir_now() < end)
        ;
}

START_TEST(turn_tells_its_tasks_the_longest_and_what_waited)
{
    int64_t shorter = WEIR_US(50), longer = WEIR_MS(2);
    int64_t before = weir_now();
    post("short", spin, &shorter);
    post("long", spin, &longer);
    post("idle", nothing, NULL);
    spin(&shorter); /* so long they wait at least */
    ck_assert_int_eq(weir_turn(w, &(struct weir_budget){.tasks = 3}, NULL), 3);
    struct watch_turn of[2];
    uint64_t next = 0, lost = 0;
    ck_assert_uint_eq(watch_take(watch, &next, of, 2, &lost), 1);
    ck_assert_int_eq(of[0].tasks, 3);
    ck_assert_str_eq(of[0].slow, "long");
    ck_assert_int_ge(of[0].worst, longer);
    ck_assert_int_ge(of[0].duration, of[0].worst);
    ck_assert_int_ge(of[0].waited, longer + shorter); /* idle waited for both */
    ck_assert_int_ge(of[0].began, before);
    ck_assert_int_le(of[0].began + of[0].duration, weir_now());
}
END_TEST

START_TEST(turns_are_taken_in_their_order_and_once)
{
    struct watch_turn of[10];
    uint64_t next = 0, lost = 0;
    turns(10);
    ck_assert_uint_eq(watch_take(watch, &next, of, 4, &lost), 4);
    ck_assert_uint_eq(watch_take(watch, &next, of + 4, 10, &lost), 6);
    ck_assert_uint_eq(watch_take(watch, &next, of, 0, &lost), 0);
    for (int i = 1; i < 10; i++)
        ck_assert_int_ge(of[i].began, of[i - 1].began + of[i - 1].duration);
    ck_assert_uint_eq(watch_take(watch, &next, of, 10, &lost), 0);
    ck_assert_uint_eq(lost, 0);
}
END_TEST

START_TEST(each_reader_takes_all_turns)
{
    struct watch_turn of[4];
    uint64_t one = 0, other = 0, lost = 0;
    turns(3);
    ck_assert_uint_eq(watch_take(watch, &one, of, 4, &lost), 3);
    ck_assert_uint_eq(watch_take(watch, &other, of, 4, &lost), 3);
}
END_TEST

START_TEST(last_turns_are_kept_and_the_others_counted_as_lost)
{
    static struct watch_turn of[WATCH_TURNS];
    uint64_t next = 0, lost = 0;
    turns(WATCH_TURNS + 7);
    ck_assert_uint_eq(watch_take(watch, &next, of, WATCH_TURNS, &lost), WATCH_TURNS);
    ck_assert_uint_eq(lost, 7);
    ck_assert_uint_eq(next, WATCH_TURNS + 7);
}
END_TEST

START_TEST(turn_without_a_task_is_not_kept)
{
    struct watch_turn of[1];
    uint64_t next = 0, lost = 0;
    for (int i = 0; i < 3; i++)
        turn();
    ck_assert_int_eq(watch_turned(watch), 0);
    turns(1);
    ck_assert_uint_eq(watch_take(watch, &next, of, 1, &lost), 1);
    ck_assert_int_eq(of[0].tasks, 1);
    ck_assert_int_eq(watch_turned(watch), of[0].began + of[0].duration);
}
END_TEST

/* One thread turns, another reads all the while. */
struct taking {
    atomic_int is_over;
    uint64_t next, lost, taken;
    bool is_in_order;
};

static void
take(struct taking *taking, int64_t *last)
{
    struct watch_turn of[16];
    size_t count = watch_take(watch, &taking->next, of, 16, &taking->lost);
    taking->taken += count;
    for (size_t i = 0; i < count; i++) {
        taking->is_in_order &= of[i].began >= *last;
        *last = of[i].began + of[i].duration;
    }
}

static void *
take_all(void *arg)
{
    struct taking *taking = arg;
    int64_t last = 0;
    while (!atomic_load(&taking->is_over))
        take(taking, &last);
    for (uint64_t before = taking->next - 1; taking->next != before;) {
        before = taking->next;
        take(taking, &last);
    }
    return NULL;
}

START_TEST(what_is_taken_while_it_is_written_is_in_order_and_with_the_lost_it_is_all)
{
    const size_t count = 20 * WATCH_TURNS;
    struct taking taking = {.is_in_order = true};
    pthread_t thread = start(take_all, &taking);
    turns(count);
    atomic_store(&taking.is_over, 1);
    end(thread);
    ck_assert(taking.is_in_order);
    ck_assert_uint_eq(taking.taken + taking.lost, count);
    ck_assert_uint_ge(taking.taken, 1);
}
END_TEST

/* Each task has a name of its own, by its address, and notes when it began: what a reader saw can be checked afterwards,
 * field against field. The reader always reads the oldest turn, which is the next to be written over. */
enum {
    TASKS = 50 * WATCH_TURNS,
    SEEN_MOST = 1 << 16
};

struct seen {
    const char *name;
    int64_t at; /* the task began, or else its turn */
    int64_t lasted;
};

struct seeing {
    atomic_int is_over;
    size_t tasks, turns;
    struct seen task[SEEN_MOST], turn[SEEN_MOST];
};

static char names[TASKS];
static int64_t began[TASKS];

static void
note(void *arg)
{
    struct watch_task now;
    watch_runs(watch, &now);
    began[(char *)arg - names] = now.since;
}

static void *
see_all(void *arg)
{
    struct seeing *seeing = arg;
    while (!atomic_load(&seeing->is_over)) {
        struct watch_task now;
        struct watch_turn turn;
        uint64_t next = 0, lost = 0;
        for (int i = 0; i < 16; i++)
            if (watch_runs(watch, &now))
                seeing->task[seeing->tasks++ % SEEN_MOST] = (struct seen){now.name, now.since, 0};
        if (watch_take(watch, &next, &turn, 1, &lost))
            seeing->turn[seeing->turns++ % SEEN_MOST] = (struct seen){turn.slow, turn.began, turn.duration};
    }
    return NULL;
}

static size_t
kept(size_t count)
{
    return count < SEEN_MOST ? count : SEEN_MOST;
}

START_TEST(what_is_read_while_it_is_written_is_whole)
{
    struct seeing *seeing = calloc(1, sizeof *seeing);
    pthread_t thread = start(see_all, seeing);
    for (size_t i = 0; i < TASKS; i++) {
        post(&names[i], note, &names[i]);
        turn();
    }
    atomic_store(&seeing->is_over, 1);
    end(thread);
    for (size_t i = 0; i < kept(seeing->tasks); i++)
        ck_assert_int_eq(seeing->task[i].at, began[seeing->task[i].name - names]);
    for (size_t i = 0; i < kept(seeing->turns); i++) {
        const struct seen *seen = &seeing->turn[i];
        int64_t task = began[seen->name - names];
        ck_assert(seen->at <= task && task <= seen->at + seen->lasted);
    }
    ck_assert_uint_ge(seeing->turns, 1);
    free(seeing);
}
END_TEST

static SRunner *
laws(void)
{
    Suite *suite = suite_create("watch");
    TCase *tcase = tcase_create("watch");
    tcase_set_timeout(tcase, 300);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, task_is_seen_from_another_thread_while_it_runs);
    tcase_add_test(tcase, task_without_a_name_is_seen_without);
    tcase_add_test(tcase, inner_task_is_seen_and_then_the_outer_as_open);
    tcase_add_test(tcase, what_is_nested_too_deep_is_left_out_and_nothing_more);
    tcase_add_test(tcase, task_that_close_runs_is_seen_and_its_end_too);
    tcase_add_test(tcase, turn_tells_its_tasks_the_longest_and_what_waited);
    tcase_add_test(tcase, turns_are_taken_in_their_order_and_once);
    tcase_add_test(tcase, each_reader_takes_all_turns);
    tcase_add_test(tcase, last_turns_are_kept_and_the_others_counted_as_lost);
    tcase_add_test(tcase, turn_without_a_task_is_not_kept);
    tcase_add_test(tcase, what_is_taken_while_it_is_written_is_in_order_and_with_the_lost_it_is_all);
    tcase_add_test(tcase, what_is_read_while_it_is_written_is_whole);
    suite_add_tcase(suite, tcase);
    return srunner_create(suite);
}

int
main(int argc, char **argv)
{
    return run_laws(argc, argv, "watch", laws);
}
