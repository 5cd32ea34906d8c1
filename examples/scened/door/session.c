/* SPDX-License-Identifier: MIT */
/* Sessions: their ids, and which is there. Not what is said in them. */
#include "session.h"

#include "inside.h"
#include "reply.h"

#include <event2/keyvalq_struct.h>
#include <utlist.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static const char HEADER[] = "Mcp-Session-Id";

struct session {
    char id[SESSION_ID];
    struct session *prev, *next; /* the one that was silent longest first */
};

static bool
random_id(char id[SESSION_ID])
{
    unsigned char bytes[SESSION_ID / 2];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return false;
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(id + 2 * i, 3, "%02x", bytes[i]);
    return true;
}

static void
forget(struct door *door, struct session *session)
{
    DL_DELETE(door->sessions, session);
    door->session_count--;
    free(session);
}

static void
remember(struct door *door, struct session *session)
{
    DL_APPEND(door->sessions, session);
    if (++door->session_count > SESSIONS_MOST)
        forget(door, door->sessions);
}

static struct session *
find(const struct door *door, const char *id)
{
    for (struct session *session = door->sessions; session; session = session->next)
        if (!strcmp(session->id, id))
            return session;
    return NULL;
}

void
session_begin(struct door *door, struct evhttp_request *request)
{
    struct session *session = calloc(1, sizeof *session);
    if (!session || !random_id(session->id)) {
        free(session);
        return;
    }
    remember(door, session);
    reply_header(request, HEADER, session->id);
}

static const char *
said(struct evhttp_request *request)
{
    return evhttp_find_header(evhttp_request_get_input_headers(request), HEADER);
}

bool
session_of(struct door *door, struct evhttp_request *request, char id[SESSION_ID])
{
    const char *name = said(request);
    id[0] = '\0';
    if (!name)
        return true;
    struct session *session = find(door, name);
    if (!session)
        return false;
    DL_DELETE(door->sessions, session);
    DL_APPEND(door->sessions, session);
    memcpy(id, session->id, SESSION_ID);
    return true;
}

void
session_end_by(struct door *door, struct evhttp_request *request)
{
    const char *name = said(request);
    struct session *session = name ? find(door, name) : NULL;
    if (!session) {
        reply_text(request, name ? 404 : 400, "no such session\n");
        return;
    }
    struct weir *w;
    for (size_t i = 0; (w = door_weir(door, i)); i++)
        weir_scope_cancel_label(w, session->id);
    forget(door, session);
    reply_nothing(request, 204);
}

void
sessions_free(struct door *door)
{
    while (door->sessions)
        forget(door, door->sessions);
}
