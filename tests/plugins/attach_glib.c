/* SPDX-License-Identifier: MIT */
/* Attaches a plug-in to the loop of a GTK program. Not to that of Qt (attach_qt.c). */
#include "attach.h"

#include <weir-glib.h>

#include <glib.h>

int
plugin_attach(struct weir *w)
{
    return weir_glib_attach(w, g_main_context_default());
}
