/* SPDX-License-Identifier: MIT */
/* Starts a program, reads its lines, waits for its end. Does not interpret them. */
#include "kit/child.h"

#include "kit/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int
child_start(struct child *child, char *const argv[])
{
    posix_spawn_file_actions_t actions;
    int ends[2];

    *child = (struct child){0};
    if (pipe(ends)) {
        perror("pipe");
        return -1;
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    int error = posix_spawnp(&child->pid, argv[0], &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    child->out = ends[0];
    if (error) {
        close(child->out);
        fprintf(stderr, "%s: %s\n", argv[0], strerror(error));
        return -1;
    }
    return 0;
}

/* Moves the first whole line out of what is held. */
static int
cut_line(struct child *child, char *line, size_t size)
{
    char *end = memchr(child->line, '\n', child->held);
    if (!end)
        return 0;
    size_t length = (size_t)(end - child->line);
    snprintf(line, size, "%.*s", (int)length, child->line);
    child->held -= length + 1;
    memmove(child->line, end + 1, child->held);
    return 1;
}

static int
wait_readable(int fd, int64_t deadline)
{
    struct pollfd poller = {.fd = fd, .events = POLLIN};
    int ready;

    do {
        int64_t left = deadline - kit_now();
        ready = poll(&poller, 1, left > 0 ? (int)(left / KIT_MS(1)) + 1 : 0);
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
}

enum child_line
child_read(struct child *child, char *line, size_t size, int64_t deadline)
{
    while (!cut_line(child, line, size)) {
        if (child->held == sizeof child->line)
            child->held = 0; /* a line longer than any that is looked for */
        if (!wait_readable(child->out, deadline))
            return CHILD_LATE;
        ssize_t got = read(child->out, child->line + child->held, sizeof child->line - child->held);
        if (got <= 0)
            return CHILD_ENDED;
        child->held += (size_t)got;
    }
    return CHILD_LINE;
}

int
child_wait(struct child *child, int64_t deadline)
{
    int status = 0;

    close(child->out);
    while (waitpid(child->pid, &status, WNOHANG) == 0) {
        if (kit_now() > deadline)
            kill(child->pid, SIGKILL);
        kit_sleep(KIT_MS(5));
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
