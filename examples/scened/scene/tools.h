/* SPDX-License-Identifier: MIT */
/* What agents may ask of the scene: the tools of this server. Each is a struct door_tool whose host is a struct tools. */
#ifndef SCENED_TOOLS_H
#define SCENED_TOOLS_H

#include "door.h"
#include "scene.h"

#ifdef __cplusplus
extern "C" {
#endif

struct tools {
    struct scene *scene;
    const char *host;             /* the name of the host, for viewport_status */
    struct weir_workers *workers; /* for reading and writing files */
    const char *folder;           /* files are read from and written to here, and nowhere else */
};

extern const struct door_tool TOOLS[];
extern const size_t TOOL_COUNT;

#ifdef __cplusplus
}
#endif

#endif
