/* SPDX-License-Identifier: MIT */
/* Walks a folder and keeps what the name says is a picture. Does not open the files: picture.c. */
#include "listing.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

#include <string.h>
#include <sys/stat.h>

struct walk {
    GHashTable *endings; /* of file names, in lower case */
    GPtrArray *paths;
    bool deep;
    listing_stopped *stopped;
    const void *arg;
};

/* Whatever gdk-pixbuf can decode on this machine. */
static GHashTable *
known_endings(void)
{
    GHashTable *endings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GSList *formats = gdk_pixbuf_get_formats();
    for (GSList *format = formats; format; format = format->next) {
        char **names = gdk_pixbuf_format_get_extensions(format->data);
        for (char **name = names; *name; name++)
            g_hash_table_add(endings, g_ascii_strdown(*name, -1));
        g_strfreev(names);
    }
    g_slist_free(formats);
    return endings;
}

static bool
is_picture(const struct walk *walk, const char *name)
{
    const char *dot = strrchr(name, '.');
    if (!dot)
        return false;
    char *ending = g_ascii_strdown(dot + 1, -1);
    bool known = g_hash_table_contains(walk->endings, ending);
    g_free(ending);
    return known;
}

static bool walk_folder(struct walk *walk, const char *folder, GError **error);

/* Takes over path. Only regular files: to open a pipe would wait for its writer. */
static void
walk_entry(struct walk *walk, char *path, const char *name)
{
    struct stat link, file;
    if (lstat(path, &link) == 0 && S_ISDIR(link.st_mode)) {
        if (walk->deep)
            walk_folder(walk, path, NULL);
    } else if (is_picture(walk, name) && stat(path, &file) == 0 && S_ISREG(file.st_mode)) {
        g_ptr_array_add(walk->paths, path);
        return;
    }
    g_free(path);
}

static bool
walk_folder(struct walk *walk, const char *folder, GError **error)
{
    GDir *dir = g_dir_open(folder, 0, error);
    if (!dir)
        return false;
    const char *name;
    while (!walk->stopped(walk->arg) && (name = g_dir_read_name(dir)))
        if (name[0] != '.')
            walk_entry(walk, g_build_filename(folder, name, NULL), name);
    g_dir_close(dir);
    return true;
}

static int
by_name(gconstpointer left, gconstpointer right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

GPtrArray *
listing_read(const char *folder, bool deep, listing_stopped *stopped, const void *arg, GError **error)
{
    struct walk walk = {.endings = known_endings(),
                        .paths = g_ptr_array_new_with_free_func(g_free),
                        .deep = deep,
                        .stopped = stopped,
                        .arg = arg};
    bool read = walk_folder(&walk, folder, error);
    g_hash_table_unref(walk.endings);
    g_ptr_array_sort(walk.paths, by_name);
    if (!read)
        g_clear_pointer(&walk.paths, g_ptr_array_unref);
    return walk.paths;
}
