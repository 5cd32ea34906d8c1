/* SPDX-License-Identifier: MIT */
/* A program of Qt 5 or Qt 6 into which plug-ins are loaded. It links the toolkit and nothing of weir. Not the laws
 * (laws.c). */
#include "toolkit.h"

#include <QtCore/QAbstractEventDispatcher>
#include <QtCore/QElapsedTimer>
#include <QtCore/QEventLoop>
#include <QtCore/QTimer>
#include <QtGui/QPainter>
#include <QtWidgets/QApplication>
#include <QtWidgets/QDialog>
#include <QtWidgets/QWidget>

#include <algorithm>
#include <cstring>
#include <dlfcn.h>
#include <functional>
#include <memory>
#include <mutex>
#include <set>

/* Qt's hooks for tools that inspect programs: exported by QtCore, and declared in none of its public headers. */
extern Q_CORE_EXPORT quintptr qtHookData[];

namespace
{

constexpr int limit_ms = 60000;
constexpr int frames_in_modal = 5;
long frames;

class viewport : public QWidget
{
  protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter(this).fillRect(rect(), QColor::fromHsv(static_cast<int>(frames++ % 360), 200, 200));
    }
};

/* Calls a function for each event of the user's that reaches it. */
class listener : public QObject
{
  public:
    std::function<void()> heard;

  protected:
    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::User)
            return QObject::event(event);
        heard();
        return true;
    }
};

int argument_count = 1;
char program[] = "plugins";
char *arguments[] = {program, nullptr};

struct host {
    QApplication app{argument_count, arguments};
    viewport window;
    QTimer painting;
};
std::unique_ptr<host> host;

bool
has_painted(void *)
{
    return frames > 0;
}

/* All QObjects, of all threads. */
struct {
    std::mutex lock;
    std::set<QObject *> all;
} objects;

void
is_born(QObject *object)
{
    std::lock_guard<std::mutex> guard(objects.lock);
    objects.all.insert(object);
}

void
dies(QObject *object)
{
    std::lock_guard<std::mutex> guard(objects.lock);
    objects.all.erase(object);
}

/* While the program is open: some objects of Qt's own die after what is static here. */
void
watch_objects(bool on)
{
    enum {
        add_object = 3,
        remove_object = 4
    };
    qtHookData[add_object] = on ? reinterpret_cast<quintptr>(is_born) : 0;
    qtHookData[remove_object] = on ? reinterpret_cast<quintptr>(dies) : 0;
}

/* Of a plug-in is an object whose virtual functions lie in one, or in a library that is gone. */
bool
is_of_a_plugin(const QObject *object)
{
    const void *functions;
    std::memcpy(&functions, static_cast<const void *>(object), sizeof functions);
    Dl_info library;
    return dladdr(functions, &library) == 0 || std::strstr(library.dli_fname, "_one.so") ||
           std::strstr(library.dli_fname, "_other.so");
}

} // namespace

void
toolkit_open()
{
    frames = 0;
    watch_objects(true);
    QGuiApplication::setQuitOnLastWindowClosed(false);
    host.reset(new struct host);
    QByteArray dispatcher = QAbstractEventDispatcher::instance()->metaObject()->className();
    if (dispatcher.contains("Glib") != qEnvironmentVariableIsEmpty("QT_NO_GLIB"))
        qFatal("it is the dispatcher %s", dispatcher.constData());
    host->window.resize(320, 200);
    host->window.show();
    host->painting.setTimerType(Qt::PreciseTimer);
    QObject::connect(&host->painting, &QTimer::timeout, [] { host->window.update(); });
    host->painting.start(16);
    if (!toolkit_run(has_painted, nullptr))
        qFatal("the window is not painted");
}

void
toolkit_close()
{
    host.reset();
    watch_objects(false);
    objects.all.clear();
}

bool
toolkit_run(toolkit_until *until, void *arg)
{
    QElapsedTimer passed;
    passed.start();
    QTimer look; /* brings the loop back to `until` */
    look.start(5);
    QEventLoop loop;
    bool reached;
    while (!(reached = until(arg)) && passed.elapsed() < limit_ms)
        loop.processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    return reached;
}

long
toolkit_frames()
{
    return frames;
}

void
toolkit_modal(toolkit_call *inside, void *arg)
{
    QDialog dialog(&host->window);
    QTimer look;
    long leave_at = 0;
    QObject::connect(&look, &QTimer::timeout, [&] {
        if (leave_at == 0) {
            inside(arg);
            leave_at = frames + frames_in_modal;
        }
        if (frames >= leave_at)
            dialog.reject();
    });
    look.start(10);
    dialog.exec();
}

/* The first event posts the second and lets the plug-in post behind it; so both lie before the same pass. */
void
toolkit_overtake(toolkit_call *wake, toolkit_call *call, void *arg)
{
    listener first, second;
    bool done = false;
    auto tell = [](listener &whom) { QCoreApplication::postEvent(&whom, new QEvent(QEvent::User)); };
    first.heard = [&] {
        tell(second);
        wake(arg);
    };
    second.heard = [&] {
        call(arg);
        done = true;
    };
    tell(first);
    toolkit_run([](void *is_done) { return *static_cast<bool *>(is_done); }, &done);
}

/* With an object go its posted events and its timers. */
bool
toolkit_holds_only(int plugins)
{
    std::lock_guard<std::mutex> guard(objects.lock);
    return std::count_if(objects.all.begin(), objects.all.end(), is_of_a_plugin) == plugins;
}
