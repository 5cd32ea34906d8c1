/* SPDX-License-Identifier: MIT */
/* Asks /healthz and /find in turn, a moment after each answer, and keeps how long each took.
 * Judges nothing. */
#include "demo/client.h"

#include "demo/http.h"
#include "kit/clock.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* No answer within this is a failed request. */
enum {
    ANSWER_SECONDS = 5
};

/* Indexing may take no longer than a tenth of a second, and wants some hundred answers by then; without any pause the
 * client would eat the server's CPU on a small machine. */
static const int64_t PAUSE = KIT_US(200);

static void
fail(struct client *client, const char *path, const char *why)
{
    client->failed++;
    snprintf(client->why, sizeof client->why, "%s: %s", path, why);
}

/* False: the connection is of no more use. */
static bool
ask(struct client *client, int fd, const char *path)
{
    const char *why;
    int phase = atomic_load(&client->phase);
    int64_t begun = kit_now();
    int status = http_get(fd, path, &why);

    if (status == 200) {
        samples_add(&client->latency[phase], (double)(kit_now() - begun) / 1e6);
        atomic_fetch_add(&client->answered, 1);
        return true;
    }
    if (status >= 0)
        why = "a status other than 200";
    fail(client, path, why);
    return status >= 0;
}

static void *
ask_on(void *arg)
{
    static const char *const paths[] = {"/healthz", "/find?name=changelog.gz"};
    struct client *client = arg;
    int fd = -1;

    for (unsigned turn = 0; !atomic_load(&client->stop); turn++) {
        if (fd < 0 && (fd = http_connect(client->port, ANSWER_SECONDS)) < 0) {
            fail(client, "connect", strerror(errno));
        } else if (!ask(client, fd, paths[turn % 2])) {
            close(fd);
            fd = -1;
        }
        kit_sleep(PAUSE);
    }
    if (fd >= 0)
        close(fd);
    return NULL;
}

int
client_start(struct client *client, int port)
{
    *client = (struct client){.port = port};
    return pthread_create(&client->thread, NULL, ask_on, client) ? -1 : 0;
}

void
client_phase(struct client *client, enum client_phase phase)
{
    atomic_store(&client->phase, phase);
    atomic_store(&client->answered, 0);
}

void
client_stop(struct client *client)
{
    atomic_store(&client->stop, true);
    pthread_join(client->thread, NULL);
}

void
client_free(struct client *client)
{
    for (int phase = 0; phase < CLIENT_PHASES; phase++)
        samples_free(&client->latency[phase]);
}
