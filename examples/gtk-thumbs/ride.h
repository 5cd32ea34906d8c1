/* SPDX-License-Identifier: MIT */
/* The weir on the thread of the windows, its workers, and the account of both. Not what the workers do: loading.c,
 * viewer.c. */
#ifndef THUMBS_RIDE_H
#define THUMBS_RIDE_H

#include "picture.h"

#include <weir/workers.h>

/* One for the program. The account is the window thread's. */
struct ride {
    struct weir *weir;
    struct weir_workers *workers;
    guint64 started, told, dropped; /* works: at the end, told + dropped is started */
};

/* 0, or what weir answered. */
int ride_begin(struct ride *ride, guint threads);

/* Every scope must be freed. No thread is left afterwards. */
void ride_end(struct ride *ride);

/* weir_work_start, on the window's thread, and counted. */
int64_t ride_start(struct ride *ride, const struct weir_work *work);

/* In the on_done of a work: counts it. False: its scope was cancelled, so nobody wants to know. */
bool ride_tells(struct ride *ride, const struct weir_scope *scope);

/* In a work, for picture_read and listing_read: weir_job_cancelled. */
bool ride_is_stopped(const void *job);

/* In a work: reads a picture, NULL if it cannot. What the work must return. */
int ride_read(struct weir_job *job, const char *path, const struct picture_size *size, GdkPixbuf **pixbuf);

#endif
