/* SPDX-License-Identifier: MIT */
/* GET /events: what the page shows, as server-sent events, ten times a second while somebody watches; nothing wakes while
 * nobody does. Door's thread.
 *
 *   event: hello   {"name", "version", "host", "capacity"}, once
 *   event: state   {"now": ms, "loop": {...}, "stats": {...}, "turns": [[began ms, ms, tasks, worst ms, "task", waited ms]],
 *                   "lost": N, "jobs": [rows that changed], "gone": [ids]}
 */
#ifndef SCENED_EVENTS_H
#define SCENED_EVENTS_H

struct door;
struct evhttp_request;

void events_answer(struct door *door, struct evhttp_request *request);

/* Ends every stream, and what it held: door->events is NULL afterwards. */
void events_end(struct door *door);

#endif
