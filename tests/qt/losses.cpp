/* SPDX-License-Identifier: MIT */
/* Laws of an application that ends while weir is attached, of a loss that another thread declares, and of wakes that
 * the program eats. Not of memory that fails (memory.cpp). */
#include "fixture.hpp"

#include <QtCore/QEvent>

namespace
{

/* Helpers. */

void
was_lost()
{
    ck_assert_int_eq(weir_detach(w), WEIR_EHOST);
    ck_assert_int_eq(weir_host_lost(w), WEIR_EHOST);
    ck_assert_int_eq(weir_turn(w, nullptr, nullptr), WEIR_EHOST);
}

/* Laws. */

START_TEST(three_applications_one_after_the_other)
{
    std::atomic<int> kept{0};
    int without = objects();
    for (int round = 1; round <= 3; round++) {
        ck_assert_int_eq(weir_qt_attach(w), 0);
        ck_assert(it_works());
        ck_assert_int_eq(kept, round - 1);
        ck_assert_int_eq(weir_post(w, add_one, &kept), 0);
        caller waits;
        app.reset();
        ck_assert_int_eq(waits.is_told(), WEIR_EHOST);
        ck_assert_int_eq(waits.ran, 0);
        ck_assert_int_lt(objects(), without);
        was_lost();
        new_application();
    }
    ck_assert_int_eq(weir_qt_attach(w), 0);
    ck_assert(it_works());
    ck_assert_int_eq(kept, 3);
}
END_TEST

START_TEST(an_application_that_ends_under_fire_loses_no_task)
{
    fire shots(w);
    for (int round = 0; round < 20; round++) {
        ck_assert_int_eq(weir_qt_attach(w), 0);
        ck_assert(shots.goes_on());
        app.reset();
        was_lost();
        new_application();
    }
    shots.cease();
    ck_assert_int_eq(weir_qt_attach(w), 0);
    ck_assert(it_works());
    ck_assert_int_eq(shots.ended, shots.accepted);
}
END_TEST

START_TEST(two_weirs_lose_the_same_application)
{
    struct weir *second;
    ck_assert_int_eq(weir_new(&second, nullptr), 0);
    for (int round = 0; round < 3; round++) {
        ck_assert_int_eq(weir_qt_attach(w), 0);
        ck_assert_int_eq(weir_qt_attach(second), 0);
        if (round == 1)
            ck_assert_int_eq(weir_detach(w), 0);
        app.reset();
        ck_assert_int_eq(weir_detach(second), WEIR_EHOST);
        ck_assert_int_eq(weir_detach(w), round == 1 ? WEIR_EDETACHED : WEIR_EHOST);
        new_application();
    }
    ck_assert_int_eq(weir_close(second, WEIR_DROP, 0), 0);
    weir_free(second);
}
END_TEST

/* Declared by another thread: no wake comes any more, and the object goes when its own thread comes by, or with the
 * application. */
START_TEST(host_lost_from_another_thread_is_a_barrier_while_the_application_lives)
{
    int before = objects();
    fire shots(w);
    for (int round = 0; round < 20; round++) {
        uint64_t wakes = 0, later = 1;
        ck_assert_int_eq(weir_qt_attach(w), 0);
        ck_assert(shots.goes_on());
        std::atomic<bool> done{false};
        std::thread loser([&] {
            struct weir_stats stats;
            ck_assert_int_eq(weir_host_lost(w), 0);
            weir_stats(w, &stats);
            wakes = stats.wakes + stats.wakes_failed;
            for (int i = 0; i < 1000; i++)
                std::this_thread::yield();
            weir_stats(w, &stats);
            later = stats.wakes + stats.wakes_failed;
            done = true;
        });
        ck_assert(_i ? run_until([&] { return done.load(); }) : await([&] { return done.load(); }));
        loser.join();
        ck_assert_uint_eq(later, wakes);
        was_lost();
        if (_i == 0 && round % 2) {
            app.reset();
            new_application();
        } else {
            ck_assert(
                run_until([&] { return objects() == before + 2; })); /* the timer and the loop that look */
        }
        ck_assert_int_eq(objects(), before);
    }
    shots.cease();
    ck_assert_int_eq(weir_qt_attach(w), 0);
    ck_assert(it_works());
    ck_assert_int_eq(shots.ended, shots.accepted);
}
END_TEST

/* Eats every event of a type that it does not know, as long as it is hungry. */
class eater : public QObject
{
  public:
    int eaten = 0;
    bool hungry = true;

    bool eventFilter(QObject *, QEvent *event) override
    {
        bool eats = hungry && event->type() >= QEvent::User;
        eaten += eats;
        return eats;
    }
};

START_TEST(a_wake_that_is_eaten_comes_again_with_a_later_post)
{
    std::atomic<int> ran{0};
    eater filter;
    ck_assert_int_eq(weir_qt_attach(w), 0);
    ck_assert(it_works());
    pass_often();
    app->installEventFilter(&filter);
    ck_assert_int_eq(weir_post(w, add_one, &ran), 0);
    ck_assert(run_until([&] { return filter.eaten > 0; }));
    filter.hungry = false;
    ck_assert(run_until([&] { return weir_post(w, add_one, &ran) < 0 || ran > 0; }));
    ck_assert_int_ge(ran, 2);
    struct weir_stats stats;
    ck_assert_int_eq(weir_stats(w, &stats), 0);
    ck_assert_uint_ge(stats.wakes_again, 1);
}
END_TEST

START_TEST(a_wake_that_is_eaten_comes_again_for_who_waits)
{
    eater filter;
    ck_assert_int_eq(weir_qt_attach(w), 0);
    ck_assert(it_works());
    pass_often();
    app->installEventFilter(&filter);
    caller waits;
    ck_assert(run_until([&] { return filter.eaten > 0; }));
    filter.hungry = false;
    ck_assert(run_until([&] { return waits.ran > 0; }));
    ck_assert_int_eq(waits.is_told(), 0);
}
END_TEST

void
post_itself(void *counter)
{
    add_one(counter);
    weir_post(w, post_itself, counter);
}

/* Nobody else posts, and posts in a turn do not wake: what is left must not hang on one event. */
START_TEST(work_that_is_under_way_goes_on_when_its_event_is_eaten)
{
    std::atomic<int> ran{0};
    eater filter;
    ck_assert_int_eq(weir_qt_attach(w), 0);
    ck_assert_int_eq(weir_post(w, post_itself, &ran), 0);
    for (int meal = 1; meal <= 2; meal++) {
        ck_assert(run_until([&] { return ran > 1; }));
        filter.hungry = true;
        app->installEventFilter(&filter);
        ck_assert(run_until([&] { return filter.eaten >= meal; }));
        filter.hungry = false;
        ran = 0;
    }
    ck_assert(run_until([&] { return ran > 1; }));
}
END_TEST

} // namespace

void
laws_of_loss(TCase *tcase)
{
    tcase_add_test(tcase, three_applications_one_after_the_other);
    tcase_add_test(tcase, an_application_that_ends_under_fire_loses_no_task);
    tcase_add_test(tcase, two_weirs_lose_the_same_application);
    tcase_add_loop_test(tcase, host_lost_from_another_thread_is_a_barrier_while_the_application_lives, 0, 2);
    tcase_add_test(tcase, a_wake_that_is_eaten_comes_again_with_a_later_post);
    tcase_add_test(tcase, a_wake_that_is_eaten_comes_again_for_who_waits);
    tcase_add_test(tcase, work_that_is_under_way_goes_on_when_its_event_is_eaten);
}
