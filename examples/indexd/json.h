/* SPDX-License-Identifier: MIT */
/* Strings as JSON wants them. Not a JSON library: objects are written where they are known. */
#ifndef INDEXD_JSON_H
#define INDEXD_JSON_H

struct evbuffer;

/* Adds text as a JSON string, quotes included. A file name may hold any bytes: those that are not
 * UTF-8 become U+FFFD, one for each byte, so that what comes out is always valid. */
void json_string(struct evbuffer *out, const char *text);

#endif
