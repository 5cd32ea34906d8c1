/* SPDX-License-Identifier: MIT */
/* The tables of what is measured of works, and of whom. Measures nothing. What is of Qt is in its modules
 * (works_qt.cpp). */
#include "bench/works.h"

#include <stddef.h>

#ifdef BENCH_QT5
static const struct crew qt5_weir_crew = {
    .name = "weir (Qt 5)", .module = BENCH_QT5, .symbol = "qt_weir_crew"};
static const struct crew qt5_pool_crew = {
    .name = "QThreadPool (Qt 5)", .weir = &qt5_weir_crew, .module = BENCH_QT5, .symbol = "qt_pool_crew"};
#endif

#ifdef BENCH_QT6
static const struct crew qt6_weir_crew = {
    .name = "weir (Qt 6)", .module = BENCH_QT6, .symbol = "qt_weir_crew"};
static const struct crew qt6_pool_crew = {
    .name = "QThreadPool (Qt 6)", .weir = &qt6_weir_crew, .module = BENCH_QT6, .symbol = "qt_pool_crew"};
#endif

/* Each weir, then the ways of its own loop. */
const struct crew *const crews[] = {
#ifdef BENCH_HAS_GIO
    &glib_weir_crew,
    &glib_task_crew,
    &glib_pool_crew,
    &glib_queue_crew,
#endif
#ifdef BENCH_QT5
    &qt5_weir_crew,
    &qt5_pool_crew,
#endif
#ifdef BENCH_QT6
    &qt6_weir_crew,
    &qt6_pool_crew,
#endif
    NULL,
};

const struct works_measure works_measures[WORKS_MEASURES] = {
    {"works", "in_flight=1024", "works/s",
     "Works that do nothing, 1,024 in flight: started, run and told of (more is better)", WINDOW, false, 1e6,
     "M/s", sample_works},
    {"work_trip", "p50, idle", "us",
     "From the start of one work to its end on the loop, nothing else to do, p50 (less is better)", 1, false,
     1, "us", sample_trips},
    {"work_loop_time", "in_flight=1024", "ns",
     "What a work takes of the loop's thread, 1,024 in flight (less is better)", WINDOW, false, 1, "ns",
     sample_works_loop},
    {"work_loop_time", "in_flight=1", "ns", "The same, one at a time (less is better)", 1, false, 1, "ns",
     sample_works_loop},
    {"work_messages", "works=1", "messages/s", "Messages of one work to its loop (more is better)", 1, true,
     1e6, "M/s", sample_messages},
    {"work_message_loop_time", "works=1", "ns", "What a message takes of the loop's thread (less is better)",
     1, true, 1, "ns", sample_messages_loop},
};

const struct works_relation works_relations[] = {
#ifdef BENCH_HAS_GIO
    {"works", "in_flight=1024", &glib_task_crew, 0.5},
    {"work_trip", "p50, idle", &glib_task_crew, 0.25},
    {"work_loop_time", "in_flight=1024", &glib_task_crew, 0.25},
    {"work_messages", "works=1", &glib_pool_crew, 1},
    {"work_message_loop_time", "works=1", &glib_pool_crew, 1},
#endif
#ifdef BENCH_QT5
    {"work_message_loop_time", "works=1", &qt5_pool_crew, 1},
#endif
#ifdef BENCH_QT6
    {"work_message_loop_time", "works=1", &qt6_pool_crew, 1},
#endif
    {NULL, NULL, NULL, 0},
};
