/* SPDX-License-Identifier: MIT */
/* The wrapped calls: the linker's --wrap sends the pump's calls here. Not when they are to fail (faults.c). */
#include "wrapped.h"

#include <event2/event.h>
#include <event2/util.h>

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <sys/types.h>

static int calls_left = INT_MAX;
static bool failed;
static bool nonblocking_fails;

/* The blocks that calloc gave: the pump has one, and nothing else here calls it by this name. */
enum {
    MOST_BLOCKS = 64
};
static void *blocks[MOST_BLOCKS];

void
fail_call(int n)
{
    calls_left = n;
    failed = false;
}

bool
stop_failing(void)
{
    calls_left = INT_MAX;
    return failed;
}

void
fail_nonblocking(bool on)
{
    nonblocking_fails = on;
}

int
blocks_held(void)
{
    int held = 0;
    for (int i = 0; i < MOST_BLOCKS; i++)
        held += blocks[i] != NULL;
    return held;
}

static bool
fails(void)
{
    if (calls_left == INT_MAX || calls_left-- != 0)
        return false;
    calls_left = INT_MAX;
    errno = EMFILE;
    return failed = true;
}

static void
exchange_block(const void *old, void *new)
{
    for (int i = 0; i < MOST_BLOCKS; i++)
        if (blocks[i] == old) {
            blocks[i] = new;
            return;
        }
}

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *
__wrap_calloc(size_t count, size_t size)
{
    void *block = fails() ? NULL : __real_calloc(count, size);
    if (block)
        exchange_block(NULL, block);
    return block;
}

void __real_free(void *block);
void __wrap_free(void *block);
void
__wrap_free(void *block)
{
    if (block)
        exchange_block(block, NULL);
    __real_free(block);
}

int __real_event_assign(struct event *event, struct event_base *base, evutil_socket_t fd, short what,
                        event_callback_fn callback, void *arg);
int __wrap_event_assign(struct event *event, struct event_base *base, evutil_socket_t fd, short what,
                        event_callback_fn callback, void *arg);
int
__wrap_event_assign(struct event *event, struct event_base *base, evutil_socket_t fd, short what,
                    event_callback_fn callback, void *arg)
{
    return fails() ? -1 : __real_event_assign(event, base, fd, what, callback, arg);
}

int __real_evutil_make_socket_nonblocking(evutil_socket_t fd);
int __wrap_evutil_make_socket_nonblocking(evutil_socket_t fd);
int
__wrap_evutil_make_socket_nonblocking(evutil_socket_t fd)
{
    return nonblocking_fails ? -1 : __real_evutil_make_socket_nonblocking(fd);
}

/* Those that fail with -1 and have nothing to say for themselves. */
#define WRAP(type, name, parameters, arguments)        \
    type __real_##name parameters;                     \
    type __wrap_##name parameters;                     \
    type __wrap_##name parameters                      \
    {                                                  \
        return fails() ? -1 : __real_##name arguments; \
    }

WRAP(int, eventfd, (unsigned value, int flags), (value, flags))
WRAP(int, eventfd_write, (int fd, uint64_t value), (fd, value))
WRAP(int, timerfd_create, (int clock, int flags), (clock, flags))
WRAP(int, evutil_socketpair, (int family, int type, int protocol, evutil_socket_t pair[2]),
     (family, type, protocol, pair))
WRAP(ssize_t, send, (int fd, const void *bytes, size_t size, int flags), (fd, bytes, size, flags))
WRAP(int, event_priority_set, (struct event * event, int priority), (event, priority))
WRAP(int, event_add, (struct event * event, const struct timeval *after), (event, after))
