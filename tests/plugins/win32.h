/* SPDX-License-Identifier: MIT */
/* What the laws of Windows alone need of its program. What all laws need is in toolkit.h; this is not for plug-ins. */
#ifndef TESTS_PLUGINS_WIN32_H
#define TESTS_PLUGINS_WIN32_H

#include "toolkit.h"

/* Calls that once, when the loop has taken a message for a window of a plug-in out of the queue, before it dispatches
 * it. */
void win32_when_taken(toolkit_call *call, void *arg);

/* Takes and dispatches so many messages of the window's own. */
void win32_take_messages(int count);

/* What this process holds: handles of the kernel, windows of all kinds, all objects of USER where Windows says how many (0
 * where it does not), and indexes of thread-local storage, of which a process has about a thousand. */
struct win32_held {
    int handles, windows, objects, indexes;
};
struct win32_held win32_holds(void);

/* Replaces a function that the module imports, and answers what it was; NULL: it imports none of that name. */
void (*win32_replace_import(void *module, const char *name, void (*with)(void)))(void);

#endif
