/* SPDX-License-Identifier: MIT */
/* One weir rides GTK's main context, and some workers decode for it. Not what they decode: loading.c, viewer.c. */
#include "ride.h"

#include <weir-glib.h>

/* A task is logged only if it takes a second, since a screenshot is taken inside of one. */
int
ride_begin(struct ride *ride, guint threads)
{
    int error = weir_new(&ride->weir, &(struct weir_options){.name = "thumbs", .fence = WEIR_S(1)});
    if (!error)
        error = weir_workers_new(&ride->workers,
                                 &(struct weir_workers_options){.name = "thumbs", .threads = threads});
    return error ? error : weir_glib_attach(ride->weir, g_main_context_default());
}

void
ride_end(struct ride *ride)
{
    weir_close(ride->weir, WEIR_DROP, WEIR_FOREVER);
    weir_workers_free(ride->workers, WEIR_FOREVER);
    weir_free(ride->weir);
}

int64_t
ride_start(struct ride *ride, const struct weir_work *work)
{
    int64_t id = weir_work_start(ride->workers, ride->weir, work);
    ride->started += id > 0;
    return id;
}

bool
ride_tells(struct ride *ride, const struct weir_scope *scope)
{
    bool tells = !weir_scope_is_cancelled(scope);
    ride->told += tells;
    ride->dropped += !tells;
    return tells;
}

bool
ride_is_stopped(const void *job)
{
    return weir_job_cancelled(job);
}

int
ride_read(struct weir_job *job, const char *path, const struct picture_size *size, GdkPixbuf **pixbuf)
{
    GError *error = NULL;
    *pixbuf = picture_read(path, size, ride_is_stopped, job, &error);
    if (*pixbuf)
        return weir_done(job, NULL);
    int answer = weir_job_cancelled(job) ? WEIR_ECANCELLED : weir_fail(job, "%s", error->message);
    g_error_free(error);
    return answer;
}
