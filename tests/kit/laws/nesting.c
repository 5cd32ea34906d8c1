/* SPDX-License-Identifier: MIT */
/* Laws of loops in loops: the host's own go on draining, a task's do not unless it opened the door. And of who is who
 * meanwhile. Not of leaving the host from inside a task (close.c, detach.c). */
#include "../kit.h"

/* Helpers. */

static const struct weir_budget all = {.tasks = 1000};

static bool
never(void *arg)
{
    (void)arg;
    return false;
}

struct reach {
    atomic_int *counter;
    int value;
};

static bool
has_reached(void *arg)
{
    const struct reach *reach = arg;
    return atomic_load(reach->counter) >= reach->value;
}

static bool
nest_until(atomic_int *counter, int value)
{
    return host->run(kit.loop, has_reached, &(struct reach){counter, value}, LIMIT);
}

static void
post_named(weir_fn *run, void *arg, const char *name)
{
    struct weir_task task = {.run = run, .arg = arg, .name = name};
    ck_assert_int_ge(weir_post_task(kit.w, &task, NULL), 0);
}

/* The host's own loop. */

struct dialog {
    atomic_int answered; /* tasks that ran while it was open */
    atomic_int closed;
    bool drained;
};

static void
open_dialog(void *arg)
{
    struct dialog *dialog = arg;
    dialog->drained = nest_until(&dialog->answered, 300);
    atomic_fetch_add(&dialog->closed, 1);
}

static void *
call_often(void *arg)
{
    for (int i = 0; i < 300; i++)
        weir_call(kit.w, add_one, arg, LIMIT);
    return NULL;
}

START_TEST(a_hosts_nested_loop_keeps_draining)
{
    NEEDS(HOST_NESTS, "it has no nested loops");
    struct dialog dialog = {.drained = false};
    host->post(kit.loop, open_dialog, &dialog);
    kit_thread(call_often, &dialog.answered);
    run_until_reaches(&dialog.closed, 1);
    ck_assert(dialog.drained);
    ck_assert_int_eq(atomic_load(&dialog.answered), 300);
}
END_TEST

/* A task's loop: the door is shut. */

struct refusal {
    int answer;
    int64_t began_after, began_before; /* the task began between the two */
    struct weir_next next;
    struct weir_load before, after;
    atomic_int ended;
};

static void
try_a_turn(void *arg)
{
    struct refusal *refusal = arg;
    refusal->began_before = weir_now();
    weir_load(kit.w, &refusal->before);
    refusal->answer = weir_turn(kit.w, &all, &refusal->next);
    weir_load(kit.w, &refusal->after);
    atomic_fetch_add(&refusal->ended, 1);
}

START_TEST(a_turn_inside_a_task_is_refused)
{
    struct refusal refusal = {.began_after = weir_now()};
    atomic_int others = 0;
    weir_post(kit.w, try_a_turn, &refusal);
    for (int i = 0; i < 3; i++)
        weir_post(kit.w, add_one, &others);
    run_until_reaches(&refusal.ended, 1);

    ck_assert_int_eq(refusal.answer, WEIR_EBUSY);
    ck_assert_uint_eq(refusal.before.depth[1], 3);
    ck_assert_uint_eq(refusal.after.depth[1], 3);
    ck_assert_int_eq(refusal.next.earliest_ns, refusal.next.latest_ns);
    ck_assert_int_ge(refusal.next.latest_ns, refusal.began_after + WEIR_S(1));
    ck_assert_int_le(refusal.next.latest_ns, refusal.began_before + WEIR_S(1));
    run_until_reaches(&others, 3);
    ck_assert_uint_eq(stats_now().refused, 1);
    ck_assert_int_eq(log_count(), 0);
}
END_TEST

struct modal {
    atomic_int posted, others, closed;
    bool named;
    int64_t opened, named_at;
    int others_meanwhile;
    uint64_t refused, refused_later, turns, turns_later;
};

static bool
is_named(void *arg)
{
    (void)arg;
    return log_contains("\"a modal task\"") && log_contains("weir_allow_nested");
}

static void
post_meanwhile(void *arg)
{
    struct modal *modal = arg;
    weir_post(kit.w, add_one, &modal->others);
    atomic_fetch_add(&modal->posted, 1);
}

static void
open_modal_loop(void *arg)
{
    struct modal *modal = arg;
    for (int i = 0; i < 5; i++)
        host->post(kit.loop, post_meanwhile, modal);
    modal->turns = stats_now().turns;
    modal->named = host->run(kit.loop, is_named, NULL, LIMIT);
    modal->named_at = weir_now();
    modal->refused = stats_now().refused;
    host->run(kit.loop, never, NULL, WEIR_MS(300));
    modal->refused_later = stats_now().refused;
    modal->turns_later = stats_now().turns;
    modal->others_meanwhile = atomic_load(&modal->others);
    atomic_fetch_add(&modal->closed, 1);
}

START_TEST(a_task_that_opens_a_modal_loop_is_named_in_the_log_and_all_goes_on_when_it_returns)
{
    NEEDS(HOST_NESTS, "it has no nested loops");
    struct modal modal = {.opened = weir_now()};
    post_named(open_modal_loop, &modal, "a modal task");
    weir_post(kit.w, add_one, &modal.others);
    run_until_reaches(&modal.closed, 1);

    ck_assert(modal.named);
    ck_assert_int_ge(modal.named_at - modal.opened, WEIR_S(1));
    ck_assert_int_eq(atomic_load(&modal.posted), 5);
    ck_assert_int_eq(modal.others_meanwhile, 0);
    ck_assert_uint_eq(modal.turns_later, modal.turns);
    run_until_reaches(&modal.others, 6);
    run_until_idle();
    ck_assert_int_eq(log_count(), 2); /* that it modal-looped, and that it held the loop */
}
END_TEST

START_TEST(while_turns_are_refused_nothing_spins)
{
    NEEDS(HOST_NESTS, "it has no nested loops");
    NEEDS(HOST_WAKES, "it turns at each frame, asked or not");
    struct modal modal = {.opened = weir_now()};
    post_named(open_modal_loop, &modal, "a modal task");
    run_until_reaches(&modal.closed, 1);
    ck_assert_uint_ge(modal.refused, 1);
    ck_assert_uint_le(modal.refused, 8);
    ck_assert_uint_eq(modal.refused_later, modal.refused);
}
END_TEST

/* A task's loop: the door is open. */

struct door {
    int refused, opened, opened_twice;
    uint64_t wakes, wakes_then;
    bool drained;
    bool turns;            /* one, while it is open */
    struct refusal inside; /* a turn inside a task that runs inside */
    atomic_int inner, closed;
};

static void
open_the_door(void *arg)
{
    struct door *door = arg;
    door->refused = weir_turn(kit.w, &all, NULL);
    door->wakes = stats_now().wakes;
    door->opened = weir_allow_nested(kit.w);
    door->wakes_then = stats_now().wakes;
    door->opened_twice = weir_allow_nested(kit.w);
    weir_turn(kit.w, &(struct weir_budget){.tasks = 1}, NULL);
    door->drained = atomic_load(&door->inside.ended) == 1;
    atomic_fetch_add(&door->closed, 1);
}

START_TEST(a_turn_inside_a_task_is_allowed_when_opened)
{
    struct door door = {.drained = false};
    struct refusal later = {.answer = 0};
    weir_post(kit.w, open_the_door, &door);
    weir_post(kit.w, try_a_turn, &door.inside);
    weir_post(kit.w, try_a_turn, &later);
    run_until_reaches(&later.ended, 1);
    ck_assert_int_eq(door.refused, WEIR_EBUSY);
    ck_assert_int_eq(door.opened, 0);
    ck_assert_int_eq(door.opened_twice, 0);
    ck_assert(door.drained);
    ck_assert_msg(door.inside.answer == WEIR_EBUSY,
                  "the door is of the task that opened it, not of those inside");
    ck_assert_msg(later.answer == WEIR_EBUSY, "the door shuts when its task returns");
    ck_assert_int_eq(atomic_load(&door.inside.ended), 1);
}
END_TEST

static void
open_the_door_and_nest(void *arg)
{
    struct door *door = arg;
    door->wakes = stats_now().wakes;
    door->opened = weir_allow_nested(kit.w);
    door->wakes_then = stats_now().wakes;
    door->drained = nest_until(&door->inner, 300);
    atomic_fetch_add(&door->closed, 1);
}

START_TEST(a_loop_in_a_task_that_opened_the_door_keeps_draining)
{
    NEEDS(HOST_NESTS, "it has no nested loops");
    struct door door = {.drained = false};
    weir_post(kit.w, open_the_door_and_nest, &door);
    for (int i = 0; i < 100; i++)
        weir_post(kit.w, add_one, &door.inner); /* in the snapshot of the turn that runs the task */
    kit_thread(call_often, &door.inner);
    run_until_reaches(&door.closed, 1);
    ck_assert(door.drained);
    run_until_reaches(&door.inner, 400);
    run_until_idle();
    ck_assert_int_eq(atomic_load(&door.inner), 400);
    ck_assert_uint_eq(stats_now().refused, 0);
}
END_TEST

START_TEST(opening_the_door_wakes_the_host_once)
{
    NEEDS(HOST_NESTS | HOST_WAKES, "it turns at each frame, asked or not");
    struct door door = {.drained = false};
    weir_post(kit.w, open_the_door_and_nest, &door);
    for (int i = 0; i < 300; i++)
        weir_post(kit.w, add_one,
                  &door.inner); /* nothing but the door's own wake can bring the turn for these */
    run_until_reaches(&door.closed, 1);
    ck_assert(door.drained);
    ck_assert_uint_eq(door.wakes_then, door.wakes + 1);
}
END_TEST

static void
stay_long_behind_the_open_door(void *arg)
{
    struct door *door = arg;
    door->opened = weir_allow_nested(kit.w);
    if (door->turns)
        weir_turn(kit.w, &all, NULL);
    burn(WEIR_MS(60));
    atomic_fetch_add(&door->closed, 1);
}

static int
overruns_behind_the_open_door(bool turns)
{
    struct door door = {.opened = 1, .turns = turns};
    weir_post(kit.w, stay_long_behind_the_open_door, &door);
    run_until_reaches(&door.closed, 1);
    run_until_idle();
    ck_assert_int_eq(door.opened, 0);
    ck_assert_int_eq(log_count(), (int)stats_now().overruns);
    return log_count();
}

START_TEST(a_task_through_whose_door_turns_came_did_not_hold_the_loop)
{
    ck_assert_int_eq(overruns_behind_the_open_door(true), 0);
}
END_TEST

START_TEST(a_task_through_whose_open_door_no_turn_came_held_the_loop)
{
    ck_assert_int_eq(overruns_behind_the_open_door(false), 1);
}
END_TEST

struct inside {
    struct weir_scope *scope;
    bool opens;
    int answer;
    atomic_int ended;
};

static void
stay_long_after_a_barrier(void *arg)
{
    struct inside *inside = arg;
    if (inside->opens)
        weir_allow_nested(kit.w);
    inside->answer = weir_scope_barrier(inside->scope, 0);
    burn(WEIR_MS(60));
    atomic_fetch_add(&inside->ended, 1);
}

START_TEST(a_barrier_is_no_turn_that_came_and_its_task_held_the_loop)
{
    struct inside inside = {.opens = false};
    ck_assert_int_eq(weir_scope_new(kit.w, &inside.scope), 0);
    for (int i = 1; i <= 2; i++) {
        inside.opens = i == 2;
        weir_post(kit.w, stay_long_after_a_barrier, &inside);
        run_until_reaches(&inside.ended, i);
        run_until_idle();
        ck_assert_int_eq(inside.answer, 0);
        ck_assert_uint_eq(stats_now().overruns, (uint64_t)i);
        ck_assert_int_eq(log_count(), i);
    }
    weir_scope_free(inside.scope);
}
END_TEST

START_TEST(only_a_running_task_can_open_the_door)
{
    ck_assert_int_eq(weir_allow_nested(kit.w), WEIR_EINVAL);
    ck_assert_int_eq(weir_allow_nested(NULL), WEIR_EINVAL);
}
END_TEST

/* Who is who. */

struct who {
    struct weir *current;
    bool on_loop_thread;
    atomic_int told;
};

static void
tell_who(void *arg)
{
    struct who *who = arg;
    who->current = weir_current();
    who->on_loop_thread = weir_on_loop_thread(kit.w);
    atomic_fetch_add(&who->told, 1);
}

static void *
tell_who_elsewhere(void *arg)
{
    tell_who(arg);
    return NULL;
}

START_TEST(the_current_weir_is_the_one_whose_task_runs_on_this_thread)
{
    struct who outside = {.told = 0}, task = outside, of_the_host = outside, elsewhere = outside;
    tell_who(&outside);
    weir_post(kit.w, tell_who, &task);
    host->post(kit.loop, tell_who, &of_the_host);
    run_until_reaches(&task.told, 1);
    run_until_reaches(&of_the_host.told, 1);
    kit_join(kit_thread(tell_who_elsewhere, &elsewhere));

    ck_assert_ptr_null(outside.current);
    ck_assert_ptr_eq(task.current, kit.w);
    ck_assert_ptr_null(of_the_host.current);
    ck_assert_ptr_null(elsewhere.current);
    ck_assert(outside.on_loop_thread && task.on_loop_thread && of_the_host.on_loop_thread);
    ck_assert(!elsewhere.on_loop_thread);
    ck_assert(!weir_on_loop_thread(NULL));
}
END_TEST

struct pair {
    struct weir *inner;
    struct who who;
    int answer;
    struct weir *current_after;
    atomic_int ended;
};

static void
turn_the_other(void *arg)
{
    struct pair *pair = arg;
    pair->answer = weir_turn(pair->inner, &all, NULL);
    pair->current_after = weir_current();
    atomic_fetch_add(&pair->ended, 1);
}

START_TEST(another_weir_may_be_turned_inside_a_task_and_is_the_current_one_there)
{
    struct pair pair = {.answer = 0};
    ck_assert_int_eq(weir_new(&pair.inner, NULL), 0);
    ck_assert(!weir_on_loop_thread(pair.inner));
    ck_assert_int_eq(weir_attach(pair.inner, NULL, NULL), 0);
    weir_post(pair.inner, tell_who, &pair.who);
    weir_post(kit.w, turn_the_other, &pair);
    run_until_reaches(&pair.ended, 1);
    ck_assert_int_eq(pair.answer, 1);
    ck_assert_ptr_eq(pair.who.current, pair.inner);
    ck_assert_ptr_eq(pair.current_after, kit.w);
    ck_assert_int_eq(weir_detach(pair.inner), 0);
    ck_assert_msg(weir_on_loop_thread(pair.inner), "without a pump it is the thread that last attached one");
    ck_assert_int_eq(weir_close(pair.inner, WEIR_DROP, 0), 0);
    weir_free(pair.inner);
}
END_TEST

void
laws_of_nesting(Suite *suite)
{
    TCase *tcase = kit_case(suite, "nesting");
    tcase_add_test(tcase, a_hosts_nested_loop_keeps_draining);
    tcase_add_test(tcase, a_turn_inside_a_task_is_refused);
    tcase_add_test(tcase, a_task_that_opens_a_modal_loop_is_named_in_the_log_and_all_goes_on_when_it_returns);
    tcase_add_test(tcase, while_turns_are_refused_nothing_spins);
    tcase_add_test(tcase, a_turn_inside_a_task_is_allowed_when_opened);
    tcase_add_test(tcase, a_loop_in_a_task_that_opened_the_door_keeps_draining);
    tcase_add_test(tcase, opening_the_door_wakes_the_host_once);
    tcase_add_test(tcase, a_task_through_whose_door_turns_came_did_not_hold_the_loop);
    tcase_add_test(tcase, a_task_through_whose_open_door_no_turn_came_held_the_loop);
    tcase_add_test(tcase, a_barrier_is_no_turn_that_came_and_its_task_held_the_loop);
    tcase_add_test(tcase, only_a_running_task_can_open_the_door);
    tcase_add_test(tcase, the_current_weir_is_the_one_whose_task_runs_on_this_thread);
    tcase_add_test(tcase, another_weir_may_be_turned_inside_a_task_and_is_the_current_one_there);
}
