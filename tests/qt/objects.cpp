/* SPDX-License-Identifier: MIT */
/* Laws of a scope that is tied to a QObject. Not of widgets and jobs (widgets.cpp), nor of the pump. */
#include "fixture.hpp"

#include <QtCore/QObject>

namespace
{

constexpr int many = 1000;

/* Helpers. */

struct weir_scope *scope;
QObject *object;

struct ends {
    std::atomic<int> ran{0}, cancelled{0}, closed{0};
};

void
run_task(void *arg)
{
    static_cast<ends *>(arg)->ran++;
}

void
drop_task(void *arg, int why)
{
    ends *it = static_cast<ends *>(arg);
    (why == WEIR_ECANCELLED ? it->cancelled : it->closed)++;
}

int
post_into_scope(ends *it, int64_t delay)
{
    struct weir_task task = {};
    task.run = run_task;
    task.arg = it;
    task.drop = drop_task;
    task.scope = scope;
    task.delay = delay;
    return weir_post_task(w, &task, nullptr);
}

/* An object that says when somebody disconnects from it. */
class watched : public QObject
{
  public:
    explicit watched(std::atomic<int> &counter) : disconnected(counter)
    {
    }
    int connected() const
    {
        return receivers(SIGNAL(destroyed(QObject *)));
    }

  protected:
    void disconnectNotify(const QMetaMethod &) override
    {
        disconnected++;
    }

  private:
    std::atomic<int> &disconnected;
};

std::atomic<int> disconnected;

int
connected()
{
    return static_cast<watched *>(object)->connected();
}

void
tie()
{
    disconnected = 0;
    object = new watched(disconnected);
    ck_assert_int_eq(weir_qt_attach(w), 0);
    ck_assert_int_eq(weir_scope_new(w, &scope), 0);
    ck_assert_int_eq(weir_qt_scope(scope, object), 0);
    ck_assert_int_eq(connected(), 1);
    ck_assert(!weir_scope_is_cancelled(scope));
}

/* Laws. */

START_TEST(a_scope_is_cancelled_before_the_end_of_its_object_returns)
{
    ends it;
    tie();
    ck_assert_int_eq(post_into_scope(&it, 0), 0);
    ck_assert_int_eq(post_into_scope(&it, WEIR_S(3600)), 0);
    object->blockSignals(true); /* destroyed() comes all the same */
    if (_i == 0)
        delete object;
    else
        std::thread([] { delete object; }).join();
    ck_assert(weir_scope_is_cancelled(scope));
    ck_assert_int_eq(post_into_scope(&it, 0), WEIR_ECANCELLED);
    ck_assert(run_until([&] { return it.cancelled > 0; }));
    ck_assert_int_eq(weir_scope_barrier(scope, WEIR_S(30)), 0);
    ck_assert_int_eq(it.cancelled, 2);
    ck_assert_int_eq(it.ran + it.closed, 0);
    weir_scope_free(scope);
}
END_TEST

void
free_it()
{
    weir_scope_free(scope);
    ck_assert(run_until([] { return disconnected > 0; }));
}

void
cancel_then_free()
{
    weir_scope_cancel(scope);
    ck_assert(run_until([] { return disconnected > 0; }));
    weir_scope_free(scope);
}

void
close_then_free()
{
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    ck_assert_int_eq(connected(), 0);
    weir_scope_free(scope);
}

void
free_then_close()
{
    weir_scope_free(scope);
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
}

void
pass_the_barrier()
{
    ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
    ck_assert_int_eq(connected(), 0);
    weir_scope_free(scope);
}

void (*const scope_ends[])() = {free_it, cancel_then_free, close_then_free, free_then_close,
                                pass_the_barrier};
constexpr int ways = sizeof scope_ends / sizeof *scope_ends;

START_TEST(a_scope_that_ends_first_leaves_its_object_as_it_was)
{
    tie();
    scope_ends[_i]();
    ck_assert_int_eq(connected(), 0);
    ck_assert_int_eq(disconnected, 1);
    delete object;
}
END_TEST

START_TEST(an_object_may_outlive_the_weir_and_the_application)
{
    tie();
    weir_scope_free(scope);
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    weir_free(w);
    app.reset();
    ck_assert_int_eq(connected(), 0);
    delete object;
    ck_assert_int_eq(weir_new(&w, nullptr), 0); /* for the teardown */
}
END_TEST

START_TEST(an_object_may_die_between_close_and_free)
{
    tie();
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    delete object;
    weir_scope_free(scope);
}
END_TEST

START_TEST(an_object_takes_any_number_of_scopes_and_keeps_none)
{
    std::vector<struct weir_scope *> scopes(many);
    tie();
    for (struct weir_scope *&each : scopes) {
        ck_assert_int_eq(weir_scope_new(w, &each), 0);
        ck_assert_int_eq(weir_qt_scope(each, object), 0);
    }
    for (int i = 0; i < many / 2; i++)
        weir_scope_free(scopes[static_cast<std::size_t>(i)]);
    ck_assert(run_until([] { return connected() == 1 + many / 2; }));
    delete object;
    for (std::size_t i = many / 2; i < many; i++) {
        ck_assert(weir_scope_is_cancelled(scopes[i]));
        weir_scope_free(scopes[i]);
    }
    weir_scope_free(scope);
}
END_TEST

START_TEST(the_first_object_that_dies_cancels_the_scope)
{
    QObject second;
    tie();
    ck_assert_int_eq(weir_qt_scope(scope, &second), 0);
    delete object;
    ck_assert(weir_scope_is_cancelled(scope));
    weir_scope_free(scope);
    pass_often();
}
END_TEST

START_TEST(an_object_may_be_deleted_by_a_task_of_its_own_scope)
{
    tie();
    struct weir_task task = {};
    task.run = [](void *) { delete object; };
    task.scope = scope;
    ck_assert_int_eq(weir_post_task(w, &task, nullptr), 0);
    ck_assert(run_until([] { return weir_scope_is_cancelled(scope); }));
    weir_scope_free(scope);
}
END_TEST

/* The scope ends in a loop that another slot of destroyed() nests, before ours or after it. */
START_TEST(a_tie_may_end_in_a_loop_that_a_slot_nests)
{
    std::atomic<int> told{0};
    auto nest = [&] {
        ck_assert_int_eq(weir_scope_on_cancel(scope, add_one, &told), 0);
        weir_scope_free(scope);
        ck_assert(run_until([&] { return told > 0; }));
    };
    if (_i == 0) {
        object = new QObject;
        QObject::connect(object, &QObject::destroyed, nest);
        ck_assert_int_eq(weir_qt_attach(w), 0);
        ck_assert_int_eq(weir_scope_new(w, &scope), 0);
        ck_assert_int_eq(weir_qt_scope(scope, object), 0);
    } else {
        tie();
        QObject::connect(object, &QObject::destroyed, nest);
    }
    delete object;
    ck_assert_int_eq(told, 1);
}
END_TEST

/* A pump that stays in its wake for a while: the slot of the tie is being called then. */

std::atomic<int> slow, inside, left;

int
wake_slowly(void *)
{
    if (!slow)
        return 0;
    inside++;
    for (int i = 0; i < 20000; i++)
        std::this_thread::yield();
    left++;
    return 0;
}

START_TEST(a_tie_ends_when_no_thread_is_in_its_slot_any_more)
{
    std::atomic<int> told{0};
    struct weir_pump pump = {};
    pump.size = sizeof pump;
    pump.name = "slow";
    pump.wake = wake_slowly;
    slow = inside = left = 0;
    object = new QObject;
    object->moveToThread(nullptr);
    ck_assert_int_eq(weir_attach(w, &pump, nullptr), 0);
    ck_assert_int_eq(weir_scope_new(w, &scope), 0);
    ck_assert_int_eq(weir_qt_scope(scope, object), 0);
    ck_assert_int_eq(weir_scope_on_cancel(scope, add_one, &told), 0); /* after the tie */
    ck_assert_int_ge(weir_turn(w, nullptr, nullptr), 0);
    slow = 1;
    std::thread thread([] { delete object; });
    ck_assert(await([] { return inside > 0; }));
    while (told == 0)
        ck_assert_int_ge(weir_turn(w, nullptr, nullptr), 0);
    ck_assert_int_eq(left, 1);
    thread.join();
    weir_scope_free(scope);
}
END_TEST

/* It is deleted on another thread while the loop thread frees the scope, or closes and frees the weir. */
START_TEST(an_object_may_die_while_its_scope_ends)
{
    for (int round = 0; round < 500; round++) {
        ends it;
        std::atomic<bool> go{false};
        object = new QObject;
        ck_assert_int_eq(weir_qt_attach(w), 0);
        ck_assert_int_eq(weir_scope_new(w, &scope), 0);
        ck_assert_int_eq(weir_qt_scope(scope, object), 0);
        ck_assert_int_eq(post_into_scope(&it, WEIR_S(3600)), 0);
        object->moveToThread(nullptr);
        std::thread thread([&] {
            await([&] { return go.load(); });
            delete object;
        });
        go = true;
        weir_scope_free(scope);
        if (_i == 0)
            ck_assert(run_until([&] { return it.cancelled > 0; }));
        ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
        weir_free(w);
        thread.join();
        ck_assert_int_eq(it.cancelled + it.closed, 1);
        ck_assert_int_eq(weir_new(&w, nullptr), 0);
    }
}
END_TEST

/* Refusals. */

START_TEST(NULL_is_EINVAL)
{
    tie();
    ck_assert_int_eq(weir_qt_scope(nullptr, object), WEIR_EINVAL);
    ck_assert_int_eq(weir_qt_scope(scope, nullptr), WEIR_EINVAL);
    ck_assert_int_eq(connected(), 1);
    ck_assert(!weir_scope_is_cancelled(scope));
    delete object;
    weir_scope_free(scope);
}
END_TEST

START_TEST(a_scope_of_a_closed_weir_is_ECLOSED_and_nothing_is_tied)
{
    tie();
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    ck_assert_int_eq(weir_qt_scope(scope, object), WEIR_ECLOSED);
    ck_assert_int_eq(connected(), 0);
    weir_scope_free(scope);
    delete object;
}
END_TEST

/* Of the allocations that come then, which are Qt's own in its connect, Qt would leak the slot. */
START_TEST(without_memory_it_is_ENOMEM_and_nothing_is_tied)
{
    constexpr int own = 3; /* the tie, what the slot looks at, the slot */
    tie();
    for (int n = 0; n < own; n++) {
        fail_new(n);
        int answer = weir_qt_scope(scope, object);
        ck_assert(stop_failing());
        ck_assert_int_eq(answer, WEIR_ENOMEM);
        ck_assert_int_eq(connected(), 1);
    }
    delete object;
    weir_scope_free(scope);
}
END_TEST

} // namespace

void
laws_of_objects(TCase *tcase)
{
    tcase_add_loop_test(tcase, a_scope_is_cancelled_before_the_end_of_its_object_returns, 0, 2);
    tcase_add_loop_test(tcase, a_scope_that_ends_first_leaves_its_object_as_it_was, 0, ways);
    tcase_add_test(tcase, an_object_may_outlive_the_weir_and_the_application);
    tcase_add_test(tcase, an_object_may_die_between_close_and_free);
    tcase_add_test(tcase, an_object_takes_any_number_of_scopes_and_keeps_none);
    tcase_add_test(tcase, the_first_object_that_dies_cancels_the_scope);
    tcase_add_test(tcase, an_object_may_be_deleted_by_a_task_of_its_own_scope);
    tcase_add_loop_test(tcase, a_tie_may_end_in_a_loop_that_a_slot_nests, 0, 2);
    tcase_add_test(tcase, a_tie_ends_when_no_thread_is_in_its_slot_any_more);
    tcase_add_loop_test(tcase, an_object_may_die_while_its_scope_ends, 0, 2);
    tcase_add_test(tcase, NULL_is_EINVAL);
    tcase_add_test(tcase, a_scope_of_a_closed_weir_is_ECLOSED_and_nothing_is_tied);
    tcase_add_test(tcase, without_memory_it_is_ENOMEM_and_nothing_is_tied);
}
