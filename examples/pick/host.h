/* SPDX-License-Identifier: MIT */
/* The loops that --host= can name. Each is one file, host_<name>.c: it opens its loop, attaches the work to it by one
 * line, runs it and closes it. Not the work (work.h). */
#ifndef PICK_HOST_H
#define PICK_HOST_H

#ifdef __cplusplus
extern "C" {
#endif

struct work;

struct host {
    const char *name;
    const char *program;           /* that has it */
    int (*run)(struct work *work); /* 0, or a code of weir's; NULL: this program has it not */
    const char *missing;           /* why no program has it, or NULL */
};

extern const struct host hosts[]; /* ends with one without a name */

int host_manual(struct work *work);
int host_libevent(struct work *work);
int host_glib(struct work *work);
int host_qt(struct work *work); /* Qt 5 or Qt 6, which cannot both be in one process */

#ifdef __cplusplus
}
#endif

#endif
