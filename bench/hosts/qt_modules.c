/* SPDX-License-Identifier: MIT */
/* The Qt hosts as the demo's table knows them. What they do is in a module for each version of Qt (qt.c), which only the
 * process that runs a burst on it loads. */
#include "hosts/host.h"
#include "kit/module.h"

#if defined(DEMO_QT5) || defined(DEMO_QT6)
static bool
run_module(const char *file, struct burst *burst, enum way way)
{
    const struct demo_host *host = module_symbol(file, "demo_host_qt");
    return host && host->run(burst, way);
}
#endif

#ifdef DEMO_QT5
static bool
run_qt5(struct burst *burst, enum way way)
{
    return run_module(DEMO_QT5, burst, way);
}

const struct demo_host demo_host_qt5 = {.name = "qt5", .native = "invokeMethod", .run = run_qt5};
#endif

#ifdef DEMO_QT6
static bool
run_qt6(struct burst *burst, enum way way)
{
    return run_module(DEMO_QT6, burst, way);
}

const struct demo_host demo_host_qt6 = {.name = "qt6", .native = "invokeMethod", .run = run_qt6};
#endif
