/* SPDX-License-Identifier: MIT */
/* The half of the Qt host that knows the scene. Not the window: that is qt.cpp. */
#include "mirror.h"

#include "host.h"

static struct scene *shown;

size_t
mirror_count(void)
{
    return shown->count;
}

/* A point is three floats, whoever names them. */
struct mirror_object
mirror_at(size_t index)
{
    const struct scene_object *object = shown->objects[index];
    _Static_assert(sizeof *object->mesh.points == sizeof(float[3]), "a point has nothing but x, y and z");
    return (struct mirror_object){
        .points = (const float(*)[3])object->mesh.points,
        .point_count = object->mesh.point_count,
        .triangles = (const uint32_t(*)[3])object->mesh.triangles,
        .triangle_count = object->mesh.triangle_count,
        .at = {object->at.x, object->at.y, object->at.z},
        .size = object->size,
    };
}

uint64_t
mirror_version(void)
{
    return shown->version;
}

uint64_t
mirror_beats(void)
{
    return shown->beat.beats;
}

int64_t
mirror_worst_gap(void)
{
    return shown->beat.worst_gap;
}

void
mirror_beat(void)
{
    scene_beat(shown);
}

static int
start(struct weir *w, struct scene *scene, const char *title)
{
    shown = scene;
    return qt_window_start(w, title);
}

const struct host qt_host = {
    .name = "qt", .start = start, .run = qt_window_run, .quit = qt_window_quit, .end = qt_window_end};
