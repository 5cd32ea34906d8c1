/* SPDX-License-Identifier: MIT */
/* The program around the snippets of docs/long-jobs.md: what they call, a user who clicks, and the page's table, which
 * must say what is measured here. Not the snippets, nor the host (slow_host.c).
 *
 *   long_jobs PAGE */
#include "page.h"
#include "slow_host.h"

#include <pthread.h>
#include <string.h>

/* The page's hooks, each with the name of its block. */
void sleep_before_on_clicked(void), sleep_after_on_clicked(void);
void thread_before_on_clicked(void), thread_after_on_clicked(void);
void io_before_on_clicked(void), io_after_on_clicked(void);
void drain_before_on_frame(void), drain_after_on_frame(void);
void loop_before_on_clicked(void), loop_after_on_clicked(void);
void cancel_before_on_clicked(void), cancel_after_on_clicked(void);
void cancel_before_on_cancelled(void), cancel_after_on_cancelled(void);
void wait_before_on_clicked(void), wait_after_on_clicked(void);
void widget_before_on_clicked(void), widget_after_on_clicked(void);
void widget_before_on_closed(void), widget_after_on_closed(void);
void widget_after_on_opened(void);
void timers_before_on_changed(void), timers_after_on_changed(void);
void batch_after_on_clicked(void), partial_after_on_clicked(void);
void progress_after_on_clicked(void), sequence_after_on_clicked(void);
void unload_after_on_clicked(void);
int unload_after_on_loaded(void), unload_after_on_unload(void);
int import(struct weir_job *job, void *next);

typedef void hook(void);

/* What the snippets call. */

struct widget {
    char text[128];
    int shown, shown_dead, points; /* points: how many there were when it was shown last */
    int64_t shown_at;
    bool dead;
};
static struct widget widgets[2];
struct widget *status = &widgets[0], *panel = &widgets[1];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int points, points_elsewhere; /* under the lock */
static int converted;
static hook *on_third; /* the user's, when the third file is converted */

void
widget_show(struct widget *widget, const char *text)
{
    widget->shown_dead += widget->dead;
    widget->shown++;
    widget->points = points;
    widget->shown_at = weir_now();
    snprintf(widget->text, sizeof widget->text, "%s", text);
}

void
widget_free(struct widget *widget)
{
    widget->dead = true;
}

static void
count_points(int count)
{
    bool here = weir_on_loop_thread(ui);
    pthread_mutex_lock(&lock);
    points += count;
    points_elsewhere += here ? 0 : count;
    pthread_mutex_unlock(&lock);
}

void
scene_add(int point)
{
    MUST(point >= 0 && point < POINTS);
    spend(WEIR_US(50));
    count_points(1);
}

void
scene_add_many(int first, int count)
{
    MUST(first >= 0 && count > 0 && first + count <= POINTS);
    spend(WEIR_US(10) + count * WEIR_US(2));
    count_points(count);
}

void
convert(int file)
{
    MUST(file == converted && file < FILES);
    spend(WEIR_MS(3));
    if (++converted == 3 && on_third)
        on_third();
}

void
nap(int64_t ns)
{
    spend(ns);
}

char *
fetch(const char *url)
{
    char *answer = malloc(64);
    MUST(answer && strstr(url, "http") == url);
    spend(WEIR_S(2));
    strcpy(answer, "the answer");
    return answer;
}

/* The step that the page calls `as in 5`. */
int
import(struct weir_job *job, void *arg)
{
    int *next = arg;
    do
        scene_add((*next)++);
    while (*next < POINTS && weir_job_has_time(job));
    weir_job_progress(job, *next, POINTS, "importing");
    return *next < POINTS ? weir_after(job, 0) : weir_done(job, NULL);
}

/* The user. */

static void
begin(void)
{
    host_open();
    MUST(weir_workers_new(&workers, NULL) == 0);
    points = points_elsewhere = converted = 0;
    on_third = NULL;
    memset(widgets, 0, sizeof widgets);
}

static void
click(hook *on_clicked)
{
    begin();
    on_clicked();
    host_settle();
}

static char *
ms(int64_t ns)
{
    static char text[32];
    snprintf(text, sizeof text, "%.1f ms", (double)ns / 1e6);
    return text;
}

static char *
number(int value)
{
    static char text[32];
    snprintf(text, sizeof text, "%d", value);
    return text;
}

/* Each answers what its row says of it. */

static char *
sleeps(bool after)
{
    click(after ? sleep_after_on_clicked : sleep_before_on_clicked);
    MUST(status->shown == 2 && status->text[0] == 0 && status->shown_at >= WEIR_S(1002));
    return ms(host_stood_still());
}

static char *
touches(bool after)
{
    click(after ? thread_after_on_clicked : thread_before_on_clicked);
    MUST(points == POINTS);
    return number(points_elsewhere);
}

static char *
blocks(bool after)
{
    click(after ? io_after_on_clicked : io_before_on_clicked);
    MUST(strcmp(status->text, "the answer") == 0);
    return ms(host_stood_still());
}

static void
burn(void *ran)
{
    spend(WEIR_US(200));
    ++*(int *)ran;
}

static char *
drains(bool after)
{
    int ran = 0;
    begin();
    for (int i = 0; i < 1000; i++)
        MUST(weir_post(ui, burn, &ran) == 0);
    while (ran < 1000)
        host_frame(after ? drain_after_on_frame : drain_before_on_frame);
    return ms(host_stood_still());
}

static char *
loops(bool after)
{
    click(after ? loop_after_on_clicked : loop_before_on_clicked);
    MUST(points == POINTS && points_elsewhere == 0);
    return ms(host_stood_still());
}

static char *
cancels(bool after)
{
    begin();
    on_third = after ? cancel_after_on_cancelled : cancel_before_on_cancelled;
    (after ? cancel_after_on_clicked : cancel_before_on_clicked)();
    host_settle();
    MUST(strcmp(status->text, after ? "cancelled: 3 of 40" : "cancelled") == 0);
    if (after)
        cancel_after_on_cancelled(); /* a late click */
    return number(converted - 3);
}

static char *
waits(bool after)
{
    click(after ? wait_after_on_clicked : wait_before_on_clicked);
    MUST(strcmp(status->text, "imported") == 0 && status->shown == 1 && points == POINTS);
    return number(status->points);
}

static char *
outlives(bool after)
{
    begin();
    if (after)
        widget_after_on_opened();
    (after ? widget_after_on_clicked : widget_before_on_clicked)();
    host_frame(NULL);
    (after ? widget_after_on_closed : widget_before_on_closed)();
    host_settle();
    MUST(panel->dead && panel->shown == 1 && strcmp(panel->text, after ? "cancelled" : "completed") == 0);
    return number(panel->shown_dead);
}

static char *
types(bool after)
{
    begin();
    for (int i = 0; i < 200; i++) {
        (after ? timers_after_on_changed : timers_before_on_changed)();
        spend(WEIR_MS(1));
        host_frame(NULL);
    }
    host_settle();
    return number(status->shown);
}

/* The snippets that are not in the table. */

static void
batches_grow(void)
{
    click(batch_after_on_clicked);
    MUST(points == POINTS && points_elsewhere == 0);
    MUST(host_stood_still() > WEIR_US(500) && host_stood_still() < WEIR_MS(4));
    host_close();
}

static void
a_timeout_leaves_what_was_found(void)
{
    click(partial_after_on_clicked);
    int files = 0;
    MUST(sscanf(status->text, "timeout: %d of 40", &files) == 1 && files == converted);
    MUST(files >= 20 && files < FILES);
    host_close();
}

static void
progress_is_shown(void)
{
    click(progress_after_on_clicked);
    int done = 0;
    MUST(points == POINTS && status->shown > 2);
    MUST(sscanf(status->text, "importing: %d of 20000", &done) == 1 && done > 0);
    host_close();
}

static void
one_thing_comes_after_another(void)
{
    begin();
    sequence_after_on_clicked();
    while (status->shown < 2)
        host_frame(NULL);
    MUST(points == 4 * POINTS && strcmp(status->text, "settling") == 0);
    host_settle();
    MUST(status->shown == 3 && strcmp(status->text, "built") == 0);
    host_close();
}

static void
a_sequence_that_is_cancelled_takes_its_parts_along(void)
{
    begin();
    sequence_after_on_clicked();
    while (points == 0)
        host_frame(NULL);
    MUST(weir_job_cancel(ui, weir_job_next(ui, 0)) == 0);
    host_settle();
    MUST(status->shown == 1 && points < POINTS);
    host_close();
}

static void
a_plug_in_is_unloaded(void)
{
    begin();
    MUST(unload_after_on_loaded() == 0);
    unload_after_on_clicked();
    host_frame(NULL);
    MUST(points > 0);
    struct weir_job_info info;
    MUST(unload_after_on_unload() == 0);
    MUST(weir_job_get(ui, weir_job_next(ui, 0), &info, NULL, 0) == 0 && info.status == WEIR_JOB_CANCELLED);
    int before = points;
    host_settle();
    MUST(points == before && points < POINTS);
    host_close();
}

/* The table. */

/* The row of that number ends in this. */
static bool
page_says(const char *path, int row, const char *tail)
{
    char line[1024], head[8];
    bool found = false;
    FILE *page = fopen(path, "r");
    MUST(page != NULL);
    snprintf(head, sizeof head, "| [%d](", row);
    while (fgets(line, sizeof line, page))
        if (strncmp(line, head, strlen(head)) == 0 && strlen(line) > strlen(tail))
            found = strcmp(line + strlen(line) - strlen(tail), tail) == 0;
    fclose(page);
    return found;
}

int
main(int argc, char **argv)
{
    static char *(*const rows[])(bool after) = {sleeps,  touches, blocks,   drains, loops,
                                                cancels, waits,   outlives, types};
    int wrong = 0;
    MUST(argc == 2);
    for (int i = 0; i < (int)(sizeof rows / sizeof *rows); i++) {
        char tail[128] = " |";
        for (int after = 0; after < 2; after++) {
            const char *said = rows[i](after);
            snprintf(tail + strlen(tail), sizeof tail - strlen(tail), " %s |", said);
            host_close();
        }
        strcat(tail, "\n");
        if (!page_says(argv[1], i + 1, tail) && ++wrong)
            printf("the page does not say what was measured of %d:%s", i + 1, tail);
    }
    batches_grow();
    a_timeout_leaves_what_was_found();
    progress_is_shown();
    one_thing_comes_after_another();
    a_sequence_that_is_cancelled_takes_its_parts_along();
    a_plug_in_is_unloaded();
    return wrong > 0;
}
