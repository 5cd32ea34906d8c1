/* SPDX-License-Identifier: MIT */
/* Rings an eventfd and waits for it with epoll. Coalesces nothing. */
#include "bench/bell.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

bool
bell_init(struct bell *bell)
{
    struct epoll_event readable = {.events = EPOLLIN};

    bell->set = epoll_create1(EPOLL_CLOEXEC);
    bell->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return bell->set >= 0 && bell->event >= 0 &&
           epoll_ctl(bell->set, EPOLL_CTL_ADD, bell->event, &readable) == 0;
}

void
bell_fini(struct bell *bell)
{
    if (bell->set >= 0)
        close(bell->set);
    if (bell->event >= 0)
        close(bell->event);
}

void
bell_ring(const struct bell *bell)
{
    if (eventfd_write(bell->event, 1))
        abort(); /* a bell that does not ring would hang the program */
}

void
bell_wait(const struct bell *bell, int timeout_ms)
{
    struct epoll_event event;
    eventfd_t rings;

    if (epoll_wait(bell->set, &event, 1, timeout_ms) > 0)
        eventfd_read(bell->event, &rings);
}
