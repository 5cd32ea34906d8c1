/* SPDX-License-Identifier: MIT */
/* Laws of jobs whose scope is tied to a QWidget that is destroyed. Not of objects in general (objects.cpp). */
#include <weir-qt.h>
#include <weir/job.h>

#include <QtCore/QElapsedTimer>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QVBoxLayout>

#include <check.h>
#include <functional>

namespace
{

constexpr int limit_ms = 30000;
constexpr int kinds = 4;

QWidget *window;
QLabel *label; /* in it; the jobs write to it */

struct weir *w;
struct weir_scope *scope;
bool gone; /* the label, from before its destruction on */
int steps, late_steps, ended, cancelled, completed, misled;
int64_t never; /* a job that nobody ends */

/* Jobs of the label's scope. */

void
write_to_label()
{
    if (gone)
        late_steps++;
    else
        label->setText(++steps % 2 ? "odd" : "even");
}

int
go_on(struct weir_job *job, void *)
{
    write_to_label();
    return weir_after(job, 0);
}

int
wait_long(struct weir_job *job, void *)
{
    write_to_label();
    return weir_after(job, WEIR_S(3600));
}

int
wait_for_frames(struct weir_job *job, void *)
{
    write_to_label();
    return weir_after_frames(job, 1000000);
}

int
wait_for_another(struct weir_job *job, void *)
{
    write_to_label();
    return weir_await(job, never);
}

int
wait_for_ever(struct weir_job *job, void *)
{
    return weir_after(job, WEIR_FOREVER);
}

void
destroy_label()
{
    gone = true;
    delete label;
}

void
destroy_window()
{
    gone = true;
    delete window;
    window = nullptr;
}

void (*const destroys[])() = {destroy_label, destroy_window};

int
destroy_it_and_end(struct weir_job *job, void *destroy)
{
    write_to_label();
    (*static_cast<void (*const *)()>(destroy))();
    return weir_done(job, nullptr);
}

void
note_end(void *, const struct weir_job_info *info)
{
    ended++;
    cancelled += info->status == WEIR_JOB_CANCELLED;
    completed += info->status == WEIR_JOB_COMPLETED;
    misled += gone && !weir_scope_is_cancelled(scope); /* asked, it must say that the label may be gone */
}

int64_t
start_job(weir_step_fn *step, struct weir_scope *in, void *arg = nullptr)
{
    struct weir_job_spec spec = {};
    spec.step = step;
    spec.arg = arg;
    spec.on_done = in ? note_end : nullptr;
    spec.scope = in;
    int64_t id = weir_job_start(w, &spec);
    ck_assert_int_gt(id, 0);
    return id;
}

void
run_until(const std::function<bool()> &until)
{
    QElapsedTimer passed;
    passed.start();
    while (!until() && passed.elapsed() < limit_ms)
        QCoreApplication::processEvents();
    ck_assert(until());
}

void
setup()
{
    window = new QWidget;
    label = new QLabel("0");
    (new QVBoxLayout(window))->addWidget(label);
    window->show();
    gone = false;
    steps = late_steps = ended = cancelled = completed = misled = 0;
    ck_assert_int_eq(weir_new(&w, nullptr), 0);
    ck_assert_int_eq(weir_qt_attach(w), 0);
    ck_assert_int_eq(weir_scope_new(w, &scope), 0);
    ck_assert_int_eq(weir_qt_scope(scope, label), 0);
    never = start_job(wait_for_ever, nullptr);
    start_job(wait_for_another, scope);
    start_job(go_on, scope);
    start_job(wait_long, scope);
    start_job(wait_for_frames, scope);
    run_until([] { return steps >= 100; });
}

void
teardown()
{
    weir_scope_free(scope);
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    weir_free(w);
    delete window;
}

/* Laws. */

START_TEST(when_a_widget_is_destroyed_its_jobs_end_as_cancelled_and_none_touches_it)
{
    destroys[_i]();
    ck_assert(weir_scope_is_cancelled(scope));
    ck_assert_int_eq(ended, 0); /* told by the loop, not inside the destruction */
    run_until([] { return ended >= kinds; });
    ck_assert_int_eq(cancelled, kinds);
    ck_assert_int_eq(late_steps + misled, 0);
}
END_TEST

START_TEST(a_step_may_destroy_the_widget_of_its_own_scope)
{
    void (*destroy)() = destroys[_i];
    start_job(destroy_it_and_end, scope, &destroy);
    run_until([] { return ended >= kinds + 1; });
    ck_assert(weir_scope_is_cancelled(scope));
    ck_assert_int_eq(completed, 1);
    ck_assert_int_eq(cancelled, kinds);
    ck_assert_int_eq(late_steps + misled, 0);
}
END_TEST

} // namespace

int
main(int count, char **arguments)
{
    QApplication application(count, arguments);
    Suite *suite = suite_create("widgets");
    TCase *tcase = tcase_create("jobs");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, when_a_widget_is_destroyed_its_jobs_end_as_cancelled_and_none_touches_it, 0,
                        2);
    tcase_add_loop_test(tcase, a_step_may_destroy_the_widget_of_its_own_scope, 0, 2);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK); /* an application does not live on in a child */
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
