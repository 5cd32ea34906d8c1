/* SPDX-License-Identifier: MIT */
/* The table of the host loops that this build of the demo has. Runs none. */
#include "hosts/host.h"

const struct demo_host *const demo_hosts[] = {
#ifdef DEMO_HAS_LIBEVENT
    &demo_host_libevent,
#endif
#ifdef DEMO_HAS_GLIB
    &demo_host_glib,
#endif
#ifdef DEMO_QT5
    &demo_host_qt5,
#endif
#ifdef DEMO_QT6
    &demo_host_qt6,
#endif
    &demo_host_manual,   &demo_host_wine, NULL,
};
