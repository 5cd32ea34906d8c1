/* SPDX-License-Identifier: MIT */
/* The tools that list, create, move and delete objects: one short step each. Not the objects (scene.c). */
#include "parts.h"

#include "shapes.h"

static struct scene *
scene_of(const struct door_call *call)
{
    const struct tools *tools = door_host(call);
    return tools->scene;
}

static void
read_place(struct arguments *arguments, bool required, struct scene_point *at)
{
    arguments_number(arguments, "x", required, -LARGEST_COORDINATE, LARGEST_COORDINATE, &at->x);
    arguments_number(arguments, "y", required, -LARGEST_COORDINATE, LARGEST_COORDINATE, &at->y);
    arguments_number(arguments, "z", required, -LARGEST_COORDINATE, LARGEST_COORDINATE, &at->z);
}

static json_t *
described(const struct scene_object *object)
{
    return json_pack("{sI ss ss sf sf sf sf sI sI}", "id", (json_int_t)object->id, "name", object->name,
                     "kind", object->kind, "x", (double)object->at.x, "y", (double)object->at.y, "z",
                     (double)object->at.z, "size", (double)object->size, "points",
                     (json_int_t)object->mesh.point_count, "triangles",
                     (json_int_t)object->mesh.triangle_count);
}

struct listing {
    struct kept kept;
    int64_t after, limit;
};

int
list_objects_prepare(struct door_call *call)
{
    struct arguments arguments;
    struct listing *listing = arguments_begin(&arguments, call, sizeof *listing);
    if (listing) {
        listing->limit = 100;
        arguments_integer(&arguments, "after", false, 0, LARGEST_ID, &listing->after);
        arguments_integer(&arguments, "limit", false, 1, MOST_LISTED, &listing->limit);
    }
    return arguments_end(&arguments);
}

int
list_objects(struct weir_job *job, void *arg)
{
    const struct listing *listing = door_kept(arg);
    const struct scene *scene = scene_of(arg);
    json_t *objects = json_array();
    size_t place = scene_place(scene, listing->after + 1);
    for (; place < scene->count && (int64_t)json_array_size(objects) < listing->limit; place++)
        if (json_array_append_new(objects, described(scene->objects[place])))
            return json_decref(objects), weir_fail(job, "out of memory");
    return done_with(job, json_pack("{so sI sb}", "objects", objects, "count", (json_int_t)scene->count,
                                    "more", place < scene->count));
}

struct creation {
    struct kept kept;
    const char *kind, *name;
    struct scene_point at;
    float size;
};

int
create_object_prepare(struct door_call *call)
{
    struct arguments arguments;
    struct creation *creation = arguments_begin(&arguments, call, sizeof *creation);
    if (creation) {
        creation->size = 1;
        arguments_text(&arguments, "kind", true, LONGEST_NAME, &creation->kind);
        if (!arguments.refused && !shapes_kind(creation->kind))
            arguments_refuse(&arguments, "kind must be \"cube\", \"sphere\" or \"cone\"");
        arguments_text(&arguments, "name", false, LONGEST_NAME, &creation->name);
        read_place(&arguments, false, &creation->at);
        arguments_number(&arguments, "size", false, SMALLEST_SIZE, LARGEST_COORDINATE, &creation->size);
    }
    return arguments_end(&arguments);
}

int
create_object(struct weir_job *job, void *arg)
{
    const struct creation *creation = door_kept(arg);
    int64_t id = 0;
    int code = scene_create(scene_of(arg), creation->kind, creation->name, creation->at, creation->size, &id);
    return code ? failed_with(job, code, id) : done_with(job, described(scene_find(scene_of(arg), id)));
}

/* A move, or a deletion, which has no place. */
struct change {
    struct kept kept;
    int64_t id;
    struct scene_point at;
};

int
move_object_prepare(struct door_call *call)
{
    struct arguments arguments;
    struct change *change = arguments_begin(&arguments, call, sizeof *change);
    if (change) {
        arguments_integer(&arguments, "id", true, 1, LARGEST_ID, &change->id);
        read_place(&arguments, true, &change->at);
    }
    return arguments_end(&arguments);
}

int
move_object(struct weir_job *job, void *arg)
{
    const struct change *change = door_kept(arg);
    int code = scene_move(scene_of(arg), change->id, change->at);
    return code ? failed_with(job, code, change->id)
                : done_with(job, described(scene_find(scene_of(arg), change->id)));
}

int
delete_object_prepare(struct door_call *call)
{
    struct arguments arguments;
    struct change *change = arguments_begin(&arguments, call, sizeof *change);
    if (change)
        arguments_integer(&arguments, "id", true, 1, LARGEST_ID, &change->id);
    return arguments_end(&arguments);
}

int
delete_object(struct weir_job *job, void *arg)
{
    const struct change *change = door_kept(arg);
    int code = scene_delete(scene_of(arg), change->id);
    return code ? failed_with(job, code, change->id)
                : done_with(job, json_pack("{sI}", "deleted", (json_int_t)change->id));
}
