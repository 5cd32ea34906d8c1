/* SPDX-License-Identifier: MIT */
/* A loop for each adapter of the page on adapters, to run the page's snippets in. Not the snippets. */
#ifndef TESTS_DOCS_DRIVE_H
#define TESTS_DOCS_DRIVE_H

#include <weir/weir.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The page's own, in the snippet that all adapters share. */
extern struct weir *ui;
int plugin_begin(void);
int plugin_end(void);

/* The loop: made before plugin_begin, run until host_stop is called on its thread, ended after plugin_end. */
void host_open(void);
void host_run(void);
void host_stop(void *unused);
void host_close(void);

#ifdef __cplusplus
}
#endif

#endif
