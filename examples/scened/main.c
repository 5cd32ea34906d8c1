/* SPDX-License-Identifier: MIT */
/* weir-scened: an MCP server in front of a scene, on whichever host --host= names. This file starts it and closes it, and
 * shows all that a host needs for that; it neither answers (door) nor acts (scene) nor draws (hosts). */
#include "door.h"
#include "host.h"
#include "options.h"
#include "signals.h"
#include "tools.h"

#include <weir/observe.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LAST_CALL WEIR_S(5) /* a call that runs may need so long to its end */

#define INSTRUCTIONS                                                                                  \
    "A small 3D scene. list_objects tells what is there; y is up. Tools that take long (import_obj, " \
    "render_turntable) can be called with \"async\": true."

struct service {
    struct options options;
    struct weir *weir; /* of the UI thread */
    struct weir_workers *workers;
    struct scene *scene;
    struct door *door;
    struct tools tools;
    char *folder;
};

static struct service service; /* static, so that what an early end leaves is no leak */

static int
complain(const char *what, const char *why)
{
    fprintf(stderr, "weir-scened: %s: %s\n", what, why);
    return 1;
}

static int
start_host(void)
{
    int error = weir_new(&service.weir, &(struct weir_options){.name = "scene"});
    if (!error)
        error = weir_workers_new(&service.workers, &(struct weir_workers_options){.name = "scene"});
    if (!error)
        error = scene_new(&service.scene, service.weir);
    if (!error)
        error = service.options.host->start(service.weir, service.scene, "weir-scened");
    return error ? complain("cannot start the host", weir_error_text(error)) : 0;
}

static int
open_door(void)
{
    const struct options *options = &service.options;
    service.tools = (struct tools){.scene = service.scene,
                                   .host = options->host->name,
                                   .workers = service.workers,
                                   .folder = service.folder};
    int error = door_open(&service.door,
                          &(struct door_options){.name = "weir-scened",
                                                 .version = "1",
                                                 .instructions = INSTRUCTIONS,
                                                 .address = options->address,
                                                 .port = options->port,
                                                 .on = {.main = service.weir, .workers = service.workers},
                                                 .tools = TOOLS,
                                                 .tool_count = TOOL_COUNT,
                                                 .host = &service.tools,
                                                 .capacity = options->capacity,
                                                 .timeout = WEIR_S(options->timeout)});
    if (error)
        return complain("cannot listen", error == WEIR_ESYSTEM ? strerror(errno) : weir_error_text(error));
    printf("listening on %s\n", door_url(service.door));
    return 0;
}

static void
quit(void *unused)
{
    (void)unused;
    service.options.host->quit();
}

/* The door first, so that who waits is told; then what its calls have left. 0: nothing runs any more. */
static int
close_all(void)
{
    int64_t began = weir_now();
    struct weir_stats stats;
    int error = door_close(service.door, LAST_CALL);
    if (!error)
        error = weir_close(service.weir, WEIR_DROP, LAST_CALL);
    if (!error)
        error = weir_workers_free(service.workers, LAST_CALL);
    weir_stats(service.weir, &stats);
    printf("closed in %.3f s: %" PRIu64 " tasks run, %" PRIu64 " dropped, %" PRIu64
           " over the fence; %" PRIu64 " calls of the scene, %" PRIu64 " foreign\n",
           (double)(weir_now() - began) / 1e9, stats.run, stats.dropped, stats.overruns, service.scene->calls,
           scene_foreign(service.scene));
    return error ? complain("cannot close", weir_error_text(error)) : 0;
}

static int
run(void)
{
    if (start_host() || open_door())
        return 1;
    if (signals_start(service.weir, quit))
        return complain("cannot start", "no thread for signals");
    service.options.host->run();
    int failed = close_all();
    if (failed) { /* what a call that does not end uses must stay: leave it all to the system */
        fflush(NULL);
        _exit(1);
    }
    signals_end();
    service.options.host->end();
    scene_free(service.scene);
    weir_free(service.weir);
    free(service.folder);
    return 0;
}

int
main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    enum options_answer answer = options_read(&service.options, argc, argv);
    if (answer != OPTIONS_GO)
        return answer == OPTIONS_HELP ? 0 : 2;
    service.folder = realpath(service.options.files, NULL);
    if (!service.folder) {
        complain(service.options.files, strerror(errno));
        return 2;
    }
    signals_block();
    return run();
}
