/* SPDX-License-Identifier: MIT */
/* Starts the indexing service on a directory, has a client ask it meanwhile, stops it, and prints
 * what the client saw and what the service says at its end. Does not know how the service works. */
#include "demo/service.h"

#include "demo/client.h"
#include "kit/child.h"
#include "kit/clock.h"
#include "kit/progress.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const int64_t START_LIMIT = KIT_S(10);
static const int64_t INDEX_LIMIT = KIT_S(45);
static const int64_t IDLE_TIME = KIT_S(1);
static const int64_t STOP_LIMIT = KIT_S(20);

/* The port that the service says it listens on, or -1. */
static int
wait_for_port(struct child *child)
{
    char line[1024];
    int port;

    for (int64_t deadline = kit_now() + START_LIMIT;
         child_read(child, line, sizeof line, deadline) == CHILD_LINE;)
        if (sscanf(line, "listening on http://127.0.0.1:%d", &port) == 1)
            return port;
    return -1;
}

/* Its line that says so; empty if there is none by the limit. */
static enum child_line
wait_for_index(struct child *child, struct client *client, char *line, size_t size)
{
    enum child_line got;
    int64_t limit = kit_now() + INDEX_LIMIT;

    do {
        int64_t look = kit_now() + KIT_S(1);
        got = child_read(child, line, size, look < limit ? look : limit);
        progress("indexing, %d requests answered meanwhile", atomic_load(&client->answered));
    } while (got == CHILD_LATE ? kit_now() < limit : got == CHILD_LINE && strncmp(line, "indexed ", 8) != 0);
    return got;
}

static void
print_latency(const char *when, struct samples *latency)
{
    printf("  %-15s %6zu requests   p50 %7.2f ms   p99 %7.2f ms   worst %7.2f ms\n", when, latency->count,
           samples_median(latency), samples_quantile(latency, 0.99), samples_max(latency));
}

static int
print_client(struct client *client)
{
    print_latency("while indexing", &client->latency[CLIENT_INDEXING]);
    if (client->latency[CLIENT_IDLE].count)
        print_latency("afterwards", &client->latency[CLIENT_IDLE]);
    if (client->failed)
        printf("  %zu requests failed, the last one %s\n", client->failed, client->why);
    return client->failed || !client->latency[CLIENT_INDEXING].count;
}

/* Tells it to stop, and prints what it says about its end. */
static int
stop_service(struct child *child)
{
    char line[1024];
    int64_t deadline = kit_now() + STOP_LIMIT;

    kill(child->pid, SIGTERM);
    printf("  on SIGTERM it says:\n");
    while (child_read(child, line, sizeof line, deadline) == CHILD_LINE)
        printf("    %s\n", line);
    int status = child_wait(child, deadline);
    if (status)
        printf("  it ended badly (%d)\n", status);
    return status;
}

static int
watch(struct child *child, int port)
{
    struct client client;
    char line[1024];

    if (client_start(&client, port)) {
        child_wait(child, 0);
        return 1;
    }
    enum child_line got = wait_for_index(child, &client, line, sizeof line);
    if (got == CHILD_LINE) {
        progress("indexed, asking a moment longer");
        client_phase(&client, CLIENT_IDLE);
        kit_sleep(IDLE_TIME);
    }
    client_stop(&client);
    progress_clear();
    printf("  %s\n", got == CHILD_LINE ? line : "it had not finished when the demo went on");
    int bad = print_client(&client);
    client_free(&client);
    int status = stop_service(child);
    return bad || status || got == CHILD_ENDED;
}

int
service_show(const char *program, const char *dir)
{
    char *const argv[] = {(char *)program, "--listen", "127.0.0.1:0", (char *)dir, NULL};
    struct child child;

    printf("A service: weir-indexd reads and hashes every file below %s on two threads, while the\n"
           "loop that owns the index answers a client over HTTP.\n",
           dir);
    fflush(stdout);
    if (child_start(&child, argv))
        return 1;
    int port = wait_for_port(&child);
    if (port >= 0)
        return watch(&child, port);
    int status = child_wait(&child, kit_now() + KIT_S(1));
    fprintf(stderr, "the service did not start\n");
    return status > 0 ? status : 1;
}
