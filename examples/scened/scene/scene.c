/* SPDX-License-Identifier: MIT */
/* The scene: its objects and its beat. Not the meshes of the shapes (shapes.c), nor how it is drawn (render.c). */
#include "scene.h"

#include "shapes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Each function of the scene begins with it: 0, or it is refused and counted. The count only tells, so its order is
 * relaxed; nothing is read after it that it would have to bring along. */
static int
enter(struct scene *scene, const char *function)
{
    int refused = weir_require_loop_thread(scene->weir, function);
    if (refused)
        __atomic_fetch_add(&scene->foreign, 1, __ATOMIC_RELAXED);
    else
        scene->calls++;
    return refused;
}

uint64_t
scene_foreign(const struct scene *scene)
{
    return __atomic_load_n(&scene->foreign, __ATOMIC_RELAXED);
}

int
scene_new(struct scene **out, struct weir *w)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return WEIR_ENOMEM;
    (*out)->weir = w;
    return 0;
}

static void
free_object(struct scene_object *object)
{
    if (!object)
        return;
    free(object->mesh.points);
    free(object->mesh.triangles);
    free(object->name);
    free(object);
}

void
scene_free(struct scene *scene)
{
    if (!scene)
        return;
    for (size_t i = 0; i < scene->count; i++)
        free_object(scene->objects[i]);
    free(scene->objects);
    free(scene);
}

static void
tell(struct scene *scene)
{
    scene->version++;
    if (scene->changed)
        scene->changed(scene->changed_self);
}

/* Memory for `count` more behind `have`: it doubles, so what is allocated for `have` is known without being kept. NULL:
 * there is none, and `memory` is as it was. */
static void *
grown(void *memory, size_t have, size_t count, size_t size)
{
    size_t room = 0;
    while (room < have)
        room = room ? room * 2 : 8;
    if (have + count <= room)
        return memory;
    while (room < have + count)
        room = room ? room * 2 : 8;
    return reallocarray(memory, room, size);
}

size_t
scene_place(const struct scene *scene, int64_t id)
{
    size_t low = 0, high = scene->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (scene->objects[middle]->id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct scene_object *
object_of(const struct scene *scene, int64_t id)
{
    size_t place = scene_place(scene, id);
    return place < scene->count && scene->objects[place]->id == id ? scene->objects[place] : NULL;
}

const struct scene_object *
scene_find(struct scene *scene, int64_t id)
{
    return enter(scene, __func__) ? NULL : object_of(scene, id);
}

static char *
name_of(const char *name, const char *kind, int64_t id)
{
    char text[64];
    snprintf(text, sizeof text, "%s %lld", kind, (long long)id);
    return strdup(name ? name : text);
}

/* An object with nothing in it. */
static int
append(struct scene *scene, const char *kind, const char *name, struct scene_point at, float size,
       int64_t *id)
{
    struct scene_object **objects = grown(scene->objects, scene->count, 1, sizeof(void *));
    if (!objects)
        return WEIR_ENOMEM;
    scene->objects = objects;
    struct scene_object *object = calloc(1, sizeof *object);
    char *own = name_of(name, kind, scene->last_id + 1);
    if (!object || !own) {
        free(object);
        free(own);
        return WEIR_ENOMEM;
    }
    *object =
        (struct scene_object){.id = ++scene->last_id, .name = own, .kind = kind, .at = at, .size = size};
    objects[scene->count++] = object;
    *id = object->id;
    return 0;
}

static void
withdraw(struct scene *scene, int64_t id)
{
    size_t place = scene_place(scene, id);
    free_object(scene->objects[place]);
    memmove(scene->objects + place, scene->objects + place + 1, (--scene->count - place) * sizeof(void *));
}

int
scene_create(struct scene *scene, const char *kind, const char *name, struct scene_point at, float size,
             int64_t *id)
{
    int refused = enter(scene, __func__);
    if (refused)
        return refused;
    const char *known = shapes_kind(kind);
    if (!known)
        return WEIR_EINVAL;
    int error = append(scene, known, name, at, size, id);
    if (error)
        return error;
    error = shapes_add(scene, *id, known);
    if (error)
        withdraw(scene, *id);
    return error;
}

int
scene_create_mesh(struct scene *scene, const char *name, int64_t *id)
{
    int refused = enter(scene, __func__);
    if (refused)
        return refused;
    int error = append(scene, "mesh", name, (struct scene_point){0, 0, 0}, 1, id);
    if (!error)
        tell(scene);
    return error;
}

static float
least(float a, float b)
{
    return a < b ? a : b;
}

static float
most(float a, float b)
{
    return a > b ? a : b;
}

static void
widen(struct scene_mesh *mesh, const struct scene_point *points, size_t count)
{
    if (mesh->point_count == 0 && count > 0)
        mesh->low = mesh->high = points[0];
    for (size_t i = 0; i < count; i++) {
        struct scene_point at = points[i], low = mesh->low, high = mesh->high;
        mesh->low = (struct scene_point){least(low.x, at.x), least(low.y, at.y), least(low.z, at.z)};
        mesh->high = (struct scene_point){most(high.x, at.x), most(high.y, at.y), most(high.z, at.z)};
    }
}

int
scene_add(struct scene *scene, int64_t id, const struct scene_point *points, size_t point_count,
          const uint32_t (*triangles)[3], size_t triangle_count)
{
    int refused = enter(scene, __func__);
    if (refused)
        return refused;
    struct scene_object *object = object_of(scene, id);
    if (!object)
        return WEIR_ESTALE;
    struct scene_mesh *mesh = &object->mesh;
    if (point_count) {
        void *room = grown(mesh->points, mesh->point_count, point_count, sizeof *points);
        if (!room)
            return WEIR_ENOMEM;
        mesh->points = room;
    }
    if (triangle_count) {
        void *room = grown(mesh->triangles, mesh->triangle_count, triangle_count, sizeof *triangles);
        if (!room)
            return WEIR_ENOMEM;
        mesh->triangles = room;
        memcpy(mesh->triangles + mesh->triangle_count, triangles, triangle_count * sizeof *triangles);
    }
    if (point_count)
        memcpy(mesh->points + mesh->point_count, points, point_count * sizeof *points);
    widen(mesh, points, point_count);
    mesh->point_count += point_count;
    mesh->triangle_count += triangle_count;
    tell(scene);
    return 0;
}

int
scene_move(struct scene *scene, int64_t id, struct scene_point at)
{
    int refused = enter(scene, __func__);
    if (refused)
        return refused;
    struct scene_object *object = object_of(scene, id);
    if (!object)
        return WEIR_ESTALE;
    object->at = at;
    tell(scene);
    return 0;
}

int
scene_delete(struct scene *scene, int64_t id)
{
    int refused = enter(scene, __func__);
    if (refused)
        return refused;
    if (!object_of(scene, id))
        return WEIR_ESTALE;
    withdraw(scene, id);
    tell(scene);
    return 0;
}

void
scene_beat(struct scene *scene)
{
    if (enter(scene, __func__))
        return;
    struct scene_beat *beat = &scene->beat;
    int64_t now = weir_now();
    if (beat->beats++ == 0)
        beat->began = beat->last = now;
    if (now - beat->last > beat->worst_gap)
        beat->worst_gap = now - beat->last;
    beat->last = now;
}

void
scene_beat_reset(struct scene *scene)
{
    if (!enter(scene, __func__))
        scene->beat = (struct scene_beat){0};
}
