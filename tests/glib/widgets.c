/* SPDX-License-Identifier: MIT */
/* Laws of jobs whose scope is tied to a widget of GTK 3 or GTK 4 that is destroyed. Not of objects in general
 * (objects.c). */
#include <weir-glib.h>
#include <weir/job.h>

#include <check.h>
#include <gtk/gtk.h>

enum {
    LIMIT_S = 30,
    KINDS = 4
};

/* The window, and a label in it, which the jobs write to. */

static GtkWidget *window, *label;

#if GTK_MAJOR_VERSION == 3

static void
open_window(void)
{
    gtk_init(NULL, NULL);
    window = gtk_window_new(GTK_WINDOW_TOPLEVEL);
    label = gtk_label_new("0");
    gtk_container_add(GTK_CONTAINER(window), label);
    gtk_widget_show_all(window);
}

static void
destroy_label(void)
{
    gtk_widget_destroy(label);
}

static void
destroy_window(void)
{
    gtk_widget_destroy(window);
    window = NULL;
}

#else

static void
open_window(void)
{
    gtk_init();
    window = gtk_window_new();
    label = gtk_label_new("0");
    gtk_window_set_child(GTK_WINDOW(window), label);
    gtk_widget_set_visible(window, TRUE);
}

static void
destroy_label(void)
{
    gtk_window_set_child(GTK_WINDOW(window), NULL);
}

static void
destroy_window(void)
{
    gtk_window_destroy(GTK_WINDOW(window));
    window = NULL;
}

#endif

/* Jobs of the label's scope. */

static struct weir *w;
static struct weir_scope *scope;
static gboolean gone; /* the label, from before its destruction on */
static int steps, late_steps, ended, cancelled, completed, misled;
static int64_t never; /* a job that nobody ends */

static void
write_to_label(void)
{
    if (gone)
        late_steps++;
    else
        gtk_label_set_text(GTK_LABEL(label), ++steps % 2 ? "odd" : "even");
}

static int
go_on(struct weir_job *job, void *unused)
{
    (void)unused;
    write_to_label();
    return weir_after(job, 0);
}

static int
wait_long(struct weir_job *job, void *unused)
{
    (void)unused;
    write_to_label();
    return weir_after(job, WEIR_S(3600));
}

static int
wait_for_frames(struct weir_job *job, void *unused)
{
    (void)unused;
    write_to_label();
    return weir_after_frames(job, 1000000);
}

static int
wait_for_another(struct weir_job *job, void *unused)
{
    (void)unused;
    write_to_label();
    return weir_await(job, never);
}

static int
wait_for_ever(struct weir_job *job, void *unused)
{
    (void)unused;
    return weir_after(job, WEIR_FOREVER);
}

static int
destroy_it_and_end(struct weir_job *job, void *destroy)
{
    write_to_label();
    gone = TRUE;
    (*(void (*const *)(void))destroy)();
    return weir_done(job, NULL);
}

static void
note_end(void *unused, const struct weir_job_info *info)
{
    (void)unused;
    ended++;
    cancelled += info->status == WEIR_JOB_CANCELLED;
    completed += info->status == WEIR_JOB_COMPLETED;
    misled += gone && !weir_scope_is_cancelled(scope); /* asked, it must say that the label may be gone */
}

static void
start_job(weir_step_fn *step, void *arg, struct weir_scope *in)
{
    struct weir_job_spec spec = {.step = step, .arg = arg, .on_done = in ? note_end : NULL, .scope = in};
    never = weir_job_start(w, &spec);
    ck_assert_int_gt(never, 0);
}

/* Running. */

static void
run_until(gboolean (*until)(void))
{
    gint64 limit = g_get_monotonic_time() + LIMIT_S * G_USEC_PER_SEC;
    while (!until() && g_get_monotonic_time() < limit)
        g_main_context_iteration(NULL, FALSE);
    ck_assert(until());
}

static gboolean
all_wait(void)
{
    return steps >= 100;
}

static gboolean
all_ended(void)
{
    return ended >= KINDS;
}

static gboolean
one_more_ended(void)
{
    return ended >= KINDS + 1;
}

/* Laws. */

static void
setup(void)
{
    open_window();
    gone = FALSE;
    steps = late_steps = ended = cancelled = completed = misled = 0;
    ck_assert_int_eq(weir_new(&w, NULL), 0);
    ck_assert_int_eq(weir_glib_attach(w, g_main_context_default()), 0);
    ck_assert_int_eq(weir_scope_new(w, &scope), 0);
    ck_assert_int_eq(weir_glib_scope(scope, G_OBJECT(label)), 0);
    start_job(wait_for_ever, NULL, NULL);
    start_job(wait_for_another, NULL, scope);
    start_job(go_on, NULL, scope);
    start_job(wait_long, NULL, scope);
    start_job(wait_for_frames, NULL, scope);
    run_until(all_wait);
}

static void
teardown(void)
{
    weir_scope_free(scope);
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    weir_free(w);
    if (window)
        destroy_window();
    while (g_main_context_iteration(NULL, FALSE))
        continue;
}

static void (*const destroys[])(void) = {destroy_label, destroy_window};

START_TEST(when_a_widget_is_destroyed_its_jobs_end_as_cancelled_and_none_touches_it)
{
    gone = TRUE;
    destroys[_i]();
    ck_assert(weir_scope_is_cancelled(scope));
    ck_assert_int_eq(ended, 0); /* told by the loop, not inside the destruction */
    run_until(all_ended);
    ck_assert_int_eq(cancelled, KINDS);
    ck_assert_int_eq(late_steps + misled, 0);
}
END_TEST

START_TEST(a_step_may_destroy_the_widget_of_its_own_scope)
{
    start_job(destroy_it_and_end, (void *)&destroys[_i], scope);
    run_until(one_more_ended);
    ck_assert(weir_scope_is_cancelled(scope));
    ck_assert_int_eq(completed, 1);
    ck_assert_int_eq(cancelled, KINDS);
    ck_assert_int_eq(late_steps + misled, 0);
}
END_TEST

#if GTK_MAJOR_VERSION == 3
/* It is destroyed, though who holds a reference keeps its memory. */
START_TEST(a_reference_that_somebody_holds_keeps_no_job_going)
{
    g_object_ref(label);
    gone = TRUE;
    gtk_widget_destroy(label);
    run_until(all_ended);
    ck_assert_int_eq(cancelled, KINDS);
    ck_assert_int_eq(late_steps + misled, 0);
    g_object_unref(label);
}
END_TEST
#endif

int
main(void)
{
    Suite *suite = suite_create("widgets");
    TCase *tcase = tcase_create("jobs");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, when_a_widget_is_destroyed_its_jobs_end_as_cancelled_and_none_touches_it, 0,
                        2);
    tcase_add_loop_test(tcase, a_step_may_destroy_the_widget_of_its_own_scope, 0, 2);
#if GTK_MAJOR_VERSION == 3
    tcase_add_test(tcase, a_reference_that_somebody_holds_keeps_no_job_going);
#endif
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
