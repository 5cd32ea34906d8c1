/* SPDX-License-Identifier: MIT */
/* A host: the loop that owns the UI thread, and a window or none. Each shows the scene its own way and has a timer of its
 * own that calls scene_beat 60 times a second. All functions: the UI thread, which is main's. */
#ifndef SCENED_HOST_H
#define SCENED_HOST_H

#include "scene.h"

#ifdef __cplusplus
extern "C" {
#endif

struct host {
    const char *name; /* for --host= */
    /* Makes the loop and what is seen, and attaches w. 0 or a code of weir's; says on stderr why. `title` is for the
     * window. */
    int (*start)(struct weir *w, struct scene *scene, const char *title);
    void (*run)(void);  /* until quit, or until the window is closed */
    void (*quit)(void); /* inside run */
    void (*end)(void);  /* after weir_close */
};

extern const struct host headless_host, gtk_host, qt_host; /* each is there if it was built */

#ifdef __cplusplus
}
#endif

#endif
