/* SPDX-License-Identifier: MIT */
/* The end of a door: every call ended, every client answered, the thread gone. Not its beginning (door.c). */
#ifndef SCENED_CLOSING_H
#define SCENED_CLOSING_H

struct door;

/* Releases what the door's thread used; none runs any more. */
void closing_free(struct door *door);

#endif
