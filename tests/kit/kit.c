/* SPDX-License-Identifier: MIT */
/* The fixture of the laws: opens and closes host and weir, runs the one until the other is where a law wants it, keeps
 * threads and log lines. Not which laws run, nor the count of them (main.c). */
#include "kit.h"

#include "executor/executor.h"

#include <string.h>

static atomic_bool over;

struct kit kit;

/* Threads of the law that runs; the list is of the loop thread. */
enum {
    MOST_THREADS = 64
};

struct helper {
    void *(*body)(void *);
    void *arg;
    pthread_t thread;
    bool joined;
};

static struct helper helpers[MOST_THREADS];
static int helpers_made;

static void
others_at_work(int change)
{
    if (host->others)
        host->others(kit.loop, change);
}

static void *
helper_main(void *arg)
{
    struct helper *helper = arg;
    void *result = helper->body(helper->arg);
    others_at_work(-1);
    return result;
}

pthread_t
kit_thread(void *(*body)(void *), void *arg)
{
    ck_assert_int_lt(helpers_made, MOST_THREADS);
    struct helper *helper = &helpers[helpers_made++];
    *helper = (struct helper){.body = body, .arg = arg};
    others_at_work(+1);
    ck_assert_int_eq(pthread_create(&helper->thread, NULL, helper_main, helper), 0);
    return helper->thread;
}

static void *
join_helper(struct helper *helper)
{
    void *result = NULL;
    helper->joined = true;
    ck_assert_int_eq(pthread_join(helper->thread, &result), 0);
    return result;
}

void *
kit_join(pthread_t thread)
{
    for (int i = 0; i < helpers_made; i++)
        if (!helpers[i].joined && pthread_equal(helpers[i].thread, thread))
            return join_helper(&helpers[i]);
    ck_abort_msg("not a thread of this law, or joined before");
    return NULL;
}

void
kit_join_all(void)
{
    for (int i = 0; i < helpers_made; i++)
        if (!helpers[i].joined)
            join_helper(&helpers[i]);
    helpers_made = 0;
}

/* The log of the law that runs: its lines one after the other. */
static struct {
    pthread_mutex_t lock;
    int lines;
    size_t length;
    char text[16384];
} logged = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void
keep_line(void *self, enum weir_log_level level, const char *line)
{
    (void)self, (void)level;
    pthread_mutex_lock(&logged.lock);
    size_t room = sizeof logged.text - logged.length - 1;
    size_t length = strlen(line) < room ? strlen(line) : room;
    memcpy(logged.text + logged.length, line, length);
    logged.length += length;
    if (logged.length < sizeof logged.text - 1)
        logged.text[logged.length++] = '\n';
    logged.text[logged.length] = '\0';
    logged.lines++;
    pthread_mutex_unlock(&logged.lock);
}

static void
forget_log(void)
{
    pthread_mutex_lock(&logged.lock);
    logged.lines = 0;
    logged.length = 0;
    logged.text[0] = '\0';
    pthread_mutex_unlock(&logged.lock);
}

int
log_count(void)
{
    pthread_mutex_lock(&logged.lock);
    int lines = logged.lines;
    pthread_mutex_unlock(&logged.lock);
    return lines;
}

bool
log_contains(const char *text)
{
    pthread_mutex_lock(&logged.lock);
    bool found = strstr(logged.text, text) != NULL;
    pthread_mutex_unlock(&logged.lock);
    return found;
}

/* Open and close. */

void
kit_open(const struct weir_options *options)
{
    atomic_store(&over, false);
    ck_assert_ptr_null(kit.w);
    forget_log();
    weir_log_to(keep_line, NULL);
    kit.loop = host->open();
    ck_assert_ptr_nonnull(kit.loop);
    ck_assert_int_eq(weir_new(&kit.w, options), 0);
    ck_assert_int_eq(host->attach(kit.loop, kit.w), 0);
}

bool
kit_is_over(void)
{
    return atomic_load(&over);
}

/* Closing ends what a thread of the law may still be waiting for, so it comes before the threads are joined. */
void
kit_close(void)
{
    atomic_store(&over, true);
    if (kit.w)
        ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    kit_join_all();
    weir_free(kit.w);
    host->close(kit.loop);
    weir_log_to(NULL, NULL);
    kit = (struct kit){NULL, NULL};
}

static void
open_plain(void)
{
    kit = (struct kit){NULL, NULL}; /* a law that failed in this process may have left its own */
    helpers_made = 0;
    kit_open(NULL);
}

TCase *
kit_case(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, open_plain, kit_close);
    suite_add_tcase(suite, tcase);
    return tcase;
}

/* Run the host. */

void
run_until(host_until *until, void *arg)
{
    if (host->run(kit.loop, until, arg, LIMIT))
        return;
    char text[512] = "no weir";
    if (kit.w)
        weir_print(kit.w, text, sizeof text);
    ck_abort_msg("what the law waits for did not come: %s", text);
}

struct reach {
    atomic_int *counter;
    int value;
};

static bool
has_reached(void *arg)
{
    const struct reach *reach = arg;
    return atomic_load(reach->counter) >= reach->value;
}

void
run_until_reaches(atomic_int *counter, int value)
{
    run_until(has_reached, &(struct reach){counter, value});
}

static bool
is_idle(void *arg)
{
    struct weir *w = arg;
    struct weir_load load;
    weir_load(w, &load);
    return (atom_load(&w->gate.word, acquire) & GATE_PHASE) == GATE_IDLE && load.timers == 0 &&
           load.depth[0] + load.depth[1] + load.depth[2] == 0;
}

void
run_until_idle(void)
{
    run_until(is_idle, kit.w);
}

static bool
never(void *arg)
{
    (void)arg;
    return false;
}

void
run_for(int64_t duration)
{
    host->run(kit.loop, never, NULL, duration);
}

void
burn(int64_t duration)
{
    int64_t until = weir_now() + duration;
    if (host->pass)
        host->pass(kit.loop, duration);
    while (weir_now() < until)
        continue;
}

struct weir_stats
stats_now(void)
{
    struct weir_stats stats;
    ck_assert_int_eq(weir_stats(kit.w, &stats), 0);
    return stats;
}

void
add_one(void *counter)
{
    atomic_fetch_add((atomic_int *)counter, 1);
}
