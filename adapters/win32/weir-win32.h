/* SPDX-License-Identifier: MIT */
/* Ride the message loop of a Windows thread, whoever runs it: the program, a message box, a menu, a drag. Not how to use
 * windows, and it needs no header of Windows.
 *
 * The pump is a message-only window, a hook on this thread's messages, and one waitable timer. A posted message brings it
 * for a wake. Once its streak of turns has used the budget it lets input, painting and timers of the host go first, until
 * a turn is overdue. It needs no ground of its own in the program's loop, so a plug-in may attach to a loop that it has
 * never seen.
 *
 * Quirks of the host. Windows 8 or later. A loop that asks for messages of one window only, or of a range, sees none of
 * ours: what is queued waits until it ends. A loop that removes messages and drops them, as progress dialogs of 3ds Max do,
 * costs 10 ms for each of ours if it then takes another message; if it takes none, work under way goes on within a second,
 * and a wake is sent again by the next post, or by whoever waits, after 100 ms. While the queue of messages is full (10,000
 * of them) a post answers 1 and the next tries again. Where Windows has no timers of high resolution (before Windows 10
 * 1803) delays are rounded up to its tick, 16 ms. The destruction of our window without a detach is taken for host lost; a
 * thread that ends without one destroys it unnoticed: posts then answer 1, and weir_host_lost is for who knows it. After
 * weir_host_lost on another thread, window and hook stay until the loop comes by or its thread ends: before a DLL is
 * unloaded, detach or close on the loop's thread, and not in DllMain. A program on Qt takes Qt's pump (weir-qt.h): Qt takes
 * all messages of Windows before it looks at its own events. */
#ifndef WEIR_WIN32_H
#define WEIR_WIN32_H

#include <weir/pump.h>

#ifdef __cplusplus
extern "C" {
#endif

struct HWND__; /* HWND is a pointer to it */

/**
 * weir_win32_attach: ride the message loop of this thread.
 *
 * It may be called before the loop runs, and on a thread that has no window. *window, unless NULL, is then the message-only
 * window: for a host that filters messages by a list of windows, as 3ds Max does under its dialogs. Do not destroy it.
 *
 * Threads:  the thread whose loop it is
 * Blocks:   as weir_attach
 * Owns:     *window is weir's until weir_detach, weir_close or weir_host_lost returns
 * Returns:  what weir_attach answers, or
 *           WEIR_EINVAL: w is NULL; nothing changed
 *           WEIR_ENOMEM: nothing changed
 *           WEIR_ESYSTEM: no window, hook or timer could be made, or the first wake failed; nothing changed
 */
WEIR_API int weir_win32_attach(struct weir *w, struct HWND__ **window);

#ifdef __cplusplus
}
#endif

#endif
