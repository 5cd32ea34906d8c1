/* SPDX-License-Identifier: MIT */
/* The fixture of a weir's own thread, and the program. Not the laws. */
#include "fixture.h"

struct weir *w;
struct weir_thread *own;
atomic_int ran, dropped;

void
count_drop(void *arg, int why)
{
    (void)arg, (void)why;
    atomic_fetch_add(&dropped, 1);
}

void
post(weir_fn *run, void *arg)
{
    struct weir_task task = {.run = run, .arg = arg, .drop = count_drop};
    ck_assert_int_eq(weir_post_task(w, &task, NULL), 0);
}

static bool
stop_is_asked(void *unused)
{
    (void)unused;
    mutex_lock(&own->loop.lock);
    bool asked = own->how != 0;
    mutex_unlock(&own->loop.lock);
    return asked;
}

void
until_stopped(void *unused)
{
    ck_assert(await(stop_is_asked, unused));
}

static bool
threads_are(void *count)
{
    return threads_now() == *(int *)count;
}

void
threads_become(int count)
{
    ck_assert(await(threads_are, &count));
}

static void
begin(void)
{
    ran = dropped = 0;
    own = NULL;
    ck_assert_int_eq(weir_new(&w, &(struct weir_options){.name = "scene"}), 0);
    ck_assert_int_eq(weir_thread_start(&own, w), 0);
}

void
all_is_over(void)
{
    ck_assert_int_eq(weir_thread_stop(own, WEIR_DROP, WEIR_FOREVER), 0);
    own = NULL;
    if (w)
        ck_assert_int_eq(weir_close(w, WEIR_DROP, WEIR_FOREVER), 0);
    weir_free(w);
    w = NULL;
}

TCase *
own_case(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, begin, all_is_over);
    suite_add_tcase(suite, tcase);
    return tcase;
}

static SRunner *
all_laws(void)
{
    Suite *suite = suite_create("own thread");
    laws_of_start(suite);
    laws_of_stop(suite);
    return srunner_create(suite);
}

int
main(int count, char **arguments)
{
    return run_laws(count, arguments, "a weir's own thread", all_laws);
}
