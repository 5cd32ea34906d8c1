/* SPDX-License-Identifier: MIT */
/* Measures one host. */
#include "scened/measure.h"

#include "demo/http.h"
#include "kit/clock.h"
#include "kit/progress.h"
#include "scened/flood.h"
#include "scened/mcp.h"
#include "scened/server.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const int64_t IDLE_TIME = KIT_S(3);
static const int64_t WARM_TIME = KIT_S(1);
static const int64_t HEALTH_EVERY = KIT_MS(2);

static int
beat_begin(struct mcp *mcp)
{
    return mcp_call(mcp, "viewport_status", "{\"reset\":true}");
}

/* The beat since beat_begin. */
static int
beat_end(struct mcp *mcp, struct beat *beat)
{
    if (mcp_call(mcp, "viewport_status", "{}"))
        return -1;
    beat->per_second = mcp_number(mcp, "beats") / mcp_number(mcp, "elapsed_ms") * 1000;
    beat->worst_gap_ms = mcp_number(mcp, "worst_gap_ms");
    return 0;
}

static int
measure_idle(struct measure *measure, struct mcp *mcp, struct flood *flood)
{
    /* Apart, as the flood moves them: in one place each would be drawn over all of the picture. */
    for (; flood->objects < MEASURE_OBJECTS; flood->objects++) {
        char where[64];
        snprintf(where, sizeof where, "{\"kind\":\"cube\",\"x\":%d,\"y\":%d}", (int)flood->objects % 17 - 8,
                 (int)flood->objects % 13 - 6);
        if (mcp_call(mcp, "create_object", where))
            return -1;
        if (!flood->objects)
            flood->first_object = (long long)mcp_number(mcp, "id");
    }
    kit_sleep(WARM_TIME);
    if (beat_begin(mcp))
        return -1;
    kit_sleep(IDLE_TIME);
    return beat_end(mcp, &measure->idle);
}

static int
measure_flood(struct measure *measure, struct mcp *mcp, struct flood *flood)
{
    if (beat_begin(mcp) || flood_run(flood) || beat_end(mcp, &measure->flooded))
        return -1;
    measure->foreign = mcp_number(mcp, "foreign_calls");
    measure->seconds = flood->seconds;
    measure->calls = flood->calls;
    measure->failed = flood->failed;
    measure->calls_ms = flood->latency;
    return 0;
}

/* Asks as long as the thread is blocked. */
static int
measure_health(struct measure *measure, struct mcp *mcp)
{
    char arguments[64];
    const char *why = NULL;
    int fd = http_connect(mcp->port, 30);

    snprintf(arguments, sizeof arguments, "{\"ms\":%d,\"async\":true}", MEASURE_BLOCK_MS);
    if (fd < 0 || mcp_call(mcp, "sleep_badly", arguments))
        return -1;
    int64_t end = kit_now() + KIT_MS(MEASURE_BLOCK_MS);
    while (kit_now() < end) {
        int64_t asked = kit_now();
        if (http_get(fd, "/healthz", &why) != 200) {
            fprintf(stderr, "/healthz: %s\n", why);
            close(fd);
            return -1;
        }
        samples_add(&measure->health_ms, (double)(kit_now() - asked) / KIT_MS(1));
        kit_sleep_until(asked + HEALTH_EVERY);
    }
    close(fd);
    return 0;
}

static int
measure_all(struct measure *measure, struct mcp *mcp, const char *host)
{
    struct flood flood = {.port = mcp->port, .connections = MEASURE_CONNECTIONS, .calls = MEASURE_CALLS};

    progress("%s, idle", host);
    if (measure_idle(measure, mcp, &flood))
        return -1;
    progress("%s, %d calls", host, MEASURE_CALLS);
    if (measure_flood(measure, mcp, &flood))
        return -1;
    progress("%s, blocked for %d ms", host, MEASURE_BLOCK_MS);
    return measure_health(measure, mcp);
}

int
measure_host(struct measure *measure, const char *program, const char *host)
{
    struct server server;
    struct mcp mcp;

    *measure = (struct measure){0};
    progress("%s starts", host);
    if (server_start(&server, program, host))
        return -1;
    int status = mcp_open(&mcp, server.port);
    if (status == 0) {
        status = measure_all(measure, &mcp, host);
        mcp_close(&mcp);
    }
    int ended = server_stop(&server);
    progress_clear();
    if (ended)
        fprintf(stderr, "weir-scened --host=%s ended badly (%d)\n", host, ended);
    return status || ended ? -1 : 0;
}

void
measure_free(struct measure *measure)
{
    samples_free(&measure->calls_ms);
    samples_free(&measure->health_ms);
}
