/* SPDX-License-Identifier: MIT */
/* The silent host, the clock, the log that is kept. Not the laws. */
#include "fixture.h"

#include "base/system.h"

#include <stdio.h>
#include <string.h>

struct weir *w;
struct silent_host silent_host;

static _Atomic(int64_t) now;
static struct system_calls real;
static int lines;
static char line_kept[512];
static char text[1024];

static int64_t
read_clock(void)
{
    return atomic_load(&now);
}

void
pass(int64_t duration)
{
    atomic_fetch_add(&now, duration);
}

static int
wake(void *self)
{
    struct silent_host *host = self;
    atomic_fetch_add(&host->woken, 1);
    return atomic_load(&host->wake_fails);
}

void
attach_silent_host(void)
{
    static const struct weir_pump pump = {.size = sizeof pump, .name = "silence", .wake = wake};
    ck_assert_int_eq(weir_attach(w, &pump, &silent_host), 0);
}

static void
keep_line(void *self, enum weir_log_level level, const char *line)
{
    (void)self, (void)level;
    lines++;
    snprintf(line_kept, sizeof line_kept, "%s", line);
}

int
lines_logged(void)
{
    return lines;
}

const char *
last_line(void)
{
    return line_kept;
}

bool
print_says(const char *wanted)
{
    ck_assert_int_gt(weir_print(w, text, sizeof text), 0);
    return strstr(text, wanted) != NULL;
}

const char *
printed(void)
{
    return text;
}

void
do_nothing(void *arg)
{
    (void)arg;
}

static void
end(void)
{
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    weir_free(w);
}

void
renew(const struct weir_options *options)
{
    end();
    ck_assert_int_eq(weir_new(&w, options), 0);
}

static void
setup(void)
{
    real = weir_system;
    atomic_store(&now, WEIR_S(1000));
    weir_system.now = weir_system.now_coarse = read_clock;
    silent_host = (struct silent_host){0};
    lines = 0;
    line_kept[0] = '\0';
    weir_log_to(keep_line, NULL);
    ck_assert_int_eq(weir_new(&w, NULL), 0);
}

static void
teardown(void)
{
    end();
    weir_log_to(NULL, NULL);
    weir_system = real;
}

TCase *
seen_case(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, setup, teardown);
    suite_add_tcase(suite, tcase);
    return tcase;
}
