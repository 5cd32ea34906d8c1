/* SPDX-License-Identifier: MIT */
/* What the Qt window sees of the scene, and what it does for the host. A bridge: the viewport of ../../qt-mesh has a class
 * named scene in a scene.h of its own, so qt.cpp cannot include ours. All functions: the UI thread. */
#ifndef SCENED_MIRROR_H
#define SCENED_MIRROR_H

#include <weir/weir.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One object, as it lies in the scene: good until the next task runs. */
struct mirror_object {
    const float (*points)[3]; /* x, y and z of each */
    size_t point_count;
    const uint32_t (*triangles)[3]; /* places in points */
    size_t triangle_count;
    float at[3], size;
};

size_t mirror_count(void);
struct mirror_object mirror_at(size_t index);

uint64_t mirror_version(void); /* grows with each change */
uint64_t mirror_beats(void);
int64_t mirror_worst_gap(void); /* ns */
void mirror_beat(void);

/* qt.cpp; as in host.h. */
int qt_window_start(struct weir *w, const char *title);
void qt_window_run(void);
void qt_window_quit(void);
void qt_window_end(void);

#ifdef __cplusplus
}
#endif

#endif
