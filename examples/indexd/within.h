/* SPDX-License-Identifier: MIT */
/* Which directories a client may name: those below DIR, and no other. Not what is in them. */
#ifndef INDEXD_WITHIN_H
#define INDEXD_WITHIN_H

/* Answers NULL and in *inside the real path of `dir`, below `root`, which is itself a real path;
 * "" is root. Else the reason why not, and *inside is NULL. The caller frees *inside.
 *
 * It asks the file system on the calling thread, for a few names that the kernel mostly knows. */
const char *within(const char *root, const char *dir, char **inside);

#endif
