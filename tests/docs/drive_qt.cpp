/* SPDX-License-Identifier: MIT */
/* The loop of a QCoreApplication, of Qt 5 or Qt 6. */
#include "drive.h"

#include <QtCore/QCoreApplication>

namespace
{

int argc = 1;
char name[] = "drive";
char *argv[] = {name, nullptr};
QCoreApplication *application;

} // namespace

void
host_open(void)
{
    application = new QCoreApplication(argc, argv);
}

void
host_run(void)
{
    QCoreApplication::exec();
}

void
host_stop(void *)
{
    QCoreApplication::quit();
}

void
host_close(void)
{
    delete application;
}
