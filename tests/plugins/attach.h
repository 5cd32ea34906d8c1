/* SPDX-License-Identifier: MIT */
/* How a plug-in attaches to the loop of its host: attach_glib.c or attach_qt.c. Not what it does then (plugin.c). */
#ifndef TESTS_PLUGINS_ATTACH_H
#define TESTS_PLUGINS_ATTACH_H

#include <weir/weir.h>

int plugin_attach(struct weir *w);

#endif
