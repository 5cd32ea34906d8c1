/* SPDX-License-Identifier: MIT */
/* Code that is loaded when it is wanted, because it brings a library that not every process of the program may hold: two
 * versions of Qt do not go into one. Never unloads. */
#ifndef KIT_MODULE_H
#define KIT_MODULE_H

/* What the module calls `symbol`; NULL after saying on stderr what went wrong. */
const void *module_symbol(const char *file, const char *symbol);

#endif
