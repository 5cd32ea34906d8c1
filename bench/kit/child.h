/* SPDX-License-Identifier: MIT */
/* A program started by this one without a stdin, its stdout read line by line with a limit. Does not know what the
 * lines mean. */
#ifndef KIT_CHILD_H
#define KIT_CHILD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct child {
    pid_t pid;
    int out; /* its stdout */
    size_t held;
    char line[1024]; /* read, but no whole line yet */
};

enum child_line {
    CHILD_LINE,
    CHILD_ENDED, /* it has closed its stdout */
    CHILD_LATE   /* no line by the deadline */
};

/* 0, or -1 after saying on stderr what went wrong. argv ends with NULL; its first is looked for as a shell would. */
int child_start(struct child *child, char *const argv[]);

/* The next line, without its end, cut to size. Waits for it until `deadline` (kit_now). */
enum child_line child_read(struct child *child, char *line, size_t size, int64_t deadline);

/* After CHILD_ENDED, or to be rid of it: kills it if it is still there at `deadline`. Answers its
 * exit status, or -1 if it was a signal that ended it. */
int child_wait(struct child *child, int64_t deadline);

#endif
