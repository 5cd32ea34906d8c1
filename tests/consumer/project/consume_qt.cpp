/* SPDX-License-Identifier: MIT */
/* A stranger's program on Qt: the task that the loop runs ends the loop. Not a test of the pump. */
#include <weir-qt.h>

#include <QtCore/QCoreApplication>

#include <cstdio>

static void
stop(void *)
{
    QCoreApplication::quit();
}

int
main(int count, char **arguments)
{
    QCoreApplication app(count, arguments);
    struct weir *w;
    if (weir_new(&w, nullptr) || weir_qt_attach(w) || weir_post(w, stop, nullptr))
        return 1;
    int ran = app.exec();
    int closed = weir_close(w, WEIR_DRAIN, WEIR_FOREVER);
    weir_free(w);
    std::printf("weir on Qt %s: the loop ran and stopped\n", qVersion());
    return ran == 0 && closed == 0 ? 0 : 1;
}
