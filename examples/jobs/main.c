/* SPDX-License-Identifier: MIT */
/* weir-jobs: what jobs are good for, in one terminal. This file starts the loop, listens to keys and signals, and ends it
 * all; demo.c says which jobs there are, and each of them has a file of its own. */
#include "demo.h"
#include "keys.h"
#include "report.h"
#include "server.h"

#include <weir-libevent.h>

#include <event2/event.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    BAD = 2
};

/* What main makes around the jobs. */
struct around {
    struct demo demo;
    struct server *server;
    struct event *interrupt, *terminate;
    struct keys *keys;
};

static int
complain(int status, const char *what, const char *why)
{
    fprintf(stderr, "weir-jobs: %s: %s\n", what, why);
    return status;
}

static void
is_pressed(void *self, char key)
{
    if (key == 'c')
        demo_cancel_export(self);
}

static void
is_signalled(evutil_socket_t fd, short what, void *self)
{
    (void)fd, (void)what;
    demo_interrupt(self);
}

static void
watch(struct around *around)
{
    struct demo *demo = &around->demo;
    signal(SIGPIPE, SIG_IGN); /* a connection that ended is an error of write, no more */
    around->interrupt = evsignal_new(demo->base, SIGINT, is_signalled, demo);
    around->terminate = evsignal_new(demo->base, SIGTERM, is_signalled, demo);
    if (around->interrupt)
        evsignal_add(around->interrupt, NULL);
    if (around->terminate)
        evsignal_add(around->terminate, NULL);
    around->keys = keys_watch(demo->base, is_pressed, demo);
}

/* The loop, and the weir that rides it. A step is logged only if it takes a second, since lines of the log would come in
 * between those of the table. */
static int
start_loop(struct demo *demo)
{
    struct weir_options options = {.name = "jobs", .fence = WEIR_S(1)};
    demo->base = event_base_new();
    int error = demo->base ? weir_new(&demo->weir, &options) : WEIR_ENOMEM;
    if (!error)
        error = weir_libevent_attach(demo->weir, demo->base, NULL);
    return error ? complain(1, "cannot start the loop", weir_error_text(error)) : 0;
}

static int
start_server(struct around *around)
{
    struct demo *demo = &around->demo;
    around->server = server_start(demo->base, demo->options.serve, demo->options.rate);
    if (!around->server)
        return complain(BAD, demo->options.serve, strerror(errno));
    demo->port = server_port(around->server);
    return 0;
}

static int
write_json(struct demo *demo)
{
    char *text = table_text(demo->weir, WEIR_JOBS_JSON);
    FILE *file = text ? fopen(demo->options.json, "w") : NULL;
    bool is_written = file && fputs(text, file) >= 0;
    if (file && fclose(file))
        is_written = false;
    free(text);
    return is_written ? 0 : complain(1, demo->options.json, strerror(errno));
}

static int
run(struct around *around)
{
    struct demo *demo = &around->demo;
    watch(around);
    int error = demo_begin(demo);
    if (error)
        return complain(1, "cannot start the jobs", weir_error_text(error));
    event_base_dispatch(demo->base);
    table_show(&demo->table);
    int status = report(demo);
    return demo->options.json && write_json(demo) ? 1 : status;
}

/* Whatever was made, in the order that undoes it. */
static void
release(struct around *around)
{
    struct demo *demo = &around->demo;
    keys_leave(around->keys);
    if (around->interrupt)
        event_free(around->interrupt);
    if (around->terminate)
        event_free(around->terminate);
    if (demo->weir)
        weir_close(demo->weir, WEIR_DROP, WEIR_FOREVER);
    demo_release(demo);
    weir_free(demo->weir);
    server_free(around->server);
    if (demo->base)
        event_base_free(demo->base);
}

static int
make_folder(const char *folder)
{
    struct stat status;
    if (mkdir(folder, 0777) && errno != EEXIST)
        return complain(BAD, folder, strerror(errno));
    if (stat(folder, &status) || !S_ISDIR(status.st_mode))
        return complain(BAD, folder, strerror(ENOTDIR));
    return 0;
}

int
main(int argc, char **argv)
{
    struct around around = {0};
    struct demo *demo = &around.demo;
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    enum options_answer answer = options_read(&demo->options, argc, argv);
    if (answer != OPTIONS_GO)
        return answer == OPTIONS_HELP ? 0 : BAD;
    int status = make_folder(demo->options.folder);
    if (!status)
        status = start_loop(demo);
    if (!status)
        status = start_server(&around);
    if (!status)
        status = run(&around);
    release(&around);
    return status;
}
