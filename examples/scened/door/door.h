/* SPDX-License-Identifier: MIT */
/* The door: an MCP server in front of a scene that only one thread may touch. Agents and HTTP clients ask on it, a host's
 * UI thread acts, and the viewport goes on. A host, or a plug-in of it, links or loads this library, says what tools it
 * has, and opens the door. Not the tools themselves (../scene), nor a host (../hosts).
 *
 * HTTP has a thread of its own: a weir named "door", on libevent. A call of a tool is a job (weir/job.h) where the tool's
 * affinity says: it has an id, a status, progress, a cancel and a timeout, and stands in the weir's table with all others.
 *
 * LIFE OF A CALL. On the door's thread `prepare` reads the arguments; bad ones are answered there and cost the host
 * nothing. `step` is then called where the affinity says, as the step of any job: with the call as its argument, until it
 * answers door_done, weir_fail or a code. `forget` frees what prepare and step kept in the call, once, on the door's
 * thread. A client that waits is answered once, however the call ends; one that hangs up cancels what it waits for. With
 * "async": true among its arguments a call is answered at once, {"job_id": N, "status": "pending"}, and goes on by itself.
 *
 * PATHS. POST /mcp: MCP. GET /: a page of what goes on. GET /events: what that page shows. GET /healthz: answered by the
 * door's thread, whatever the host does.
 *
 * It listens where it is told, and knows no passwords: keep it on 127.0.0.1. A request that comes from another
 * site (Host, Origin, Sec-Fetch-Site) is refused, so that no web page reaches it through a browser.
 *
 *     static const struct door_tool TOOLS[] = {{.name = "list_objects", .description = "...",
 *                                               .affinity = WEIR_MAIN, .step = list_objects}};
 *     door_open(&door, &(struct door_options){.name = "my-host", .version = "1", .address = "127.0.0.1", .port = 8765,
 *                      .on = {.main = w}, .tools = TOOLS, .tool_count = 1});
 *     ...
 *     door_close(door, WEIR_S(5)); // on the UI thread, before weir_close
 */
#ifndef SCENED_DOOR_H
#define SCENED_DOOR_H

#include <weir/dispatch.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DOOR_API __attribute__((visibility("default")))

struct door;
struct door_call; /* one call of a tool, from prepare to forget */

/* Must live as long as the door, with its texts. */
struct door_tool {
    const char *name;        /* 1 to 64 of A-Z a-z 0-9 _ - . */
    const char *title;       /* for a person; may be NULL */
    const char *description; /* for the agent: what it does, and when to call it */
    const char *arguments;   /* a JSON Schema, {"type": "object", ...}; NULL: it takes none */
    enum weir_affinity affinity;
    const char *on;  /* with WEIR_NAMED: the name of the weir */
    int64_t timeout; /* ns from the request on, waiting included; 0: that of the door */
    bool
        long_running; /* lasts longer than who asks cares to wait: its description says to call it async. With
                           WEIR_ANY: has a thread of its own */
    bool read_only;   /* changes nothing */
    bool destructive; /* may lose something */
    weir_step_fn *step; /* its argument is the struct door_call */
    /* Reads door_arguments and keeps what it read with door_keep, or answers door_refuse. Door's thread; NULL: the step
     * reads them. Returns 0 or what door_refuse answered. */
    int (*prepare)(struct door_call *call);
    void (*forget)(void *kept); /* NULL: nothing to free */
};

/* All 0 but name, version, address, on, tools and tool_count is the default. */
struct door_options {
    const char *name; /* what the server calls itself */
    const char *version;
    const char *instructions;  /* for the agent; may be NULL */
    const char *address;       /* an IP address: "127.0.0.1", "::1" */
    uint16_t port;             /* 0: one that is free */
    struct weir_dispatcher on; /* where tools run; the door adds its own weir to the named ones */
    const struct door_tool *tools;
    size_t tool_count;
    void *host;        /* what door_host answers */
    uint32_t capacity; /* calls that have not ended, at once; default 1024. Then a call is 503 */
    int64_t timeout;   /* ns; of a call whose tool has none; default 60 s */
};

/**
 * door_open: listen, and answer from now on.
 *
 * Threads:  loop thread of options->on.main, not inside a task; its observer (weir_observe) is the door's until door_close
 * Blocks:   until the door's thread listens
 * Owns:     *out is the caller's until door_close answers 0; options are copied, but tools and texts
 * Returns:  0, or
 *           WEIR_EINVAL: an argument, a tool, or a JSON text of a tool is not valid
 *           WEIR_ENOMEM
 *           WEIR_ESYSTEM: no thread, or the address cannot be listened on; errno says why
 *           WEIR_ETHREAD, WEIR_EBUSY: as weir_observe
 *           each of them: nothing is left of it, *out is NULL
 */
DOOR_API int door_open(struct door **out, const struct door_options *options);

/**
 * door_url: where it listens: "http://127.0.0.1:8765".
 *
 * Threads:  any
 * Blocks:   never
 * Owns:     the text is the door's
 * Returns:  the text
 */
DOOR_API const char *door_url(const struct door *door);

/**
 * door_close: answer what is being asked, end every call, close.
 *
 * New requests are answered 503. Calls are cancelled and end now, and each client that waits is told so; then the
 * connections are closed and the thread is joined.
 *
 * Threads:  loop thread of options->on.main, not inside a task
 * Blocks:   until a call that runs has ended and the answers have been sent, up to timeout (ns; WEIR_FOREVER)
 * Owns:     door is gone after 0; NULL is ignored
 * Returns:  0 closed; nothing of it runs any more, the library may be unloaded
 *           WEIR_EINVAL: timeout is negative; nothing changed
 *           WEIR_ETHREAD, WEIR_EBUSY: wrong thread, inside a task; nothing changed
 *           WEIR_ETIMEOUT: a call has not ended; nothing more is accepted, call again
 */
DOOR_API int door_close(struct door *door, int64_t timeout);

/* Of a call. */

/**
 * door_arguments: the arguments, one JSON object as text, without "async".
 *
 * Threads:  where prepare or step is called
 * Blocks:   never
 * Owns:     the text is the call's, until forget
 * Returns:  the text, "{}" if there were none
 */
DOOR_API const char *door_arguments(const struct door_call *call);

/**
 * door_host: options->host.
 *
 * Threads:  where prepare or step is called
 * Blocks:   never
 * Owns:     the caller of door_open's
 * Returns:  it
 */
DOOR_API void *door_host(const struct door_call *call);

/**
 * door_keep: keep something in the call; what was kept before is not freed. door_kept: what is kept, at first NULL.
 *
 * Threads:  where prepare or step is called
 * Blocks:   never
 * Owns:     kept is the call's until the tool's forget
 * Returns:  nothing; what is kept
 */
DOOR_API void door_keep(struct door_call *call, void *kept);
DOOR_API void *door_kept(const struct door_call *call);

/**
 * door_refuse: say what is wrong with the arguments. Such a call never starts.
 *
 * Threads:  the door's, inside prepare
 * Blocks:   never
 * Owns:     the text is formatted and copied, at most 255 bytes of it
 * Returns:  what prepare must return
 */
DOOR_API int door_refuse(struct door_call *call, const char *format, ...) WEIR_PRINTF_LIKE(2, 3);

/**
 * door_done: end the call well with a result. door_leave: leave a partial one, in case it ends otherwise; the last counts.
 *
 * The result is one JSON object. Its member "content", if there is one, is an array of MCP's content blocks (an image, say)
 * for the agent beside the text of the rest.
 *
 * Threads:  where step is called
 * Blocks:   never; allocates
 * Owns:     json is copied; NULL: the door's out of memory answer, {} and what was left before
 * Returns:  door_done: what step must return; door_leave: 0, or WEIR_ENOMEM: what was left before stays
 */
DOOR_API int door_done(struct weir_job *job, const char *json);
DOOR_API int door_leave(struct weir_job *job, const char *json);

#ifdef __cplusplus
}
#endif

#endif
