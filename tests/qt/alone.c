/* SPDX-License-Identifier: MIT */
/* Nothing but a file to link the whole pump to. Not a test: alone.sh looks at the module. */
#include <weir-qt.h>

extern int (*const tests_qt_alone)(struct weir *);
int (*const tests_qt_alone)(struct weir *) = weir_qt_attach;
