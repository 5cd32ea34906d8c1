/* SPDX-License-Identifier: MIT */
/* What the conformance kit asks of a host: a loop that can be opened, run, nested and closed, with a pump that can be
 * attached to it. One struct for each kind of host; the laws know no other. Not the laws (kit.h). */
#ifndef KIT_HOST_H
#define KIT_HOST_H

#include <weir/pump.h>

#include <stdbool.h>
#include <stdint.h>

/* One open loop. What is in it belongs to the kind of host. */
struct host_loop;

/* What a kind of host can be made to do. A law that needs more reports "not applicable", with the reason. */
enum host_can {
    HOST_WAKES = 1 << 0,      /* its pump has a wake; without: the host turns by itself, each frame */
    HOST_DROPS_WAKE = 1 << 1, /* drop_next_wake; a level-triggered wake cannot be dropped */
    HOST_FAILS_WAKE = 1 << 2, /* fail_next_wake */
    HOST_NESTS = 1 << 3,      /* nest: a loop in a loop */
    HOST_DIES = 1 << 4,       /* die */
    HOST_FORKS = 1 << 5,      /* its loop survives a fork, by fork_child */
    HOST_HAS_IO = 1 << 6,     /* watch */
    HOST_IS_VIRTUAL = 1 << 7, /* single-stepped by a clock that only the host moves */
    HOST_SHOWS_BUSY = 1 << 8, /* its pump has `busy`; keep_busy */
    HOST_PAINTS = 1 << 9,     /* paint */
    HOST_HAS_MODALS = 1 << 10 /* modals, modal */
};

typedef bool host_until(void *arg); /* called on the loop thread between the host's callbacks */

struct host {
    const char *name;
    unsigned can; /* enum host_can */

    /* On the thread that will run it. */
    struct host_loop *(*open)(void);
    void (*close)(struct host_loop *loop); /* NULL is ignored */
    /* As weir_<host>_attach: the public way in which a program attaches to this host. */
    int (*attach)(struct host_loop *loop, struct weir *w);

    /* Runs the loop until `until` says true, at most `limit` ns of the host's time. False: the limit came first. It may
     * be called from inside one of the loop's own callbacks or a task: a nested loop. */
    bool (*run)(struct host_loop *loop, host_until *until, void *arg, int64_t limit);

    /* The host's own work, none of it through weir; on the loop thread. */
    void (*post)(struct host_loop *loop, weir_fn *run, void *arg); /* one posted event */
    void (*tick)(struct host_loop *loop, int64_t period, weir_fn *run,
                 void *arg);                                        /* a repeating timer; NULL: stop it */
    void (*watch)(struct host_loop *loop, weir_fn *run, void *arg); /* I/O that is always ready; NULL: stop */
    void (*keep_busy)(struct host_loop *loop, weir_fn *run,
                      void *arg);           /* always ready too, and seen by its pump's `busy`; NULL: stop */
    int64_t (*now)(struct host_loop *loop); /* the host's own clock, ns */
    void (*paint)(struct host_loop *loop, weir_fn *painted,
                  void *arg); /* repaints as fast as it can; called for each frame. NULL: stop */

    /* Loops that the host's own toolkit nests, each by its name; ends with NULL. `modal` opens one from inside the loop
     * and returns when `until` has said true, or after `limit` (false). */
    const char *const *modals;
    bool (*modal)(struct host_loop *loop, int which, host_until *until, void *arg, int64_t limit);

    /* Faults. Any thread; the next wake only. */
    void (*drop_next_wake)(struct host_loop *loop); /* it answers 0 and nothing comes of it */
    void (*fail_next_wake)(struct host_loop *loop); /* it answers != 0 */
    /* The host ends without a detach, and tells weir as this kind of host tells it. The loop is then only closed. */
    void (*die)(struct host_loop *loop, struct weir *w);
    /* In the child of a fork, before weir_fork_child: what the host itself asks for. */
    void (*fork_child)(struct host_loop *loop);

    /* Of a virtual host only; NULL elsewhere. */
    void (*pass)(struct host_loop *loop,
                 int64_t duration); /* loop thread: the clock moves on, and nothing is run */
    /* Any thread: so many more (or fewer) other threads are at work. While there are any the clock also moves with the
     * real one, since what they wait for cannot be stepped. */
    void (*others)(struct host_loop *loop, int change);
    void (*double_next_wake)(struct host_loop *loop);               /* it brings two turns */
    void (*delay_next_wake)(struct host_loop *loop, int64_t delay); /* it comes so much later */
    void (*ring_early)(struct host_loop *loop,
                       int64_t by); /* the next time that is armed comes so much too soon */
};

extern const struct host fake_host;     /* deterministic, virtual clock, every fault */
extern const struct host manual_host;   /* a program that calls weir_turn each frame, no wake */
extern const struct host thread_host;   /* the loop of a weir's own thread */
extern const struct host poll_host;     /* the example pump of adapters/README.md */
extern const struct host libevent_host; /* an event_base */
extern const struct host glib_host;     /* the default main context */
extern const struct host
    glib_thread_host;                /* a context of its own, while another thread runs the default one */
extern const struct host gtk_host;   /* a window of GTK 3 or GTK 4 */
extern const struct host win32_host; /* a window of Windows */
extern const struct host qt_host;    /* a QCoreApplication, or a widget window, of Qt 5 or Qt 6 */

#endif
