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
 * then goes on within a second; an idle weir is woken again by the first post, or by whoever waits, after 100 ms.
 *
 * TIES. weir_qt_scope ties a scope of any weir, whatever that rides, to a QObject. The tie ends with the scope: the loop
 * thread disconnects it after weir_scope_cancel, weir_scope_free or the object's end, in its next turns, at the latest in
 * weir_scope_barrier on the loop thread or in weir_close. A plug-in may be unloaded when its ties have ended, whether the
 * objects live on or not; only not while one of them is just being deleted, on another thread or by the function that
 * unloads, since Qt keeps slots until it has emitted destroyed(), and has them free themselves.
 *
 * What the user of a scope sees when the object dies: no task and no step of the scope begins any more. A step that is
 * running on the loop thread goes on if the object dies on another thread. on_done still comes, once for each job, when
 * the object is gone: ask weir_scope_is_cancelled there, or whether the status is WEIR_JOB_CANCELLED, before touching
 * it. */
#ifndef WEIR_QT_H
#define WEIR_QT_H

#include <weir/pump.h>

#ifdef __cplusplus
class QObject;
extern "C" {
#else
typedef struct QObject QObject;
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

/**
 * weir_qt_scope: have a scope cancelled when a QObject dies.
 *
 * When it emits destroyed(), on whichever thread it is deleted: of a QWidget before its children go. The scope is
 * cancelled before the emission goes on. Nothing happens to the object when the scope ends. A scope may be tied to several
 * objects, the first that dies cancels it; an object to any number of scopes. It needs no QCoreApplication.
 *
 * Threads:  any; object must not be deleted before it returns
 * Blocks:   never for long
 * Owns:     object stays the caller's; scope stays the caller's, and may be freed before the object or after
 * Returns:  0 tied
 *           WEIR_EINVAL: an argument is NULL; nothing changed
 *           WEIR_ENOMEM: nothing is tied
 *           WEIR_ECLOSED: as weir_scope_on_cancel; nothing is tied
 */
WEIR_API int weir_qt_scope(struct weir_scope *scope, QObject *object);

#ifdef __cplusplus
}
#endif

#endif
