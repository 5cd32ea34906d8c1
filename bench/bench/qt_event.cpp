/* SPDX-License-Identifier: MIT */
/* What programs write that find invokeMethod too slow: an event class of their own, posted to an object which runs what
 * the event carries. Not invokeMethod: that is qt_invoke.cpp. */
#include "bench/contestant.h"
#include "bench/qt_loop.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QEvent>

#include <new>

namespace
{

const QEvent::Type call_type = static_cast<QEvent::Type>(QEvent::registerEventType());

class call_event : public QEvent
{
  public:
    explicit call_event(struct call *carried) : QEvent(call_type), call(carried)
    {
    }

    struct call *const call;
};

class receiver : public QObject
{
  protected:
    bool event(QEvent *event) override
    {
        if (event->type() != call_type)
            return QObject::event(event);
        struct call *call = static_cast<call_event *>(event)->call;
        call->run(call);
        return true;
    }
};

struct posted {
    void *application;
    receiver *object;
};

} // namespace

static void
event_close(void *self)
{
    posted *side = static_cast<posted *>(self);
    delete side->object;
    qt_loop_close(side->application);
    delete side;
}

static void *
event_open(void)
{
    void *application = qt_loop_open();
    return application ? new posted{application, new receiver} : nullptr;
}

static bool
event_post(void *self, struct call *call)
{
    QCoreApplication::postEvent(static_cast<posted *>(self)->object, new call_event(call));
    return true;
}

const struct contestant qt_event = {nullptr,    nullptr,    nullptr,     nullptr,      false,      false,
                                    event_open, event_post, qt_loop_run, qt_loop_stop, event_close};
