/* SPDX-License-Identifier: MIT */
/* The work on the loop of a QCoreApplication, of Qt 5 or Qt 6. Not the work: that is work.c. */
#include "host.h"

extern "C" {
#include "work.h"
}

#include <weir-qt.h>

#include <QtCore/QCoreApplication>

static void
quit(void *)
{
    QCoreApplication::quit();
}

int
host_qt(struct work *work)
{
    int count = 1;
    char name[] = "weir-pick", *arguments[] = {name, nullptr};
    QCoreApplication application(count, arguments);
    const int failed = weir_qt_attach(work_weir(work));
    if (!failed) {
        work_begin(work, quit, nullptr);
        QCoreApplication::exec();
    }
    work_end(work);
    return failed;
}
