/* SPDX-License-Identifier: MIT */
/* The Qt pump, for Qt 5 and Qt 6: one QObject, a posted event and a timer. It decides nothing: weir_turn does.
 *
 * What Qt may still hold after a detach must not lie in our library, which may be unloaded: the event is a plain QEvent,
 * with the object go its posted events and its timer, and the routine for the application's end goes with the last
 * pump. */
#include "weir-qt.h"

#include <QtCore/QAbstractEventDispatcher>
#include <QtCore/QCoreApplication>
#include <QtCore/QEvent>
#include <QtCore/QObject>
#include <QtCore/QThread>

#include <atomic>
#include <cstring>
#include <limits>
#include <memory>
#include <mutex>
#include <new>

namespace
{

QEvent::Type
wake_type()
{
    static const int type = QEvent::registerEventType();
    return static_cast<QEvent::Type>(type);
}

/* With GLib's dispatcher a timer of 0 is always ready, and starves what GLib holds for less urgent. */
int
shortest_wait()
{
    const QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
    return dispatcher && std::strstr(dispatcher->metaObject()->className(), "Glib") ? 1 : 0;
}

class pump : public QObject
{
  public:
    explicit pump(struct weir *w);
    ~pump() override;

    static int wake(void *self) noexcept;
    static void detach(void *self);
    static int fork_child(void *self);
    static void lost(void *self);

  protected:
    bool event(QEvent *event) override;

  private:
    static void application_ends();
    void host_calls();
    void arm(const struct weir_next &next);
    void arm_in(int64_t duration);
    void disarm();

    std::atomic<struct weir *> w; /* null: lost on another thread, and waiting for its end */
    int timer = 0;                /* 0: not armed */
    bool forked = false;
    pump *next_pump;

    static pump *first; /* all of this library, on the thread of the application */
};

pump *pump::first;

/* What `lost` does on another thread is done whole before the application ends the object. */
std::mutex ending;

/* The wake: see pump.h. */
int
pump::wake(void *self) noexcept
{
    try {
        QCoreApplication::postEvent(static_cast<pump *>(self), new QEvent(wake_type()));
        return 0;
    } catch (const std::bad_alloc &) {
        return WEIR_ENOMEM;
    }
}

/* The timer. */

void
pump::disarm()
{
    if (timer != 0)
        killTimer(timer);
    timer = 0;
}

void
pump::arm_in(int64_t duration)
{
    const int64_t millisecond = WEIR_MS(1), most = std::numeric_limits<int>::max();
    int64_t wait = (duration + millisecond - 1) / millisecond;
    timer = startTimer(static_cast<int>(wait < most ? wait : most), Qt::PreciseTimer);
}

void
pump::arm(const struct weir_next &next)
{
    const int64_t now = weir_now();
    if (next.latest_ns <= now && wake(this) == 0)
        return; /* the second of the entry stays armed: the program may eat the event */
    disarm();
    if (next.earliest_ns == INT64_MAX)
        return;
    if (next.earliest_ns > now)
        arm_in(next.earliest_ns - now);
    else
        arm_in(WEIR_MS(shortest_wait()));
}

/* The callback that the host makes: see pump.h. A timer that repeats would not come again in a nested loop. */
void
pump::host_calls()
{
    disarm();
    arm_in(WEIR_S(1)); /* so that a loop which a task nests comes back here */
    struct weir_next next;
    int result = weir_turn(w.load(std::memory_order_acquire), nullptr, &next);
    if (result < 0 && result != WEIR_EBUSY)
        return; /* this object may be gone */
    arm(next);
}

bool
pump::event(QEvent *event)
{
    if (event->type() != wake_type() && event->type() != QEvent::Timer)
        return QObject::event(event);
    if (w.load(std::memory_order_acquire))
        host_calls();
    return true;
}

/* Life. */

pump::pump(struct weir *weir) : w(weir), next_pump(first)
{
    if (!first)
        qAddPostRoutine(application_ends);
    first = this;
}

pump::~pump()
{
    pump **link = &first;
    while (*link != this)
        link = &(*link)->next_pump;
    *link = next_pump;
    if (!first)
        qRemovePostRoutine(application_ends);
}

void
pump::detach(void *self)
{
    pump *object = static_cast<pump *>(self);
    if (object->forked)
        object->w.store(nullptr, std::memory_order_relaxed); /* the child's only thread */
    else
        delete object;
}

/* A QObject ends on its own thread. */
void
pump::lost(void *self)
{
    pump *object = static_cast<pump *>(self);
    if (object->thread() == QThread::currentThread()) {
        detach(object);
        return;
    }
    std::lock_guard<std::mutex> lock(ending);
    object->w.store(nullptr, std::memory_order_release);
    object->deleteLater();
}

void
pump::application_ends()
{
    while (pump *object = first) {
        ending.lock();
        struct weir *weir = object->w.load(std::memory_order_acquire);
        ending.unlock();
        if (!weir || weir_host_lost(weir) != 0)
            delete object;
    }
}

int
pump::fork_child(void *self)
{
    /* A lock of Qt's may be held by a thread that the child does not have. */
    static_cast<pump *>(self)->forked = true;
    return WEIR_ESYSTEM;
}

} // namespace

int
weir_qt_attach(struct weir *w)
{
    static const struct weir_pump vtable = {sizeof vtable,    "Qt",       pump::wake, pump::detach, nullptr,
                                            pump::fork_child, pump::lost, true};
    if (!w)
        return WEIR_EINVAL;
    if (!QCoreApplication::instance() || QCoreApplication::closingDown())
        return WEIR_EHOST;
    if (QCoreApplication::instance()->thread() != QThread::currentThread())
        return WEIR_ETHREAD;
    try {
        std::unique_ptr<pump> object(new pump(w));
        int failed = weir_attach(w, &vtable, object.get());
        if (!failed)
            static_cast<void>(object.release()); /* until detach or lost */
        return failed;
    } catch (const std::bad_alloc &) {
        return WEIR_ENOMEM;
    }
}
