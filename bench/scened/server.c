/* SPDX-License-Identifier: MIT */
/* Starts weir-scened and stops it. */
#include "scened/server.h"

#include "kit/clock.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int64_t START_LIMIT = KIT_S(30);
static const int64_t STOP_LIMIT = KIT_S(30);

int
server_start(struct server *server, const char *program, const char *host)
{
    char choice[64];
    char line[1024];

    strcpy(server->files, "/tmp/weir-scened-XXXXXX");
    if (!mkdtemp(server->files)) {
        perror("mkdtemp");
        return -1;
    }
    snprintf(choice, sizeof choice, "--host=%s", host);
    char *const argv[] = {(char *)program, choice, "--listen", "127.0.0.1:0", "--files", server->files, NULL};
    if (child_start(&server->child, argv) == 0) {
        int64_t deadline = kit_now() + START_LIMIT;
        while (child_read(&server->child, line, sizeof line, deadline) == CHILD_LINE)
            if (sscanf(line, "listening on http://127.0.0.1:%d", &server->port) == 1)
                return 0;
        child_wait(&server->child, 0);
    }
    rmdir(server->files);
    return -1;
}

int
server_stop(struct server *server)
{
    kill(server->child.pid, SIGTERM);
    int status = child_wait(&server->child, kit_now() + STOP_LIMIT);
    rmdir(server->files);
    return status;
}
