/* SPDX-License-Identifier: MIT */
/* Laws of the libevent pump when a call fails, at attach and in the child of a fork, or the clock is ahead. What
 * every pump must do is the kit's (tests/kit). */
#include "wrapped.h"

#include "base/system.h"

#include <weir-libevent.h>
#include <weir/observe.h>

#include <event2/event.h>

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Fixture: a base, a weir that is not attached, and what an attach must not leave behind. */

static struct event_base *base;
static struct weir *w;

static void
be_silent(void *self, enum weir_log_level level, const char *line)
{
    (void)self, (void)level, (void)line;
}

static void
setup(void)
{
    weir_log_to(be_silent, NULL);
    base = event_base_new();
    ck_assert_ptr_nonnull(base);
    ck_assert_int_eq(weir_new(&w, NULL), 0);
}

static void
teardown(void)
{
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    weir_free(w);
    event_base_free(base);
    weir_log_to(NULL, NULL);
}

static int
fds_open(void)
{
    int open = 0;
    for (int fd = 0; fd < 1024; fd++)
        open += fcntl(fd, F_GETFD) != -1;
    return open;
}

struct held {
    int fds;
    int blocks;
    int events;
};

static struct held
held_now(void)
{
    int all = EVENT_BASE_COUNT_ADDED | EVENT_BASE_COUNT_ACTIVE | EVENT_BASE_COUNT_VIRTUAL;
    return (struct held){fds_open(), blocks_held(), event_base_get_num_events(base, (unsigned)all)};
}

static void
holds_only(const struct held *before)
{
    struct held now = held_now();
    ck_assert_int_eq(now.fds, before->fds);
    ck_assert_int_eq(now.blocks, before->blocks);
    ck_assert_int_eq(now.events, before->events);
}

static void
add_one(void *counter)
{
    ++*(int *)counter;
}

static void
do_nothing(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what, (void)arg;
}

/* Does a task run when the base does? A timer of the host's own holds the loop for a pump that does not, and brings it
 * back here. */
static bool
it_works(void)
{
    int ran = 0;
    const struct timeval often = {0, 5000};
    struct event *host = event_new(base, -1, EV_PERSIST, do_nothing, NULL);
    event_add(host, &often);
    bool accepted = weir_post(w, add_one, &ran) == 0;
    for (int i = 0; accepted && !ran && i < 4000; i++)
        event_base_loop(base, EVLOOP_ONCE);
    event_free(host);
    return ran == 1;
}

enum {
    CALLS_AT_LEAST = 8, /* a block, a wake, three events, and the first wake */
    CALLS_AT_MOST = 100
};

/* Laws. */

START_TEST(a_failing_call_at_attach_leaves_nothing_behind)
{
    const struct weir_libevent_options options = {.let_go = _i};
    struct held before = held_now();
    int n = 0;
    for (;; n++) {
        fail_call(n);
        int answer = weir_libevent_attach(w, base, &options);
        bool failed = stop_failing();
        if (answer == 0 && !failed)
            break;
        ck_assert_int_lt(n, CALLS_AT_MOST);
        ck_assert(failed);
        ck_assert_int_eq(answer, n == 0 ? WEIR_ENOMEM : WEIR_ESYSTEM);
        holds_only(&before);
        ck_assert_int_eq(weir_turn(w, NULL, NULL), WEIR_EDETACHED);
        ck_assert_int_eq(event_base_loop(base, EVLOOP_NONBLOCK), 1); /* there is nothing to wait for */
    }
    ck_assert_int_ge(n, CALLS_AT_LEAST);
    ck_assert(it_works());
    ck_assert_int_eq(weir_detach(w), 0);
    holds_only(&before);
}
END_TEST

START_TEST(detach_and_host_lost_leave_nothing_behind)
{
    struct held before = held_now();
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(weir_libevent_attach(w, base, NULL), 0);
        ck_assert(it_works());
        ck_assert_int_eq(weir_detach(w), 0);
        holds_only(&before);
    }
    ck_assert_int_eq(weir_libevent_attach(w, base, NULL), 0);
    event_base_free(base);
    ck_assert_int_eq(weir_host_lost(w), 0);
    base = event_base_new();
    holds_only(&before);
}
END_TEST

START_TEST(a_socket_that_would_block_the_loop_is_refused)
{
#ifdef WEIR_LIBEVENT_NO_FDS
    struct held before = held_now();
    fail_nonblocking(true);
    int answer = weir_libevent_attach(w, base, NULL);
    fail_nonblocking(false);
    ck_assert_int_eq(answer, WEIR_ESYSTEM);
    holds_only(&before);
#else
    int failed = 0; /* eventfd and timerfd are born non-blocking: no such call is made */
    fail_nonblocking(true);
    ck_assert_int_eq(weir_libevent_attach(w, base, NULL), failed);
    fail_nonblocking(false);
    ck_assert(it_works());
#endif
}
END_TEST

/* In a child; its number says what was wrong, 0 nothing. */
static int
child_that_fails_at(int n, const struct held *unattached)
{
    if (event_reinit(base) != 0)
        return 1;
    fail_call(n);
    int answer = weir_fork_child(w, WEIR_FORK_KEEP);
    if (!stop_failing())
        return answer == 0 && it_works() ? 100 : 2; /* there are no more calls than that */
    if (answer == 1) /* remade, but the first wake failed: the next post tries again */
        return it_works() ? 0 : 6;
    if (answer != WEIR_ESYSTEM || weir_turn(w, NULL, NULL) != WEIR_EDETACHED)
        return 3;
    struct held now = held_now();
    if (now.fds != unattached->fds || now.blocks != unattached->blocks || now.events != unattached->events)
        return 4;
    return weir_libevent_attach(w, base, NULL) == 0 && it_works() ? 0 : 5;
}

START_TEST(a_failing_call_in_the_child_of_a_fork_leaves_it_detached)
{
    struct held before = held_now();
    ck_assert_int_eq(weir_libevent_attach(w, base, NULL), 0);
    ck_assert(it_works());
    int ended = 0;
    for (int n = 0; ended == 0; n++) {
        ck_assert_int_lt(n, CALLS_AT_MOST);
        pid_t child = fork();
        if (child == 0)
            _exit(child_that_fails_at(n, &before));
        int status;
        ck_assert_int_eq(waitpid(child, &status, 0), child);
        ck_assert(WIFEXITED(status));
        ended = WEXITSTATUS(status);
        ck_assert(n > 0 || ended == 0); /* it does make calls */
    }
    ck_assert_int_eq(ended, 100);
    ck_assert(it_works()); /* here, too */
}
END_TEST

/* A clock that may run ahead of the kernel's, as another processor's view of it does for a moment. */
static int64_t (*real_now)(void);
static int64_t ahead;

static int64_t
clock_ahead(void)
{
    return real_now() + ahead;
}

static void
pass_by(void *unused)
{
    (void)unused;
}

static uint64_t
turns_in_passes(int passes)
{
    struct weir_stats before, after;
    ck_assert_int_eq(weir_stats(w, &before), 0);
    for (int i = 0; i < passes; i++)
        event_base_loop(base, EVLOOP_NONBLOCK);
    ck_assert_int_eq(weir_stats(w, &after), 0);
    return after.turns - before.turns;
}

START_TEST(an_alarm_that_has_yet_to_ring_is_taken_back)
{
    struct weir_task later = {.run = pass_by, .delay = WEIR_MS(20)};
    real_now = weir_system.now;
    weir_system.now = clock_ahead;
    ahead = 0;
    ck_assert_int_eq(weir_libevent_attach(w, base, NULL), 0);
    ck_assert_int_eq(weir_post_task(w, &later, NULL), 0);
    int64_t due = real_now() + WEIR_MS(20);
    ck_assert_uint_ge(turns_in_passes(3), 1); /* armed for it */
    ahead = WEIR_S(1);
    ck_assert_int_eq(weir_post(w, pass_by, NULL), 0);
    ck_assert_uint_ge(turns_in_passes(3), 1); /* both have run, the kernel's timer has not expired */
    ahead = 0;
    while (real_now() <= due + WEIR_MS(1))
        continue;
    ck_assert_uint_eq(turns_in_passes(100), 0); /* nothing is left to do, and nothing rings */
    weir_system.now = real_now;
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("libevent faults");
    TCase *tcase = tcase_create("faults");
    suite_add_tcase(suite, tcase);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 30);
    tcase_add_loop_test(tcase, a_failing_call_at_attach_leaves_nothing_behind, 0, 2);
    tcase_add_test(tcase, detach_and_host_lost_leave_nothing_behind);
    tcase_add_test(tcase, an_alarm_that_has_yet_to_ring_is_taken_back);
    tcase_add_test(tcase, a_socket_that_would_block_the_loop_is_refused);
    tcase_add_test(tcase, a_failing_call_in_the_child_of_a_fork_leaves_it_detached);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
