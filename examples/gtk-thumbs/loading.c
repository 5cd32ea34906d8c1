/* SPDX-License-Identifier: MIT */
/* A crew that shares the pictures of a folder: each thread takes the next one, decodes it and hands it over. Not how
 * it is handed over: crew.c. */
#include "loading.h"

#include "listing.h"
#include "picture.h"

#include <pthread.h>

struct loading {
    struct crew *crew;
    char *folder;
    bool deep;
    struct loading_heard heard;
    pthread_mutex_t lock;
    GPtrArray *paths; /* under lock: NULL until one thread has listed the folder; constant afterwards */
    guint next;       /* under lock: the first one that nobody has taken */
};

/* What one thread hands over, and owns until then. */

struct list {
    struct loading *loading;
    guint total;
    GError *error;
};

struct parcel {
    struct loading *loading;
    guint index;
    GdkPixbuf *pixbuf;
    GError *error;
};

static void
drop_list(void *arg, int why)
{
    (void)why;
    struct list *list = arg;
    g_clear_error(&list->error);
    g_free(list);
}

static void
tell_list(void *arg)
{
    struct list *list = arg;
    const struct loading_heard *heard = &list->loading->heard;
    heard->listed(heard->self, list->total, list->error ? list->error->message : NULL);
    drop_list(list, 0);
}

static void
drop_parcel(void *arg, int why)
{
    (void)why;
    struct parcel *parcel = arg;
    g_clear_object(&parcel->pixbuf);
    g_clear_error(&parcel->error);
    g_free(parcel);
}

static void
tell_parcel(void *arg)
{
    struct parcel *parcel = arg;
    const struct loading *loading = parcel->loading;
    struct thumb thumb = {.index = parcel->index,
                          .path = g_ptr_array_index(loading->paths, parcel->index),
                          .pixbuf = parcel->pixbuf,
                          .why = parcel->error ? parcel->error->message : NULL};
    loading->heard.arrived(loading->heard.self, &thumb);
    drop_parcel(parcel, 0);
}

/* On the crew's threads. */

static bool
is_stopped(const void *crew)
{
    return crew_is_stopped(crew);
}

/* Under lock, so that the list is handed over before the first picture. */
static void
list_folder(struct crew *crew, struct loading *loading)
{
    struct list *list = g_new0(struct list, 1);
    loading->paths = listing_read(loading->folder, loading->deep, is_stopped, crew, &list->error);
    if (!loading->paths)
        loading->paths = g_ptr_array_new();
    list->loading = loading;
    list->total = loading->paths->len;
    if (!crew_hand(crew, tell_list, drop_list, list))
        drop_list(list, 0);
}

/* False: there are no more. */
static bool
take_next(struct crew *crew, struct loading *loading, guint *index)
{
    pthread_mutex_lock(&loading->lock);
    if (!loading->paths)
        list_folder(crew, loading);
    *index = loading->next;
    bool is_one = *index < loading->paths->len;
    if (is_one)
        loading->next++;
    pthread_mutex_unlock(&loading->lock);
    return is_one;
}

static void
decode_all(struct crew *crew, void *self)
{
    static const struct picture_size size = {THUMB_WIDTH, THUMB_HEIGHT, .fill = true};
    struct loading *loading = self;
    guint index;
    while (!crew_is_stopped(crew) && take_next(crew, loading, &index)) {
        struct parcel *parcel = g_new0(struct parcel, 1);
        const char *path = g_ptr_array_index(loading->paths, index);
        *parcel = (struct parcel){.loading = loading, .index = index};
        parcel->pixbuf = picture_read(path, &size, is_stopped, crew, &parcel->error);
        if (!crew_hand(crew, tell_parcel, drop_parcel, parcel))
            drop_parcel(parcel, 0);
    }
}

/* On the window's thread. */

struct loading *
loading_new(struct ride *ride, const char *folder, bool deep, guint threads,
            const struct loading_heard *heard)
{
    struct loading *loading = g_new0(struct loading, 1);
    *loading = (struct loading){.folder = g_strdup(folder), .deep = deep, .heard = *heard};
    pthread_mutex_init(&loading->lock, NULL);
    loading->crew = crew_start(ride, threads, decode_all, loading);
    if (loading->crew)
        return loading;
    loading_free(loading);
    return NULL;
}

void
loading_stop(struct loading *loading)
{
    crew_stop(loading->crew);
}

void
loading_free(struct loading *loading)
{
    if (!loading)
        return;
    crew_free(loading->crew);
    g_clear_pointer(&loading->paths, g_ptr_array_unref);
    pthread_mutex_destroy(&loading->lock);
    g_free(loading->folder);
    g_free(loading);
}
