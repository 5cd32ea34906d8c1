/* SPDX-License-Identifier: MIT */
/* The table of loops: which are in this program, which in another, and why some are in none. Runs none. */
#include "host.h"

#include <stddef.h>

#ifdef PICK_QT
#define HERE(host) NULL
#else
#define HERE(host) host
#endif

/* CMake says what is missing, and why. */
#ifdef PICK_NO_LIBEVENT
#define host_libevent NULL
#else
#define PICK_NO_LIBEVENT NULL
#endif
#ifdef PICK_NO_GLIB
#define host_glib NULL
#else
#define PICK_NO_GLIB NULL
#endif
#ifndef PICK_NO_QT5
#define PICK_NO_QT5 NULL
#endif
#ifndef PICK_NO_QT6
#define PICK_NO_QT6 NULL
#endif

#if defined(PICK_QT) && PICK_QT == 5
#define QT5 host_qt
#else
#define QT5 NULL
#endif
#if defined(PICK_QT) && PICK_QT == 6
#define QT6 host_qt
#else
#define QT6 NULL
#endif

const struct host hosts[] = {
    {"manual", "weir-pick", HERE(host_manual), NULL},
    {"libevent", "weir-pick", HERE(host_libevent), PICK_NO_LIBEVENT},
    {"glib", "weir-pick", HERE(host_glib), PICK_NO_GLIB},
    {"qt5", "weir-pick-qt5", QT5, PICK_NO_QT5},
    {"qt6", "weir-pick-qt6", QT6, PICK_NO_QT6},
    {NULL, NULL, NULL, NULL},
};
