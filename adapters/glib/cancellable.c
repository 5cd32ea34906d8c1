/* SPDX-License-Identifier: MIT */
/* A scope and a GCancellable that end each other. Not how (tie.c). */
#include "tie.h"

int
weir_glib_cancellable(struct weir_scope *scope, GCancellable *cancellable)
{
    if (!scope || !cancellable || !G_IS_CANCELLABLE(cancellable))
        return WEIR_EINVAL;
    return weir_glib_tie(scope, cancellable, TRUE);
}
