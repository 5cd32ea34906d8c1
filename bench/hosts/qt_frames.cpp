/* SPDX-License-Identifier: MIT */
/* Runs a QCoreApplication with a frame timer of its own, and posts to it with QMetaObject::invokeMethod. Does not know
 * weir. Compiled once with each version of Qt. */
#include "hosts/qt_frames.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>

#include <new>

static char name[] = "weir-demo";
static char *argv[] = {name, nullptr};
static int argc = 1;

struct qt_frames {
    QCoreApplication application{argc, argv};
    QElapsedTimer clock;
    QTimer timer;
};

struct qt_frames *
qt_frames_new(int period_ms, qt_frames_fn *tick, void *arg)
{
    qt_frames *frames = new (std::nothrow) qt_frames;

    if (!frames)
        return nullptr;
    frames->clock.start();
    frames->timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&frames->timer, &QTimer::timeout, &frames->application, [tick, arg] { tick(arg); });
    frames->timer.start(period_ms);
    return frames;
}

int64_t
qt_frames_now(void *frames)
{
    return static_cast<qt_frames *>(frames)->clock.nsecsElapsed();
}

void
qt_frames_quit(void *)
{
    QCoreApplication::quit();
}

bool
qt_frames_post(void *frames, qt_frames_fn *run, void *arg)
{
    return QMetaObject::invokeMethod(
        &static_cast<qt_frames *>(frames)->application, [run, arg] { run(arg); }, Qt::QueuedConnection);
}

void
qt_frames_run(struct qt_frames *)
{
    QCoreApplication::exec();
}

void
qt_frames_free(struct qt_frames *frames)
{
    delete frames;
}
