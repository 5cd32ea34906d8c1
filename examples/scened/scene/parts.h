/* SPDX-License-Identifier: MIT */
/* The functions of the tools, for the table of them (tools.c): those that read the arguments, those that act. Also what
 * they share. Not how arguments are read (arguments.h). */
#ifndef SCENED_PARTS_H
#define SCENED_PARTS_H

#include "arguments.h"
#include "tools.h"

#define LARGEST_ID         ((int64_t)1 << 53)
#define LONGEST_NAME       255
#define LONGEST_PATH       1023
#define LARGEST_COORDINATE 1e6
#define SMALLEST_SIZE      1e-3
#define LONGEST_SLEEP      10000 /* ms */
#define MOST_LISTED        1000
#define MOST_FRAMES        360
#define LARGEST_PICTURE    1024 /* pixels */

int list_objects_prepare(struct door_call *call), create_object_prepare(struct door_call *call),
    move_object_prepare(struct door_call *call), delete_object_prepare(struct door_call *call),
    import_obj_prepare(struct door_call *call), render_turntable_prepare(struct door_call *call),
    viewport_status_prepare(struct door_call *call), sleep_badly_prepare(struct door_call *call),
    count_lines_prepare(struct door_call *call);

weir_step_fn list_objects, create_object, move_object, delete_object, import_obj, render_turntable,
    viewport_status, sleep_badly, count_lines;

void import_obj_forget(void *kept), render_turntable_forget(void *kept);

/* door_done and door_leave of a value, which is theirs from here on; NULL: no memory. */
int done_with(struct weir_job *job, json_t *result);
void leave(struct weir_job *job, json_t *result);

/* What a step answers for a code of the scene: it failed, and the text says of which object. */
int failed_with(struct weir_job *job, int code, int64_t id);

#endif
