/* SPDX-License-Identifier: MIT */
/* The table of the host loops that this build of the demo has. Runs none. */
#include "hosts/host.h"

const struct demo_host *const demo_hosts[] = {
#ifdef DEMO_HAS_LIBEVENT
    &demo_host_libevent,
#endif
    &demo_host_manual,
    NULL,
};
