/* SPDX-License-Identifier: MIT */
/* A small HTTP server on loopback, so that there is something to download. Not the download: download.h. */
#ifndef JOBS_SERVER_H
#define JOBS_SERVER_H

#include <stdint.h>

struct event_base;
struct server;

#define SERVER_ADDRESS "127.0.0.1"

/* GET /file is answered with the file, as fast as so many KiB a second (0: any speed), and its XXH3 as ETag; GET /silent
 * never; all else with 404. NULL, and errno tells why: the file cannot be read, or there is no port. */
struct server *server_start(struct event_base *base, const char *file, unsigned rate);
uint16_t server_port(const struct server *server);
void server_free(struct server *server); /* NULL is ignored */

#endif
