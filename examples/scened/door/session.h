/* SPDX-License-Identifier: MIT */
/* Sessions of clients that said initialize: what ties a later message to them. A client needs none to call tools. A
 * session's id is the label of the scopes of its calls, so that its end cancels them all. Door's thread. */
#ifndef SCENED_SESSION_H
#define SCENED_SESSION_H

#include <stdbool.h>

enum {
    SESSION_ID = 31,     /* bytes, the 0 included: as long as a label may be */
    SESSIONS_MOST = 1024 /* then the one that was silent longest is forgotten; its calls go on */
};

struct door;
struct evhttp_request;

/* Begins one, and tells the client by a header. Without memory there is none, and it goes on without. */
void session_begin(struct door *door, struct evhttp_request *request);

/* The one that the request names: copied to id, "" if it names none. false: it names one that is not there. */
bool session_of(struct door *door, struct evhttp_request *request, char id[SESSION_ID]);

/* DELETE /mcp */
void session_end_by(struct door *door, struct evhttp_request *request);

void sessions_free(struct door *door);

#endif
