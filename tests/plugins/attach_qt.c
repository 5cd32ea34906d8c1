/* SPDX-License-Identifier: MIT */
/* Attaches a plug-in to the loop of a Qt program. Not to that of GTK (attach_glib.c). */
#include "attach.h"

#include <weir-qt.h>

int
plugin_attach(struct weir *w)
{
    return weir_qt_attach(w);
}
