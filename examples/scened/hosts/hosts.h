/* SPDX-License-Identifier: MIT */
/* The table of hosts that --host= can name. Not what a host is (host.h). */
#ifndef SCENED_HOSTS_H
#define SCENED_HOSTS_H

#include "host.h"

struct known_host {
    const char *name;
    const struct host *host; /* NULL: this program has it not */
    const char *missing;     /* why, and how to get it; or NULL */
};

extern const struct known_host known_hosts[]; /* ends with one without a name */

const struct known_host *host_find(const char *name); /* NULL: there is no such host */

#endif
