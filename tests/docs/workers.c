/* SPDX-License-Identifier: MIT */
/* The program around the snippets of docs/workers.md: what they call, a user who clicks, and what must have come of it. Not
 * the snippets, nor the host (slow_host.c). */
#include "page.h"
#include "slow_host.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

/* The page's hooks, each with the name of its block. */
struct merge {
    int stands_at;
    int64_t part;
};
int begin_on_started(void), end_on_ended(void);
int64_t load_on_opened(char *path);
void copy_on_copy(void), copy_on_cancelled(void);
void find_on_find(char *what), find_on_panel_closed(void);
int64_t export_on_export(void), await_on_merge(struct merge *merge), parts_on_copy_in_parts(void);
int64_t watch_on_watch(char *path);
int database_on_connect(void), database_on_insert(char *row), database_on_disconnect(void);
int64_t dispatch_on_request(const char *number, enum weir_affinity affinity, const char *name, weir_fn *run,
                            void *arg);
int dispatch_on_asked(enum weir_affinity affinity, const char *name, char *text, size_t size);
int unload_on_loaded(void), unload_on_unload(void);
int64_t unload_on_plugin_work(struct weir_work *work);
void guard_on_set_title(const char *title);

/* What the snippets call. */

struct widget {
    char text[64];
    int shown, rows, texts;
};
static struct widget widgets[2];
struct widget *status = &widgets[0], *list = &widgets[1];
struct weir_scope *panel;
struct weir *headless, *db;

enum {
    POINTS = 250
};
static atomic_int copied, searched, written;
static atomic_int copy_until;    /* copy_file waits at this one; FILES: at none */
static atomic_bool reader_waits; /* read_text waits until it is false */
static atomic_bool changed;

/* For others, on this thread. */
static void
wait_while(atomic_bool *condition)
{
    const struct timespec nap = {.tv_nsec = 1000000};
    while (atomic_load(condition))
        nanosleep(&nap, NULL);
}

void
widget_show(struct widget *widget, const char *text)
{
    MUST(weir_on_loop_thread(ui));
    widget->shown++;
    widget->texts += strstr(text, "the text of") != NULL;
    snprintf(widget->text, sizeof widget->text, "%s", text);
}

void
widget_add(struct widget *widget, const char *row)
{
    widget_show(widget, row);
    widget->rows++;
}

int
scene_points(int first, float *points, int room)
{
    int count = POINTS - first < room ? POINTS - first : room;
    MUST(weir_on_loop_thread(ui));
    memset(points, 0, 3 * sizeof *points * (size_t)count);
    return count;
}

char *
read_text(const char *path)
{
    char *text = malloc(64);
    MUST(text && !weir_on_loop_thread(ui));
    wait_while(&reader_waits);
    snprintf(text, 64, "the text of %s", path);
    if (strcmp(path, "missing.txt") != 0)
        return text;
    free(text);
    return NULL;
}

void
copy_file(int file)
{
    const struct timespec nap = {.tv_nsec = 1000000};
    MUST(!weir_on_loop_thread(ui) && file >= 0 && file < FILES);
    while (atomic_load(&copy_until) == file)
        nanosleep(&nap, NULL);
    atomic_fetch_add(&copied, 1);
}

char *
search_file(int file, const char *what)
{
    char *row = malloc(64);
    MUST(row && !weir_on_loop_thread(ui));
    snprintf(row, 64, "%s in %d", what, file);
    atomic_fetch_add(&searched, 1);
    if (file % 2 == 0)
        return row;
    free(row);
    return NULL;
}

void
write_points(const float *points, int count)
{
    MUST(!weir_on_loop_thread(ui) && points[0] == 0);
    atomic_fetch_add(&written, count);
}

bool
has_changed(const char *path)
{
    return atomic_exchange(&changed, false) && path;
}

void
db_insert(const char *row)
{
    static pthread_t always;
    MUST(!weir_on_loop_thread(ui) && row);
    if (atomic_fetch_add(&written, 1) == 0)
        always = pthread_self();
    MUST(pthread_equal(always, pthread_self()));
}

/* The host. */

static void
begin(void)
{
    memset(widgets, 0, sizeof widgets);
    copied = searched = written = 0;
    copy_until = FILES;
    reader_waits = changed = false;
    host_open();
    MUST(begin_on_started() == 0);
    MUST(weir_scope_new_in(ui, NULL, "panel", &panel) == 0);
}

static void
end(void)
{
    MUST(end_on_ended() == 0);
    workers = NULL;
}

/* Frames until that widget says so. */
static void
wait_for(const struct widget *widget, const char *text)
{
    while (strcmp(widget->text, text) != 0)
        host_wait();
}

static enum weir_job_status
status_of(int64_t id)
{
    struct weir_job_info info;
    MUST(weir_job_get(ui, id, &info, NULL, 0) == 0);
    return info.status;
}

/* The sections of the page. */

static void
what_is_loaded_is_shown(void)
{
    begin();
    MUST(load_on_opened("a.txt") > 0);
    host_settle();
    MUST(strcmp(status->text, "the text of a.txt") == 0);
    MUST(load_on_opened("missing.txt") > 0);
    host_settle();
    MUST(strcmp(status->text, "cannot read missing.txt") == 0 && status->shown == 2);
    end();
}

static void
a_copy_is_cancelled(void)
{
    begin();
    copy_until = 3;
    copy_on_copy();
    wait_for(status, "running: 3 of 40"); /* a refresh */
    copy_on_cancelled();
    copy_until = FILES;
    host_settle();
    MUST(strcmp(status->text, "cancelled: 4 of 40") == 0 && copied == 4);
    end();
}

static void
a_copy_is_done(void)
{
    begin();
    copy_on_copy();
    host_settle();
    MUST(strcmp(status->text, "completed: 40 of 40") == 0 && copied == FILES);
    end();
}

/* The rows of the table that the others do not show. */
static void
what_does_not_look_has_completed_and_what_waits_never_starts(void)
{
    struct weir_job_info info;
    int64_t id = 0;
    begin();
    reader_waits = true;
    for (int i = 0; i < 5; i++) /* more than the threads */
        MUST((id = load_on_opened("a.txt")) > 0);
    int64_t first = weir_job_next(ui, 0);
    while (status_of(first) != WEIR_JOB_RUNNING)
        host_wait();
    MUST(weir_job_cancel(ui, id) == 0 && weir_job_cancel(ui, first) == 0);
    while (status_of(id) != WEIR_JOB_CANCELLED)
        host_wait();
    MUST(weir_job_get(ui, id, &info, NULL, 0) == 0 && info.when == WEIR_JOB_BEFORE_START);
    MUST(weir_job_get(ui, first, &info, NULL, 0) == 0);
    MUST(info.status == WEIR_JOB_RUNNING && info.cancel_requested);
    reader_waits = false;
    host_settle();
    MUST(status_of(first) == WEIR_JOB_COMPLETED);
    end();
}

static void
what_is_found_is_listed(void)
{
    begin();
    find_on_find("weir");
    host_settle();
    MUST(list->rows == FILES / 2 && strcmp(list->text, "weir in 38") == 0);
    end();
}

static void
a_panel_is_closed_in_the_middle(void)
{
    begin();
    find_on_find("weir");
    while (searched == 0)
        host_wait();
    find_on_panel_closed();
    int rows = list->rows;
    host_settle();
    MUST(list->rows == rows && status_of(weir_job_next(ui, 0)) >= WEIR_JOB_COMPLETED);
    end();
}

static void
points_are_exported(void)
{
    begin();
    int64_t id = export_on_export();
    host_settle();
    MUST(status_of(id) == WEIR_JOB_COMPLETED && written == POINTS);
    end();
}

static void
parts_are_awaited(void)
{
    struct merge merge = {0};
    begin();
    int64_t merged = await_on_merge(&merge), all = parts_on_copy_in_parts();
    host_settle();
    MUST(status_of(merged) == WEIR_JOB_COMPLETED && strcmp(status->text, "the text of a.txt") == 0);
    MUST(status_of(all) == WEIR_JOB_COMPLETED && copied == 8);
    end();
}

static void
a_watch_lives_until_it_is_asked(void)
{
    begin();
    int64_t id = watch_on_watch("a.txt");
    changed = true;
    wait_for(list, "a.txt");
    find_on_panel_closed();
    MUST(status_of(id) == WEIR_JOB_CANCELLED);
    end();
}

static void
a_database_has_its_thread(void)
{
    begin();
    MUST(database_on_connect() == 0);
    for (int i = 0; i < 100; i++)
        MUST(database_on_insert("row") == 0);
    MUST(database_on_disconnect() == 0 && written == 100);
    end();
}

/* Requests. */

static atomic_int answers;
static pthread_t ran_on;

static void
note_thread(void *unused)
{
    (void)unused;
    ran_on = pthread_self();
}

void
answer(void *unused, const struct weir_job_info *info)
{
    (void)unused;
    MUST(info->status == WEIR_JOB_COMPLETED && strstr(info->info, "\"12\""));
    atomic_fetch_add(&answers, 1);
}

static void
note_own(void *thread)
{
    *(pthread_t *)thread = pthread_self();
}

/* Where it is run. */
static pthread_t
request(enum weir_affinity affinity, const char *name)
{
    int before = answers;
    MUST(dispatch_on_request("12", affinity, name, note_thread, NULL) > 0);
    while (answers == before)
        host_wait();
    return ran_on;
}

static void
requests_run_where_they_must(void)
{
    struct weir_thread *threads[2];
    pthread_t of_db, of_headless, here = pthread_self();
    char text[128];
    begin();
    struct weir *attached = ui;
    MUST(weir_new(&db, &(struct weir_options){.name = "db"}) == 0 && weir_thread_start(&threads[0], db) == 0);
    MUST(weir_new(&headless, NULL) == 0 && weir_thread_start(&threads[1], headless) == 0);
    MUST(weir_call(db, note_own, &of_db, WEIR_FOREVER) == 0);
    MUST(weir_call(headless, note_own, &of_headless, WEIR_FOREVER) == 0);
    MUST(pthread_equal(request(WEIR_MAIN, NULL), here));
    MUST(pthread_equal(request(WEIR_NAMED, "db"), of_db));
    pthread_t worker = request(WEIR_ANY, NULL);
    MUST(!pthread_equal(worker, here) && !pthread_equal(worker, of_db) &&
         !pthread_equal(worker, of_headless));
    MUST(dispatch_on_request("12", WEIR_NAMED, "unknown", note_thread, NULL) == WEIR_EUNSUPPORTED);
    MUST(dispatch_on_asked(WEIR_MAIN, NULL, text, sizeof text) == 0 && !strstr(text, "headless"));
    MUST(dispatch_on_asked(WEIR_NAMED, "unknown", text, sizeof text) == WEIR_EUNSUPPORTED);
    ui = NULL; /* a batch mode */
    int before = answers;
    MUST(dispatch_on_request("12", WEIR_MAIN, NULL, note_thread, NULL) > 0);
    MUST(dispatch_on_asked(WEIR_MAIN, NULL, text, sizeof text) == 0 && strstr(text, "headless"));
    ui = attached;
    while (answers == before)
        host_wait();
    MUST(pthread_equal(ran_on, of_headless));
    for (int i = 0; i < 2; i++)
        MUST(weir_thread_stop(threads[i], WEIR_DROP, WEIR_FOREVER) == 0);
    weir_free(db);
    weir_free(headless);
    end();
}

/* Endings. */

static void *
let_read_once_it_closes(void *unused)
{
    const struct timespec nap = {.tv_nsec = 1000000};
    while (weir_post(ui, note_thread, NULL) != WEIR_ECLOSED)
        nanosleep(&nap, NULL);
    atomic_store(&reader_waits, false);
    return unused;
}

static void
a_drain_lets_works_finish(void)
{
    pthread_t elsewhere;
    begin();
    reader_waits = true;
    for (int i = 0; i < 5; i++) /* more than the threads */
        MUST(load_on_opened("a.txt") > 0);
    MUST(pthread_create(&elsewhere, NULL, let_read_once_it_closes, NULL) == 0);
    end(); /* which waits for the readers, and they for that thread */
    MUST(pthread_join(elsewhere, NULL) == 0 && status->texts == 5);
}

static int
sleep_long(struct weir_job *job, void *sleeps)
{
    atomic_store((atomic_bool *)sleeps, true);
    int asked = weir_work_sleep(job, WEIR_FOREVER);
    atomic_store((atomic_bool *)sleeps, false);
    return asked;
}

static void
a_plug_in_is_unloaded(void)
{
    static atomic_bool sleeps;
    struct weir_work work = {.job = {.step = sleep_long, .arg = &sleeps}};
    host_open();
    MUST(unload_on_loaded() == 0);
    int64_t id = unload_on_plugin_work(&work);
    while (!sleeps)
        host_wait();
    MUST(unload_on_unload() == 0 && !sleeps && status_of(id) == WEIR_JOB_CANCELLED);
    workers = NULL;
    host_close();
}

static void *
set_title(void *unused)
{
    guard_on_set_title("from elsewhere");
    return unused;
}

static void
keep_line(void *line, enum weir_log_level level, const char *text)
{
    snprintf(line, 256, "%s", text);
    MUST(level == WEIR_LOG_WARNING);
}

static void
a_title_is_set_on_the_loop_thread_only(void)
{
    char line[256] = "";
    pthread_t elsewhere;
    begin();
    weir_log_to(keep_line, line);
    MUST(pthread_create(&elsewhere, NULL, set_title, NULL) == 0 && pthread_join(elsewhere, NULL) == 0);
    weir_log_to(NULL, NULL);
    MUST(status->shown == 0 && strstr(line, "on_set_title"));
    guard_on_set_title("from here");
    MUST(strcmp(status->text, "from here") == 0);
    end();
}

int
main(void)
{
    what_is_loaded_is_shown();
    a_copy_is_cancelled();
    a_copy_is_done();
    what_does_not_look_has_completed_and_what_waits_never_starts();
    what_is_found_is_listed();
    a_panel_is_closed_in_the_middle();
    points_are_exported();
    parts_are_awaited();
    a_watch_lives_until_it_is_asked();
    a_database_has_its_thread();
    requests_run_where_they_must();
    a_drain_lets_works_finish();
    a_plug_in_is_unloaded();
    a_title_is_set_on_the_loop_thread_only();
    return 0;
}
