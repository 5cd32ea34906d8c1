/* SPDX-License-Identifier: MIT */
/* Laws of two weirs in one Qt program that runs on GLib's loop: one rides Qt, the other GLib's default context. Not of
 * either alone. */
#include "fixture.hpp"

#include <weir-glib.h>

#include <QtCore/QTimer>

#include <glib.h>

namespace
{

constexpr int tasks = 5000;
constexpr int ticks = 50;
constexpr int priority_of_paint = G_PRIORITY_HIGH_IDLE + 20;

struct weir *on_glib;

void
open_both()
{
    setup();
    ck_assert_int_eq(weir_new(&on_glib, nullptr), 0);
    ck_assert_int_eq(weir_qt_attach(w), 0);
    ck_assert_int_eq(weir_glib_attach(on_glib, g_main_context_default()), 0);
}

void
close_both()
{
    ck_assert_int_eq(weir_close(on_glib, WEIR_DROP, WEIR_S(30)), 0);
    weir_free(on_glib);
    teardown();
}

gboolean
count(gpointer counter)
{
    ++*static_cast<int *>(counter);
    return G_SOURCE_CONTINUE;
}

START_TEST(both_drain_and_what_Qt_and_GLib_have_goes_on)
{
    int of_qt = 0, of_glib = 0;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, [&] { of_qt++; });
    timer.start(10);
    guint source = g_timeout_add_full(priority_of_paint, 10, count, &of_glib, nullptr);
    fire at_qt(w), at_glib(on_glib);
    ck_assert(run_until([&] {
        return at_qt.ended >= tasks && at_glib.ended >= tasks && of_qt >= ticks && of_glib >= ticks;
    }));
    at_qt.cease();
    at_glib.cease();
    ck_assert(run_until([&] { return at_qt.ended == at_qt.accepted && at_glib.ended == at_glib.accepted; }));
    g_source_remove(source);
}
END_TEST

/* Work that never runs out: each task uses up a while and posts itself again. */
std::atomic<bool> over;

void
work_on(void *left)
{
    for (int64_t until = weir_now() + WEIR_US(200); weir_now() < until;)
        continue;
    if (over || weir_post(w, work_on, left) < 0)
        --*static_cast<std::atomic<int> *>(left);
}

START_TEST(work_without_end_on_Qt_leaves_GLib_its_paint)
{
    int of_glib = 0;
    std::atomic<int> left{8};
    guint source = g_timeout_add_full(priority_of_paint, 10, count, &of_glib, nullptr);
    over = false;
    for (int i = left; i > 0; i--)
        ck_assert_int_eq(weir_post(w, work_on, &left), 0);
    ck_assert(run_until([&] { return of_glib >= ticks; }));
    over = true;
    ck_assert(run_until([&] { return left == 0; }));
    g_source_remove(source);
}
END_TEST

START_TEST(when_the_application_ends_only_the_one_on_Qt_is_lost)
{
    std::atomic<int> ran{0};
    app.reset();
    ck_assert_int_eq(weir_detach(w), WEIR_EHOST);
    ck_assert_int_eq(weir_post(on_glib, add_one, &ran), 0);
    while (ran == 0)
        g_main_context_iteration(nullptr, TRUE);
    ck_assert_int_eq(weir_detach(on_glib), 0);
}
END_TEST

} // namespace

int
main()
{
    Suite *suite = suite_create("Qt and GLib");
    TCase *tcase = tcase_create("both");
    tcase_add_checked_fixture(tcase, open_both, close_both);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, both_drain_and_what_Qt_and_GLib_have_goes_on);
    tcase_add_test(tcase, work_without_end_on_Qt_leaves_GLib_its_paint);
    tcase_add_test(tcase, when_the_application_ends_only_the_one_on_Qt_is_lost);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
