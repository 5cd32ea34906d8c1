/* SPDX-License-Identifier: MIT */
/* The tool that renders a turntable: a job in steps, one frame a step, or in several while it takes longer than a step has
 * time. What is drawn there is encoded and written by a work, which the step awaits. Not how a scene is drawn (render.c), nor what a PNG is (picture.c). */
#include "files.h"
#include "parts.h"
#include "picture.h"
#include "render.h"

#include <weir/workers.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TURN  6.283185307179586
#define PITCH 0.45

enum {
    LONGEST_FILE_NAME = 64,
    PIXELS = 1 << 15 /* looked at before a look at the clock: some hundred microseconds */
};

struct turntable {
    struct kept kept;
    const char *name; /* of the arguments, or else `own` */
    char own[LONGEST_FILE_NAME];
    int64_t frames, size;
    int64_t done;  /* frames that are in files */
    int64_t saved; /* the work that saves the frame after them, or 0 */
    json_t *files;
    struct shot *shot; /* the frame that is being drawn, or NULL */
    struct render render;
};

/* One frame on its way into a file: the work's own. */
struct shot {
    const char *folder;
    char file[LONGEST_FILE_NAME + 16];
    int size;
    bool is_last;
    uint32_t pixels[];
};

static bool
is_file_name(const char *name)
{
    return name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")] == '\0';
}

int
render_turntable_prepare(struct door_call *call)
{
    struct arguments arguments;
    struct turntable *table = arguments_begin(&arguments, call, sizeof *table);
    if (table) {
        table->size = 256;
        arguments_integer(&arguments, "frames", true, 1, MOST_FRAMES, &table->frames);
        arguments_integer(&arguments, "size", false, 16, LARGEST_PICTURE, &table->size);
        arguments_text(&arguments, "name", false, LONGEST_FILE_NAME - 1, &table->name);
        if (table->name && !is_file_name(table->name))
            arguments_refuse(&arguments, "name may consist of letters, digits, _ and -");
        table->files = json_array();
        table->render.width = table->render.height = (int)table->size;
        table->render.depth = malloc((size_t)(table->size * table->size) * sizeof *table->render.depth);
        if (!table->files || !table->render.depth)
            arguments_refuse(&arguments, "out of memory");
    }
    return arguments_end(&arguments);
}

void
render_turntable_forget(void *kept)
{
    struct turntable *table = kept;
    json_decref(table->files);
    free(table->render.depth);
    free(table->shot);
    arguments_forget(kept);
}

/* On a worker. The last frame is left as base64, for the agent to see. */
static int
save(struct weir_job *job, void *arg)
{
    struct shot *shot = arg;
    uint8_t *png;
    size_t size;
    if (weir_job_cancelled(job))
        return WEIR_ECANCELLED;
    int code = picture_png(shot->pixels, shot->size, shot->size, &png, &size);
    if (code)
        return code;
    int failed = files_write(shot->folder, shot->file, png, size);
    int why = errno;
    char *seen = shot->is_last ? picture_base64(png, size) : NULL;
    free(png);
    if (!failed)
        return weir_done(job, seen);
    free(seen);
    return weir_fail(job, "cannot write %s: %s", shot->file, strerror(why));
}

static void
forget_shot(void *arg, const struct weir_job_info *info)
{
    (void)info;
    free(arg);
}

static int64_t
start_saving(struct weir_job *job, const struct tools *tools, struct shot *shot)
{
    int64_t id = weir_work_start(tools->workers, weir_job_weir(job),
                                 &(struct weir_work){.job = {.step = save,
                                                             .arg = shot,
                                                             .on_done = forget_shot,
                                                             .destroy = free,
                                                             .name = "save a frame",
                                                             .scope = weir_job_scope(job)}});
    if (id < 0)
        free(shot);
    return id;
}

/* Ids begin anew with each server, and what an earlier one has written is there still: so the time is in it too. */
static void
name_file(struct turntable *table, struct weir_job *job, char *file, size_t size)
{
    if (!table->name) {
        snprintf(table->own, sizeof table->own, "turntable-%lld-%lld", (long long)time(NULL),
                 (long long)weir_job_id(job));
        table->name = table->own;
    }
    snprintf(file, size, "%.63s-%04d.png", table->name, (int)table->done + 1);
}

static int
begin_shot(struct weir_job *job, struct turntable *table, const struct tools *tools)
{
    size_t pixels = (size_t)(table->size * table->size);
    struct shot *shot = table->shot = malloc(sizeof *shot + pixels * sizeof *shot->pixels);
    if (!shot)
        return WEIR_ENOMEM;
    *shot = (struct shot){
        .folder = tools->folder, .size = (int)table->size, .is_last = table->done + 1 == table->frames};
    name_file(table, job, shot->file, sizeof shot->file);
    if (json_array_append_new(table->files, json_string(shot->file)))
        return WEIR_ENOMEM;
    table->render.pixels = shot->pixels;
    render_begin(&table->render, tools->scene, TURN * (double)table->done / (double)table->frames, PITCH);
    return 0;
}

static int
shoot(struct weir_job *job, struct turntable *table, const struct tools *tools)
{
    if (!table->shot && begin_shot(job, table, tools))
        return weir_fail(job, "out of memory for a frame");
    while (!render_some(&table->render, tools->scene, PIXELS))
        if (!weir_job_has_time(job))
            return weir_after(job, 0);
    struct shot *shot = table->shot;
    table->shot = NULL;
    return weir_await(job, table->saved = start_saving(job, tools, shot));
}

static json_t *
account(const struct turntable *table, bool complete)
{
    return json_pack("{sI sI sO sb}", "frames", (json_int_t)table->done, "of", (json_int_t)table->frames,
                     "files", table->files, "complete", complete);
}

static int
finish(struct weir_job *job, const struct turntable *table, const char *seen)
{
    json_t *result = account(table, true);
    if (!seen || !result)
        return done_with(job, result);
    json_t *content = json_pack("[{ss ss ss}]", "type", "image", "mimeType", "image/png", "data", seen);
    if (json_object_set_new(result, "content", content))
        json_object_del(result, "content"); /* the files are there all the same */
    return done_with(job, result);
}

/* How did the work end that saved the frame? */
static int
take_saved(struct weir_job *job, struct turntable *table)
{
    struct weir_job_info info;
    char texts[512];
    void *seen = NULL;
    int code = weir_job_get(weir_job_weir(job), table->saved, &info, texts, sizeof texts);
    if (code)
        return code;
    if (info.status != WEIR_JOB_COMPLETED)
        return weir_fail(job, "%s", info.error);
    weir_job_take(weir_job_weir(job), table->saved, &seen);
    table->saved = 0;
    table->done++;
    snprintf(texts, sizeof texts, "frame %d of %d", (int)table->done, (int)table->frames);
    weir_job_progress(job, table->done, table->frames, texts);
    if (table->done < table->frames) {
        leave(job, account(table, false));
        return 0;
    }
    int answer = finish(job, table, seen);
    free(seen);
    return answer;
}

int
render_turntable(struct weir_job *job, void *arg)
{
    struct turntable *table = door_kept(arg);
    const struct tools *tools = door_host(arg);
    bool is_over = table->saved && table->done + 1 == table->frames;
    int answer = table->saved ? take_saved(job, table) : 0;
    return answer || is_over ? answer : shoot(job, table, tools);
}
