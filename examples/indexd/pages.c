/* SPDX-License-Identifier: MIT */
/* What the service says about itself: /stats and /jobs for people, /metrics for Prometheus. Loop thread. */
#include "pages.h"

#include "alloc.h"
#include "index.h"
#include "json.h"
#include "ledger.h"
#include "walk.h"
#include "web.h"

#include <weir/job.h>
#include <weir/observe.h>

#include <event2/buffer.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static double
seconds(int64_t nanoseconds)
{
    return (double)nanoseconds / 1e9;
}

/* /stats */

static void
add_unreadable(struct evbuffer *out, const struct index_stats *stats)
{
    evbuffer_add_printf(out, ",\"unreadable\":{\"count\":%" PRIu64 ",\"named\":[", stats->unreadable);
    for (size_t i = 0; i < stats->named_count; i++) {
        evbuffer_add_printf(out, "%s{\"path\":", i ? "," : "");
        json_string(out, stats->named[i]->path);
        evbuffer_add_printf(out, ",\"reason\":");
        json_string(out, strerror(stats->named[i]->error));
        evbuffer_add_printf(out, "}");
    }
    evbuffer_add_printf(out, "]}");
}

static void
add_walk(struct evbuffer *out, struct walk *walk)
{
    struct walk_load load;
    walk_read_load(walk, &load);
    evbuffer_add_printf(out,
                        ",\"indexing\":{\"active\":%s,\"waiting\":%zu,\"begun\":%zu,"
                        "\"directories\":%zu,\"skipped\":%" PRIu64 "}",
                        load.waiting + load.begun ? "true" : "false", load.waiting, load.begun,
                        load.directories, load.skipped);
}

static void
add_tasks(struct evbuffer *out, struct ledger *ledger)
{
    struct weir_load load = {0};
    weir_load(ledger->weir, &load);
    evbuffer_add_printf(out,
                        ",\"tasks\":{\"accepted\":%" PRIu64 ",\"run\":%" PRIu64 ",\"dropped\":%" PRIu64
                        ",\"waiting\":{\"urgent\":%" PRIu32 ",\"normal\":%" PRIu32 ",\"background\":%" PRIu32
                        "},\"capacity\":%" PRIu32 "}",
                        ledger_accepted(ledger), ledger->run, ledger->dropped, load.depth[0], load.depth[1],
                        load.depth[2], load.capacity);
}

void
pages_stats(const struct web *web, struct evbuffer *out)
{
    struct index_stats stats;
    index_read_stats(web->index, &stats);
    evbuffer_add_printf(out, "{\"directory\":");
    json_string(out, web->root);
    evbuffer_add_printf(out, ",\"uptime_s\":%.3f,\"files\":%" PRIu64 ",\"bytes\":%" PRIu64,
                        seconds(weir_now() - web->began), stats.files, stats.bytes);
    add_unreadable(out, &stats);
    add_walk(out, web->walk);
    add_tasks(out, web->ledger);
    evbuffer_add_printf(out, "}");
}

/* /jobs: the searches, as weir keeps them. Jobs end meanwhile, so the length may be another at the next call. */
void
pages_jobs(const struct web *web, struct evbuffer *out)
{
    char *text = NULL;
    int64_t length = weir_jobs_print(web->ledger->weir, WEIR_JOBS_JSON, NULL, 0);
    for (int64_t size = 0; length >= size;) {
        size = length + 1;
        text = need_more(text, (size_t)size);
        length = weir_jobs_print(web->ledger->weir, WEIR_JOBS_JSON, text, (size_t)size);
    }
    evbuffer_add_printf(out, "%s", length > 0 ? text : "[]");
    free(text);
}

/* /metrics. A counter's name ends in _total, a unit in its base: that is how Prometheus has it. */

static void
head(struct evbuffer *out, const char *name, const char *type, const char *help)
{
    evbuffer_add_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
counter(struct evbuffer *out, const char *name, const char *help, uint64_t value)
{
    head(out, name, "counter", help);
    evbuffer_add_printf(out, "%s %" PRIu64 "\n", name, value);
}

static void
gauge(struct evbuffer *out, const char *name, const char *help, uint64_t value)
{
    head(out, name, "gauge", help);
    evbuffer_add_printf(out, "%s %" PRIu64 "\n", name, value);
}

static void
gauge_seconds(struct evbuffer *out, const char *name, const char *help, int64_t nanoseconds)
{
    head(out, name, "gauge", help);
    evbuffer_add_printf(out, "%s %.6f\n", name, seconds(nanoseconds));
}

static void
add_service(struct evbuffer *out, const struct web *web)
{
    struct index_stats stats;
    struct walk_load load;
    index_read_stats(web->index, &stats);
    walk_read_load(web->walk, &load);
    gauge(out, "indexd_files", "Files in the index.", stats.files);
    gauge(out, "indexd_bytes", "Bytes of those files.", stats.bytes);
    gauge(out, "indexd_unreadable", "Files and directories that could not be read.", stats.unreadable);
    gauge(out, "indexd_requests_waiting", "Directories asked for that no worker has begun.", load.waiting);
    gauge_seconds(out, "indexd_uptime_seconds", "Time since the start.", weir_now() - web->began);
}

static void
add_answers(struct evbuffer *out, const struct answers *answers)
{
    head(out, "indexd_answers_total", "counter", "HTTP answers by status code.");
    for (size_t i = 0; i < ANSWER_CODES; i++)
        evbuffer_add_printf(out, "indexd_answers_total{code=\"%d\"} %" PRIu64 "\n", answer_codes[i],
                            answers->count[i]);
}

static void
add_weir_stats(struct evbuffer *out, const struct weir *weir)
{
    struct weir_stats stats = {0};
    weir_stats(weir, &stats);
    counter(out, "weir_turns_total", "Turns taken.", stats.turns);
    counter(out, "weir_turns_refused_total", "Turns refused inside a task.", stats.refused);
    counter(out, "weir_tasks_run_total", "Tasks that were run.", stats.run);
    counter(out, "weir_tasks_dropped_total", "Tasks that were dropped.", stats.dropped);
    counter(out, "weir_wakes_total", "Wakes that the loop accepted.", stats.wakes);
    counter(out, "weir_wakes_again_total", "Wakes repeated, since no turn came.", stats.wakes_again);
    counter(out, "weir_wakes_failed_total", "Wakes that failed.", stats.wakes_failed);
    counter(out, "weir_overruns_total", "Tasks that ran longer than the fence.", stats.overruns);
}

static void
add_weir_load(struct evbuffer *out, const struct weir *weir)
{
    static const char *const LANES[WEIR_LANES] = {"urgent", "normal", "background"};
    struct weir_load load = {0};
    weir_load(weir, &load);
    head(out, "weir_waiting_tasks", "gauge", "Tasks that wait, by lane.");
    for (size_t i = 0; i < WEIR_LANES; i++)
        evbuffer_add_printf(out, "weir_waiting_tasks{lane=\"%s\"} %" PRIu32 "\n", LANES[i], load.depth[i]);
    gauge(out, "weir_capacity_tasks", "Tasks that one lane holds.", load.capacity);
    gauge(out, "weir_waiting_timers", "Delayed tasks that wait.", load.timers);
    gauge(out, "weir_capacity_timers", "Delayed tasks that can wait.", load.timer_capacity);
    gauge_seconds(out, "weir_waited_seconds", "How long the slowest lane has waited.", load.waited);
    gauge_seconds(out, "weir_retry_seconds", "When there may be room again; 0 if there is.", load.retry);
}

void
pages_metrics(const struct web *web, struct evbuffer *out)
{
    add_service(out, web);
    add_answers(out, &web->answers);
    add_weir_stats(out, web->ledger->weir);
    add_weir_load(out, web->ledger->weir);
}
