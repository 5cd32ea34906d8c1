/* SPDX-License-Identifier: MIT */
/* The hosts of Qt 5 and Qt 6: a QCoreApplication, or with KIT_QT_WIDGETS a QApplication with a window. Not the pump
 * (adapters/qt). Which dispatcher and which platform it has, its environment says. */
extern "C" {
#include "host.h"
}

#include <weir-qt.h>

#include <QtCore/QAbstractEventDispatcher>
#include <QtCore/QCoreApplication>
#include <QtCore/QDeadlineTimer>
#include <QtCore/QEventLoop>
#include <QtCore/QSocketNotifier>
#include <QtCore/QTimer>

#ifdef KIT_QT_WIDGETS
#include <QtGui/QPainter>
#include <QtWidgets/QApplication>
#include <QtWidgets/QDialog>
#include <QtWidgets/QMenu>
#include <QtWidgets/QWidget>
#endif

#include <functional>
#include <memory>
#include <unistd.h>

namespace
{

/* The application keeps references to these. */
int argument_count = 1;
char program[] = "kit";
char *arguments[] = {program, nullptr};

#ifdef KIT_QT_WIDGETS
using application = QApplication;

class viewport : public QWidget
{
  public:
    std::function<void()> painted;

  protected:
    void paintEvent(QPaintEvent *) override
    {
        static int hue;
        QPainter(this).fillRect(rect(), QColor::fromHsv(hue++ % 360, 200, 200));
        if (painted)
            painted();
    }
};
#else
using application = QCoreApplication;
#endif

} // namespace

struct host_loop {
    std::unique_ptr<application> app{new application(argument_count, arguments)};
    std::unique_ptr<QTimer> ticks, frames;
    std::unique_ptr<QSocketNotifier> io;
    int pipe[2]; /* holds a byte, so that reading is always possible */
#ifdef KIT_QT_WIDGETS
    std::unique_ptr<viewport> window;
#endif
};

namespace
{

int64_t
qt_now(host_loop *)
{
    return QDeadlineTimer::current(Qt::PreciseTimer).deadlineNSecs();
}

int
qt_attach(host_loop *, weir *w)
{
    return weir_qt_attach(w);
}

bool
qt_run(host_loop *loop, host_until *until, void *arg, int64_t limit)
{
    int64_t end = qt_now(loop) + limit;
    QTimer look; /* brings the loop back to `until`, which another thread may make true */
    look.start(5);
    QEventLoop inner;
    bool reached;
    while (!(reached = until(arg)) && loop->app && qt_now(loop) < end)
        inner.processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    return reached;
}

void
qt_post(host_loop *loop, weir_fn *run, void *arg)
{
    QMetaObject::invokeMethod(
        loop->app.get(), [=] { run(arg); }, Qt::QueuedConnection);
}

std::unique_ptr<QTimer>
timer_of(int period, const std::function<void()> &run)
{
    std::unique_ptr<QTimer> timer(new QTimer);
    timer->setTimerType(Qt::PreciseTimer);
    QObject::connect(timer.get(), &QTimer::timeout, run);
    timer->start(period);
    return timer;
}

void
qt_tick(host_loop *loop, int64_t period, weir_fn *run, void *arg)
{
    loop->ticks.reset();
    if (run)
        loop->ticks = timer_of(static_cast<int>(qMax(period / WEIR_MS(1), int64_t(1))), [=] { run(arg); });
}

void
qt_watch(host_loop *loop, weir_fn *run, void *arg)
{
    loop->io.reset();
    if (!run)
        return;
    loop->io.reset(new QSocketNotifier(loop->pipe[0], QSocketNotifier::Read));
    QObject::connect(loop->io.get(), &QSocketNotifier::activated, [=] { run(arg); });
}

#ifdef KIT_QT_WIDGETS

void
qt_paint(host_loop *loop, weir_fn *run, void *arg)
{
    viewport *window = loop->window.get();
    loop->frames.reset();
    window->painted = nullptr;
    if (!run)
        return;
    window->painted = [=] { run(arg); };
    loop->frames = timer_of(16, [=] { window->update(); });
}

const char *const modals[] = {"QEventLoop", "QDialog::exec", "QMenu::exec", nullptr};

bool
qt_modal(host_loop *loop, int which, host_until *until, void *arg, int64_t limit)
{
    QEventLoop inner;
    QDialog dialog(loop->window.get());
    QMenu menu(loop->window.get());
    menu.addAction("one");
    int64_t end = qt_now(loop) + limit;
    bool reached = false;
    std::unique_ptr<QTimer> look = timer_of(5, [&] {
        reached = until(arg);
        if (!reached && qt_now(loop) < end)
            return;
        inner.quit();
        dialog.reject();
        menu.close();
    });
    if (which == 0)
        inner.exec();
    else if (which == 1)
        dialog.exec();
    else
        menu.exec(loop->window->mapToGlobal(QPoint(5, 5)));
    return reached;
}

#else

void
qt_paint(host_loop *loop, weir_fn *run, void *arg)
{
    loop->frames.reset();
    if (run)
        loop->frames = timer_of(16, [=] { run(arg); });
}

const char *const modals[] = {"QEventLoop", nullptr};

bool
qt_modal(host_loop *loop, int, host_until *until, void *arg, int64_t limit)
{
    QEventLoop inner;
    int64_t end = qt_now(loop) + limit;
    bool reached = false;
    std::unique_ptr<QTimer> look = timer_of(5, [&] {
        reached = until(arg);
        if (reached || qt_now(loop) >= end)
            inner.quit();
    });
    inner.exec();
    return reached;
}

#endif

/* Is the dispatcher the one that its environment asks for? */
bool
has_its_dispatcher()
{
    bool wanted = qEnvironmentVariableIsEmpty("QT_NO_GLIB");
    return QByteArray(QAbstractEventDispatcher::instance()->metaObject()->className()).contains("Glib") ==
           wanted;
}

/* The application is deleted; weir hears of it from Qt. */
void
qt_die(host_loop *loop, weir *)
{
    loop->ticks.reset();
    loop->frames.reset();
    loop->io.reset();
#ifdef KIT_QT_WIDGETS
    loop->window.reset();
#endif
    loop->app.reset();
}

host_loop *
qt_open()
{
    auto loop = std::unique_ptr<host_loop>(new host_loop);
    if (!has_its_dispatcher() || pipe(loop->pipe) != 0 || write(loop->pipe[1], "x", 1) != 1)
        return nullptr;
#ifdef KIT_QT_WIDGETS
    QGuiApplication::setQuitOnLastWindowClosed(false);
    loop->window.reset(new viewport);
    loop->window->resize(320, 200);
    loop->window->show();
#endif
    return loop.release();
}

void
qt_close(host_loop *loop)
{
    if (!loop)
        return;
    qt_die(loop, nullptr);
    close(loop->pipe[0]);
    close(loop->pipe[1]);
    delete loop;
}

host
make_host()
{
    static const QByteArray name =
        QByteArray(KIT_QT_NAME) + (qEnvironmentVariableIsEmpty("QT_NO_GLIB") ? "_glib" : "_unix") +
        (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM") ? "" : "_") + qgetenv("QT_QPA_PLATFORM");
    host made = {};
    made.name = name.constData();
    made.can = HOST_WAKES | HOST_NESTS | HOST_DIES | HOST_HAS_IO | HOST_PAINTS | HOST_HAS_MODALS;
    made.open = qt_open;
    made.close = qt_close;
    made.attach = qt_attach;
    made.run = qt_run;
    made.post = qt_post;
    made.tick = qt_tick;
    made.watch = qt_watch;
    made.now = qt_now;
    made.die = qt_die;
    made.paint = qt_paint;
    made.modals = modals;
    made.modal = qt_modal;
    return made;
}

} // namespace

extern "C" const host qt_host = make_host();
