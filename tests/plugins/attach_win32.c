/* SPDX-License-Identifier: MIT */
/* Attaches a plug-in to the message loop of a Windows program. Not to that of a toolkit (attach_glib.c, attach_qt.c). */
#include "attach.h"

#include <weir-win32.h>

int
plugin_attach(struct weir *w)
{
    return weir_win32_attach(w, NULL);
}
