/* SPDX-License-Identifier: MIT */
/* The table of hosts: which are in this program, and why the others are not. Runs none. */
#include "hosts.h"

#include <stddef.h>
#include <string.h>

/* CMake says what is missing, and why. */
#ifdef SCENED_NO_GTK
#define GTK NULL
#else
#define GTK           &gtk_host
#define SCENED_NO_GTK NULL
#endif
#ifdef SCENED_NO_QT
#define QT NULL
#else
#define QT           &qt_host
#define SCENED_NO_QT NULL
#endif

const struct known_host known_hosts[] = {
    {"headless", &headless_host, NULL},
    {"gtk", GTK, SCENED_NO_GTK},
    {"qt", QT, SCENED_NO_QT},
    {NULL, NULL, NULL},
};

const struct known_host *
host_find(const char *name)
{
    for (const struct known_host *known = known_hosts; known->name; known++)
        if (strcmp(known->name, name) == 0)
            return known;
    return NULL;
}
