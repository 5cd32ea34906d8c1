/* SPDX-License-Identifier: MIT */
/* Runs the QCoreApplication under the Qt contestants. Posts nothing. */
#include "bench/qt_loop.h"

#include <QtCore/QCoreApplication>

#include <new>

void *
qt_loop_open(void)
{
    static char name[] = "weir-bench";
    static char *argv[] = {name, nullptr};
    static int argc = 1;
    return new (std::nothrow) QCoreApplication(argc, argv);
}

void
qt_loop_run(void *)
{
    QCoreApplication::exec();
}

void
qt_loop_stop(void *)
{
    QCoreApplication::quit();
}

void
qt_loop_close(void *application)
{
    delete static_cast<QCoreApplication *>(application);
}
