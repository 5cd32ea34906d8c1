/* SPDX-License-Identifier: MIT */
/* The first half of the demo: the indexing service at work on a real directory. */
#ifndef DEMO_SERVICE_H
#define DEMO_SERVICE_H

/* Runs `program` on dir with a client beside it and prints how the client fared. 0; or an exit
 * status after saying what went wrong. */
int service_show(const char *program, const char *dir);

#endif
