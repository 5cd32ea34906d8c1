/* SPDX-License-Identifier: MIT */
/* One work lists a folder, and then each of its pictures is a work. Not on which threads: ride.c. */
#include "loading.h"

#include "listing.h"

struct loading {
    struct ride *ride;
    struct weir_scope *scope; /* of its works */
    char *folder;
    bool deep;
    struct loading_heard heard;
    GPtrArray *paths; /* written by the work that lists them; NULL: it could not */
    guint next;       /* the first picture that was not started */
    guint under_way;  /* works for pictures that have not ended */
};

/* So many pictures are decoded ahead of the window, each in memory until it is shown; then the next one is started. */
enum {
    AHEAD = 64
};

/* One picture on its way. */
struct parcel {
    struct loading *loading;
    struct thumb thumb;
};

/* A work for each picture: decode on a worker, the rest on the window's thread. */

static int
decode(struct weir_job *job, void *arg)
{
    static const struct picture_size size = {THUMB_WIDTH, THUMB_HEIGHT, .fill = true};
    struct thumb *thumb = &((struct parcel *)arg)->thumb;
    return ride_read(job, thumb->path, &size, &thumb->pixbuf);
}

static void
tell(struct parcel *parcel, const char *why)
{
    const struct loading_heard *heard = &parcel->loading->heard;
    parcel->thumb.why = parcel->thumb.pixbuf ? NULL : why;
    heard->arrived(heard->self, &parcel->thumb);
}

static void start_some(struct loading *loading);

static void
decoded(void *arg, const struct weir_job_info *info)
{
    struct parcel *parcel = arg;
    struct loading *loading = parcel->loading;
    loading->under_way--;
    if (ride_tells(loading->ride, loading->scope))
        tell(parcel, info->error);
    g_clear_object(&parcel->thumb.pixbuf);
    g_free(parcel);
    start_some(loading);
}

static void
start_one(struct loading *loading, guint index)
{
    struct parcel *parcel = g_new0(struct parcel, 1);
    parcel->loading = loading;
    parcel->thumb.index = index;
    parcel->thumb.path = g_ptr_array_index(loading->paths, index);
    struct weir_work work = {
        .job = {
            .step = decode, .arg = parcel, .on_done = decoded, .name = "picture", .scope = loading->scope}};
    int64_t id = ride_start(loading->ride, &work);
    if (id > 0) {
        loading->under_way++;
        return;
    }
    tell(parcel, weir_error_text((int)id));
    g_free(parcel);
}

static void
start_some(struct loading *loading)
{
    while (loading->under_way < AHEAD && loading->next < loading->paths->len &&
           !weir_scope_is_cancelled(loading->scope))
        start_one(loading, loading->next++);
}

/* And before them one for the folder. */

static int
list(struct weir_job *job, void *self)
{
    struct loading *loading = self;
    GError *error = NULL;
    loading->paths = listing_read(loading->folder, loading->deep, ride_is_stopped, job, &error);
    if (loading->paths)
        return weir_done(job, NULL);
    int answer = weir_fail(job, "%s", error->message);
    g_error_free(error);
    return answer;
}

static void
listed(void *self, const struct weir_job_info *info)
{
    struct loading *loading = self;
    if (!ride_tells(loading->ride, loading->scope))
        return;
    loading->heard.listed(loading->heard.self, loading->paths ? loading->paths->len : 0,
                          loading->paths ? NULL : info->error);
    if (loading->paths)
        start_some(loading);
}

/* Life. */

struct loading *
loading_new(struct ride *ride, const char *folder, bool deep, const struct loading_heard *heard)
{
    struct loading *loading = g_new0(struct loading, 1);
    *loading = (struct loading){.ride = ride, .folder = g_strdup(folder), .deep = deep, .heard = *heard};
    int failed = weir_scope_new(ride->weir, &loading->scope);
    struct weir_work work = {
        .job = {.step = list, .arg = loading, .on_done = listed, .name = "folder", .scope = loading->scope}};
    if (!failed && ride_start(ride, &work) > 0)
        return loading;
    loading_free(loading);
    return NULL;
}

void
loading_stop(struct loading *loading)
{
    weir_scope_cancel(loading->scope);
}

/* After the barrier no work is left that could touch it. */
void
loading_free(struct loading *loading)
{
    if (!loading)
        return;
    weir_scope_barrier(loading->scope, WEIR_FOREVER);
    weir_scope_free(loading->scope);
    g_clear_pointer(&loading->paths, g_ptr_array_unref);
    g_free(loading->folder);
    g_free(loading);
}
