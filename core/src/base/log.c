/* SPDX-License-Identifier: MIT */
/* The one log function of this copy of the library; by default a line on stderr. Not what is worth
 * a line. */
#include "base/log.h"
#include "base/thread.h"

#include <stdarg.h>
#include <stdio.h>

enum {
    LINE_SIZE = 512
};

static void
log_to_stderr(void *self, enum weir_log_level level, const char *line)
{
    (void)self;
    fprintf(stderr, "weir: %s%s\n", level == WEIR_LOG_WARNING ? "warning: " : "", line);
}

/* Guarded by `lock`, which is never held while a log function runs. */
static struct {
    weir_log_fn *log;
    void *self;
} sink = {log_to_stderr, NULL};

static struct mutex lock = MUTEX_INITIALIZER;

void
weir_log_to(weir_log_fn *log, void *self)
{
    mutex_lock(&lock);
    sink.log = log ? log : log_to_stderr;
    sink.self = log ? self : NULL;
    mutex_unlock(&lock);
}

void
log_line(enum weir_log_level level, const char *format, ...)
{
    char line[LINE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);

    mutex_lock(&lock);
    weir_log_fn *log = sink.log;
    void *self = sink.self;
    mutex_unlock(&lock);
    log(self, level, line);
}

void
log_fork_child(void)
{
    mutex_init(&lock);
}
