/* SPDX-License-Identifier: MIT */
/* Ride the loop of a QCoreApplication, of Qt 5 or Qt 6: the same header and function, in the library for the one or the
 * other (weir::qt5, weir::qt6). Not how to use Qt. It is C, and no program of yours needs moc for it.
 *
 * The pump is one QObject: a posted event brings it for a wake and for what is overdue, a precise single-shot timer for
 * the rest. It goes on in nested loops (QEventLoop, QDialog::exec, QMenu::exec), whatever their dispatcher. On a
 * dispatcher of GLib's it leaves the loop a millisecond between streaks of turns, since there Qt's own timers and
 * events hold back everything of GLib's below them, GTK's painting among it.
 *
 * Quirks of the host. Qt's timers count in milliseconds: a delayed task may be that much late, never early. The end of
 * exec() ends nothing, since a program may call it again; the end of the QCoreApplication, if weir is still attached, is
 * taken for host lost, and a later QCoreApplication can be attached to anew. A QCoreApplication does not live on in the
 * child of a fork: weir_fork_child lets go of it there and answers WEIR_ESYSTEM; attach the child to another loop.
 * weir_host_lost on another thread, while the application lives, leaves the pump's object to a later round of exec():
 * before a plug-in is unloaded, detach or close on the application's thread, and not in a routine of qAddPostRoutine.
 * An event filter on the application that eats events of a type it does not know eats the wake. Work that is under way
 * then goes on within a second; an idle weir is woken again by the first post, or by whoever waits, after 100 ms. */
#ifndef WEIR_QT_H
#define WEIR_QT_H

#include <weir/pump.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * weir_qt_attach: ride the loop of the QCoreApplication, on this thread, which is its thread.
 *
 * It may be called before exec().
 *
 * Threads:  the thread of the QCoreApplication
 * Blocks:   as weir_attach
 * Owns:     the QCoreApplication is lent until weir_detach, weir_close or weir_host_lost returns, or until it is deleted
 * Returns:  what weir_attach answers, or
 *           WEIR_EINVAL: w is NULL; nothing changed
 *           WEIR_EHOST: there is no QCoreApplication, or it is being deleted; nothing changed
 *           WEIR_ETHREAD: not its thread; nothing changed
 *           WEIR_ENOMEM: nothing changed
 */
WEIR_API int weir_qt_attach(struct weir *w);

#ifdef __cplusplus
}
#endif

#endif
