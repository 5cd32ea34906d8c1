/* SPDX-License-Identifier: MIT */
/* The scene: objects with a mesh and a place. Like the scene of a DCC it has no lock and belongs to one thread, the loop
 * thread of its weir; who calls from another is refused and counted. Not how it is drawn (render.h, ../hosts), nor what
 * agents may ask of it (tools.h). */
#ifndef SCENED_SCENE_H
#define SCENED_SCENE_H

#include <weir/weir.h>

#ifdef __cplusplus
extern "C" {
#endif

struct scene_point {
    float x, y, z;
};

/* y is up. */
struct scene_mesh {
    struct scene_point *points;
    size_t point_count;
    uint32_t (*triangles)[3]; /* places in points */
    size_t triangle_count;
    struct scene_point low, high; /* the box around the points; 0 without any */
};

struct scene_object {
    int64_t id; /* above 0, never used again */
    char *name;
    const char *kind; /* "cube", "sphere", "cone" or "mesh" */
    struct scene_point at;
    float size; /* the mesh is scaled by it */
    struct scene_mesh mesh;
};

struct scene {
    struct weir *weir;
    struct scene_object **objects; /* in the order of their ids */
    size_t count;
    int64_t last_id;  /* of the object that was made last */
    uint64_t version; /* grows with each change: who draws compares */
    uint64_t calls;   /* of the functions below */
    uint64_t foreign; /* calls refused, since they came from another thread: read it by scene_foreign */
    void (*changed)(
        void *self); /* told after each change, on the loop thread, so that a window redraws; may be NULL */
    void *changed_self;
    /* The host's own beat, for who wants to know whether the viewport is smooth. */
    struct scene_beat {
        uint64_t beats;
        int64_t began, last, worst_gap; /* ns of weir_now */
    } beat;
};

/* Any thread: nobody has it yet, and w need not be attached; nobody has it any more. 0 or WEIR_ENOMEM. */
int scene_new(struct scene **out, struct weir *w);
void scene_free(struct scene *scene); /* NULL is ignored */

/* Loop thread of the weir, all that follow. 0 or a code of weir's: WEIR_ETHREAD, WEIR_ENOMEM, WEIR_ESTALE (no such
 * object). */

/* A cube, a sphere or a cone; WEIR_EINVAL: another kind. *id is that of the object. name NULL: "cube 3". */
int scene_create(struct scene *scene, const char *kind, const char *name, struct scene_point at, float size,
                 int64_t *id);

/* An object of kind "mesh" with nothing in it, to be filled by scene_add. */
int scene_create_mesh(struct scene *scene, const char *name, int64_t *id);

/* Appends; `triangles` count from the first point of the whole mesh, and have been checked. */
int scene_add(struct scene *scene, int64_t id, const struct scene_point *points, size_t point_count,
              const uint32_t (*triangles)[3], size_t triangle_count);
int scene_move(struct scene *scene, int64_t id, struct scene_point at);
int scene_delete(struct scene *scene, int64_t id);

/* NULL: no such object. Good until the object is deleted. */
const struct scene_object *scene_find(struct scene *scene, int64_t id);

/* The place in scene->objects of the first whose id is not below this one; scene->count: there is none. */
size_t scene_place(const struct scene *scene, int64_t id);

/* The host calls this at each beat of a timer of its own, 60 a second, on the loop thread. */
void scene_beat(struct scene *scene);
void scene_beat_reset(struct scene *scene); /* forget what was; the next beat begins anew */

/* Any thread: how many calls were refused. */
uint64_t scene_foreign(const struct scene *scene);

#ifdef __cplusplus
}
#endif

#endif
