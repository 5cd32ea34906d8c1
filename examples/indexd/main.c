/* SPDX-License-Identifier: MIT */
/* weir-indexd: an HTTP indexing service on one libevent loop. This file starts it, and shows
 * all that weir needs for that; it neither indexes nor answers nor closes.
 *
 * The loop thread owns the index and answers HTTP. Works read and hash files on the threads of a pool and post the
 * results, which weir inserts on the loop thread a bounded slice at a time. */
#include "alloc.h"
#include "index.h"
#include "say.h"
#include "service.h"
#include "walk.h"

#include <weir-libevent.h>
#include <weir/workers.h>

#include <event2/event.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
complain(const char *what, const char *why)
{
    fprintf(stderr, "weir-indexd: %s: %s\n", what, why);
    return 1;
}

/* The loop, the weir that rides it, a scope for what the workers post, and the workers: room for each request, and for the
 * readers that help it. */
static int
start_loop(struct service *service)
{
    struct weir_options options = {.name = "indexd",
                                   .capacity = service->options.queue,
                                   .timers = 1,
                                   .budget.time = WEIR_MS(service->options.budget_ms)};
    unsigned threads = service->options.threads;
    struct weir_workers_options pool = {
        .name = "indexd", .threads = threads, .capacity = service->options.queue * threads};
    service->base = needed(event_base_new());
    int error = weir_new(&service->weir, &options);
    if (!error)
        error = weir_libevent_attach(service->weir, service->base, NULL);
    if (!error)
        error = weir_scope_new(service->weir, &service->results);
    if (!error)
        error = weir_workers_new(&service->workers, &pool);
    service->ledger.weir = service->weir;
    return error ? complain("cannot start the loop", weir_error_text(error)) : 0;
}

/* On the loop thread, like everything in this file. */
static void
is_indexed(void *self, const char *dir, const struct tally *tally, double seconds)
{
    (void)self;
    char path[512];
    printf("indexed %" PRIu64 " files, %" PRIu64 " bytes in %.3f s", tally->files, tally->bytes, seconds);
    if (*dir)
        printf(" below %s", say_path(path, sizeof path, dir));
    if (tally->unreadable)
        printf("; %" PRIu64 " unreadable", tally->unreadable);
    putchar('\n');
}

static int
start_index(struct service *service)
{
    struct walk_config config = {.ledger = &service->ledger,
                                 .workers = service->workers,
                                 .results = service->results,
                                 .index = service->index = index_new(),
                                 .root = service->root_fd,
                                 .threads = service->options.threads,
                                 .waiting_limit = service->options.queue,
                                 .done = is_indexed,
                                 .stopped = closing_readers_stopped,
                                 .self = service};
    service->walk = walk_new(&config);
    return service->walk ? 0 : complain("cannot start the index", weir_error_text(WEIR_ENOMEM));
}

static int
start_web(struct service *service)
{
    struct options *options = &service->options;
    struct web *web = &service->web;
    *web = (struct web){.ledger = &service->ledger,
                        .index = service->index,
                        .walk = service->walk,
                        .root = service->root,
                        .began = weir_now(),
                        .searches_limit = options->queue};
    if (!web_start(web, service->base, options->address, options->port))
        return complain("cannot listen", strerror(errno));
    const char *form = strchr(options->address, ':') ? "[%s]" : "%s";
    char address[sizeof options->address + 2];
    snprintf(address, sizeof address, form, options->address);
    printf("listening on http://%s:%u\n", address, web_port(web));
    return 0;
}

static int
run(struct service *service)
{
    if (start_loop(service) || start_index(service) || start_web(service))
        return 1;
    closing_watch_signals(service);
    if (!walk_add(service->walk, ""))
        return complain("cannot start a thread", "the system gave none");
    event_base_dispatch(service->base);
    return closing_finish(service);
}

static bool
open_root(struct service *service)
{
    service->root = realpath(service->options.directory, NULL);
    if (service->root)
        service->root_fd = open(service->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return service->root && service->root_fd >= 0;
}

int
main(int argc, char **argv)
{
    static struct service service; /* static, so that what an early end leaves is no leak */
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    enum options_answer answer = options_read(&service.options, argc, argv);
    if (answer != OPTIONS_GO)
        return answer == OPTIONS_HELP ? 0 : 2;
    if (!open_root(&service)) {
        complain(service.options.directory, strerror(errno));
        return 2;
    }
    return run(&service);
}
