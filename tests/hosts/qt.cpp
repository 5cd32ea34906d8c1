/* SPDX-License-Identifier: MIT */
/* The way into a program of Qt 5 or Qt 6: a library that the linker loads with it (LD_PRELOAD), or a script of the
 * program while it runs. Qt calls it when the application is made, or at once. Its beat is a QTimer, its paint that of
 * a widget of the program's. Not what is done there (probe.c). */
#include "probe.h"

#include <weir-qt.h>

#include <QtCore/QAbstractEventDispatcher>
#include <QtCore/QCoreApplication>
#include <QtCore/QEvent>
#include <QtCore/QPointer>
#include <QtCore/QTimer>
#include <QtWidgets/QApplication>
#include <QtWidgets/QMainWindow>
#include <QtWidgets/QStatusBar>

#include <cstdio>

namespace
{

/* Sees each paint of the widget that shows the text. */
class painted : public QObject
{
  public:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint)
            probe_paint();
        return false;
    }
};

QPointer<QMainWindow> window; /* the program's, once it is there */
QPointer<QWidget> shown;      /* its status bar, or the window itself where that has none */

void
show(const char *text)
{
    if (!window)
        return;
    window->setWindowTitle(QString::fromLatin1(text));
    if (auto *bar = qobject_cast<QStatusBar *>(shown))
        bar->showMessage(QString::fromLatin1(text));
    shown->update();
}

struct probe_way way = {"Qt", true, weir_qt_attach, show};

void
find_window()
{
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        if (!widget->isVisible() || !qobject_cast<QMainWindow *>(widget))
            continue;
        window = qobject_cast<QMainWindow *>(widget);
        shown = window->findChild<QStatusBar *>();
        if (!shown)
            shown = window;
        auto *filter = new painted;
        filter->setParent(shown);
        shown->installEventFilter(filter);
        std::snprintf(way.loop, sizeof way.loop, "Qt %s, %s", qVersion(),
                      QAbstractEventDispatcher::instance()->metaObject()->className());
        return;
    }
}

void
on_beat(QTimer *timer)
{
    if (!window)
        find_window();
    if (!window || probe_beat(&way))
        return;
    timer->deleteLater();
    /* As by its title bar, but not from within our own timer; the program quits by itself with its last window. */
    QMetaObject::invokeMethod(window, "close", Qt::QueuedConnection);
}

void
start()
{
    qunsetenv("LD_PRELOAD"); /* for this program, not for those that it starts */
    auto *timer = new QTimer(QCoreApplication::instance());
    timer->setTimerType(Qt::PreciseTimer);
    QObject::connect(timer, &QTimer::timeout, [timer] { on_beat(timer); });
    timer->start(PROBE_BEAT_MS);
}

} // namespace

Q_COREAPP_STARTUP_FUNCTION(start)
