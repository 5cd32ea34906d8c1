/* SPDX-License-Identifier: MIT */
/* What the tables know of the Qt contestants. What they do is in a module for each version of Qt (weir_qt.c,
 * qt_invoke.cpp, qt_event.cpp), which only the process that measures one of them loads. */
#include "bench/contestant.h"

#ifdef BENCH_QT5
const struct contestant weir_qt5 = {.name = "weir (Qt 5)", .module = BENCH_QT5, .symbol = "weir_qt"};
const struct contestant qt5_invoke = {
    .name = "invokeMethod (Qt 5)", .weir = &weir_qt5, .module = BENCH_QT5, .symbol = "qt_invoke"};
const struct contestant qt5_event = {
    .name = "postEvent (Qt 5)", .weir = &weir_qt5, .module = BENCH_QT5, .symbol = "qt_event"};
#endif

#ifdef BENCH_QT6
const struct contestant weir_qt6 = {.name = "weir (Qt 6)", .module = BENCH_QT6, .symbol = "weir_qt"};
const struct contestant qt6_invoke = {
    .name = "invokeMethod (Qt 6)", .weir = &weir_qt6, .module = BENCH_QT6, .symbol = "qt_invoke"};
const struct contestant qt6_event = {
    .name = "postEvent (Qt 6)", .weir = &weir_qt6, .module = BENCH_QT6, .symbol = "qt_event"};
#endif
