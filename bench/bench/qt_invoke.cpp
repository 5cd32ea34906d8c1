/* SPDX-License-Identifier: MIT */
/* Qt's usual way to have something called from another thread: QMetaObject::invokeMethod with a functor, queued. Not an
 * event of one's own: that is qt_event.cpp. */
#include "bench/contestant.h"
#include "bench/qt_loop.h"

#include <QtCore/QCoreApplication>

static bool
invoke_post(void *self, struct call *call)
{
    return QMetaObject::invokeMethod(
        static_cast<QCoreApplication *>(self), [call] { call->run(call); }, Qt::QueuedConnection);
}

const struct contestant qt_invoke = {nullptr,     nullptr,      nullptr,      nullptr,
                                     false,       false,        qt_loop_open, invoke_post,
                                     qt_loop_run, qt_loop_stop, qt_loop_close};
