/* SPDX-License-Identifier: MIT */
/* GET /events: what the page shows, as server-sent events, ten times a second while somebody watches; nothing wakes while
 * nobody does. Door's thread.
 *
 *   event: hello   {"name", "version", "host"}, once
 *   event: state   {"now": us,
 *                   "loop": {"status", "task", "task_ms", "waiting", "waited_ms", "capacity", "depth": [3], "timers",
 *                            "host"},
 *                   "stats": {"turns", "run", "dropped", "wakes", "wakes_again", "overruns", "refused", "ran": [24]},
 *                   "turns": [[began us, us, tasks, worst us, "task" or null, waited us]], "lost": turns that were not kept,
 *                   "jobs": [rows that changed], "gone": [ids]}; the first has all rows and all turns that are kept
 *
 * A state that does not differ from the last, but for the time, is not sent; a comment a second tells that the door lives. */
#ifndef SCENED_EVENTS_H
#define SCENED_EVENTS_H

struct door;
struct evhttp_request;

void events_answer(struct door *door, struct evhttp_request *request);

/* Ends every stream, and what it held: door->events is NULL afterwards. */
void events_end(struct door *door);

#endif
