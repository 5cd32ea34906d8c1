/* SPDX-License-Identifier: MIT */
/* The tool that imports an OBJ: a job in steps. The file is read by a work, which its first step awaits; the text is then
 * parsed into the scene, as long as a step has time, so that the viewport shows the mesh as it grows. Not the format
 * (obj.c). */
#include "files.h"
#include "obj.h"
#include "parts.h"
#include "reading.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    LINES = 256, /* of a piece at most: some tens of microseconds, or hundreds if they are long */
    LONGEST_TEXT = 4 * 1 << 20 /* more than a request can hold */
};

struct import {
    struct kept kept;
    const char *path, *text, *name; /* of the arguments: either path or text */
    int64_t reading;                /* the work, once it was started */
    struct reading_text *file;
    struct obj obj; /* obj.text is NULL until it has begun */
    int64_t id;     /* of the object, once there is something for it */
    uint64_t points, triangles;
};

int
import_obj_prepare(struct door_call *call)
{
    struct arguments arguments;
    struct import *import = arguments_begin(&arguments, call, sizeof *import);
    if (import) {
        arguments_text(&arguments, "path", false, LONGEST_PATH, &import->path);
        arguments_text(&arguments, "text", false, LONGEST_TEXT, &import->text);
        arguments_text(&arguments, "name", false, LONGEST_NAME, &import->name);
        if (!import->path == !import->text)
            arguments_refuse(&arguments, "either path or text is needed, and not both");
        else if (import->path && !files_path_is_plain(import->path))
            arguments_refuse(&arguments, "path must be relative to the server's folder, without ..");
    }
    return arguments_end(&arguments);
}

void
import_obj_forget(void *kept)
{
    struct import *import = kept;
    obj_end(&import->obj);
    free(import->file);
    arguments_forget(kept);
}

static json_t *
account(const struct import *import, bool complete)
{
    return json_pack("{sI sI sI sI sb}", "object_id", (json_int_t)import->id, "points",
                     (json_int_t)import->points, "triangles", (json_int_t)import->triangles, "lines",
                     (json_int_t)import->obj.lines, "complete", complete);
}

/* What the piece holds goes into the scene; the object is made for the first that holds something. */
static int
take_piece(struct import *import, struct scene *scene)
{
    const struct obj *obj = &import->obj;
    int code = 0;
    if (obj->new_point_count == 0 && obj->new_triangle_count == 0)
        return 0;
    if (import->id == 0)
        code = scene_create_mesh(scene, import->name ? import->name : import->path, &import->id);
    if (code == 0)
        code = scene_add(scene, import->id, obj->new_points, obj->new_point_count,
                         (const uint32_t(*)[3])obj->new_triangles, obj->new_triangle_count);
    if (code)
        return code;
    import->points += obj->new_point_count;
    import->triangles += obj->new_triangle_count;
    return 0;
}

static void
tell(struct weir_job *job, const struct import *import)
{
    char text[64];
    const struct obj *obj = &import->obj;
    snprintf(text, sizeof text, "%llu lines", (unsigned long long)obj->lines);
    weir_job_progress(job, obj->at - obj->text, obj->end - obj->text, text);
    if (import->id)
        leave(job, account(import, false));
}

static int
parse(struct weir_job *job, struct import *import, struct scene *scene)
{
    int read, code;
    do {
        read = obj_next(&import->obj, LINES);
        code = take_piece(import, scene);
    } while (read > 0 && code == 0 && weir_job_has_time(job));
    tell(job, import);
    if (code == WEIR_ESTALE)
        return weir_fail(job, "object %lld was deleted before it was complete", (long long)import->id);
    if (code)
        return weir_fail(job, "%s", weir_error_text(code));
    if (read == WEIR_EFAILED)
        return weir_fail(job, "%s", import->obj.error);
    if (read < 0)
        return weir_fail(job, "%s", weir_error_text(read));
    if (read > 0)
        return weir_after(job, 0);
    if (import->id == 0)
        return weir_fail(job, "there is no point in it: it is not an OBJ");
    return done_with(job, account(import, true));
}

/* One step to start the reading, one or more when the text is there. */
int
import_obj(struct weir_job *job, void *arg)
{
    struct import *import = door_kept(arg);
    const struct tools *tools = door_host(arg);
    if (import->path && !import->reading)
        return weir_await(job, import->reading = reading_start(tools, job, import->path));
    if (import->path && !import->file) {
        int answer = 0;
        import->file = reading_take(job, import->reading, &answer);
        if (!import->file)
            return answer;
        obj_begin(&import->obj, import->file->bytes, import->file->size);
    } else if (!import->obj.text) {
        obj_begin(&import->obj, import->text, json_string_length(json_object_get(import->kept.json, "text")));
    }
    return parse(job, import, tools->scene);
}
