/* SPDX-License-Identifier: MIT */
/* The HTTP server: where it listens, whom it refuses, which path is answered by what. Door's thread, once it runs. */
#ifndef SCENED_HTTP_H
#define SCENED_HTTP_H

struct door;

/* Listens where the door's options say, and writes its url and port. 0, or WEIR_ENOMEM, WEIR_ESYSTEM with errno. */
int http_listen(struct door *door);

/* Accepts no new connection. */
void http_stop(struct door *door);

/* Ends what is left of connections. */
void http_end(struct door *door);

#endif
