/* SPDX-License-Identifier: MIT */
/* Laws of bad use: a defined error each, and nothing has changed. Not of an application that ends (losses.cpp). */
#include "fixture.hpp"

namespace
{

/* Helpers. */

int
attach()
{
    return weir_qt_attach(w);
}

int
detach()
{
    return weir_detach(w);
}

/* Runs `bad` and finds that nothing is attached and no object was left, and that all goes well then. */
void
leaves_it_detached(const std::function<void()> &bad)
{
    int before = objects();
    bad();
    ck_assert_int_eq(objects(), before);
    ck_assert_int_eq(weir_turn(w, nullptr, nullptr), WEIR_EDETACHED);
    ck_assert_int_eq(attach(), 0);
    ck_assert(it_works());
    ck_assert_int_eq(objects(), before + 1);
    ck_assert_int_eq(detach(), 0);
    ck_assert_int_eq(objects(), before);
}

void
leaves_it_attached(const std::function<void()> &bad)
{
    int before = objects();
    ck_assert_int_eq(attach(), 0);
    bad();
    ck_assert_int_eq(objects(), before + 1);
    ck_assert(it_works());
    ck_assert_int_eq(detach(), 0);
    ck_assert_int_eq(objects(), before);
}

/* Laws. */

START_TEST(without_an_application_it_is_EHOST)
{
    for (int i = 0; i < 3; i++) {
        int before = objects();
        ck_assert_int_eq(attach(), WEIR_EHOST);
        ck_assert_int_eq(ask_elsewhere(attach), WEIR_EHOST);
        ck_assert_int_eq(objects(), before);
        new_application();
        leaves_it_detached([] {});
        app.reset();
    }
}
END_TEST

START_TEST(NULL_is_EINVAL)
{
    leaves_it_detached([] { ck_assert_int_eq(weir_qt_attach(nullptr), WEIR_EINVAL); });
    leaves_it_attached([] { ck_assert_int_eq(weir_qt_attach(nullptr), WEIR_EINVAL); });
}
END_TEST

START_TEST(attach_from_another_thread_is_ETHREAD)
{
    leaves_it_detached([] { ck_assert_int_eq(ask_elsewhere(attach), WEIR_ETHREAD); });
    leaves_it_attached([] { ck_assert_int_eq(ask_elsewhere(attach), WEIR_ETHREAD); });
}
END_TEST

START_TEST(attach_twice_is_EBUSY)
{
    leaves_it_attached([] { ck_assert_int_eq(attach(), WEIR_EBUSY); });
}
END_TEST

START_TEST(attach_of_a_closed_weir_is_ECLOSED)
{
    int before = objects();
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    ck_assert_int_eq(attach(), WEIR_ECLOSED);
    ck_assert_int_eq(objects(), before);
    pass_often();
}
END_TEST

START_TEST(detach_from_another_thread_is_ETHREAD)
{
    leaves_it_attached([] { ck_assert_int_eq(ask_elsewhere(detach), WEIR_ETHREAD); });
}
END_TEST

START_TEST(detach_of_what_is_not_attached_is_EDETACHED)
{
    leaves_it_detached([] { ck_assert_int_eq(detach(), WEIR_EDETACHED); });
    leaves_it_detached([] { ck_assert_int_eq(detach(), WEIR_EDETACHED); });
}
END_TEST

START_TEST(detach_after_the_application_died_is_EHOST)
{
    ck_assert_int_eq(attach(), 0);
    app.reset();
    ck_assert_int_eq(detach(), WEIR_EHOST);
    ck_assert_int_eq(weir_host_lost(w), WEIR_EHOST);
    new_application();
    leaves_it_attached([] {});
}
END_TEST

START_TEST(detach_with_events_under_way_leaves_none)
{
    std::atomic<int> ran{0};
    int before = objects();
    for (int i = 0; i < 100; i++) {
        ck_assert_int_eq(attach(), 0);
        ck_assert_int_eq(weir_post(w, add_one, &ran), 0);
        ck_assert_int_eq(i % 2 ? detach() : weir_host_lost(w), 0);
        ck_assert_int_eq(objects(), before);
    }
    pass_often();
    ck_assert_int_eq(ran, 0);
    leaves_it_attached([] {});
    ck_assert_int_eq(ran, 100);
}
END_TEST

void
detach_it(void *done)
{
    ck_assert_int_eq(weir_detach(w), 0);
    add_one(done);
}

void
nest_and_wait(void *done)
{
    ck_assert_int_eq(weir_allow_nested(w), 0);
    ck_assert(run_until([=] { return *static_cast<std::atomic<int> *>(done) > 0; }));
}

START_TEST(detach_inside_a_task_leaves_no_object)
{
    std::atomic<int> done{0}, rest{0};
    int before = objects();
    ck_assert_int_eq(attach(), 0);
    if (_i)
        ck_assert_int_eq(weir_post(w, nest_and_wait, &done), 0);
    ck_assert_int_eq(weir_post(w, detach_it, &done), 0);
    ck_assert_int_eq(weir_post(w, add_one, &rest), 0);
    ck_assert(run_until([&] { return done > 0; }));
    pass_often();
    ck_assert_int_eq(objects(), before);
    ck_assert_int_eq(rest, 0);
    leaves_it_attached([] {});
    ck_assert_int_eq(rest, 1);
}
END_TEST

} // namespace

void
laws_without_application(TCase *tcase)
{
    tcase_add_test(tcase, without_an_application_it_is_EHOST);
}

void
laws_of_refusal(TCase *tcase)
{
    tcase_add_test(tcase, NULL_is_EINVAL);
    tcase_add_test(tcase, attach_from_another_thread_is_ETHREAD);
    tcase_add_test(tcase, attach_twice_is_EBUSY);
    tcase_add_test(tcase, attach_of_a_closed_weir_is_ECLOSED);
    tcase_add_test(tcase, detach_from_another_thread_is_ETHREAD);
    tcase_add_test(tcase, detach_of_what_is_not_attached_is_EDETACHED);
    tcase_add_test(tcase, detach_after_the_application_died_is_EHOST);
    tcase_add_test(tcase, detach_with_events_under_way_leaves_none);
    tcase_add_loop_test(tcase, detach_inside_a_task_leaves_no_object, 0, 2);
}
