/* SPDX-License-Identifier: MIT */
/* Reads a file a piece at a time, so that it can be given up, and has the loader scale while it decodes. Knows neither
 * threads nor windows. */
#include "picture.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>

enum {
    PIECE = 64 * 1024, /* bytes */
    MOST = 250000000,  /* pixels: beyond that a small file could take all memory */
    CORNER = 8         /* radius, pixels */
};

struct reading {
    const struct picture_size *size;
    picture_stopped *stopped;
    const void *arg;
    bool too_large;
};

/* Called when the head of the file is read, and no pixel yet. The picture may still be turned, so only its shorter and
 * its longer side are known, not which is its width. */
static void
choose_size(GdkPixbufLoader *loader, int width, int height, gpointer self)
{
    struct reading *reading = self;
    const struct picture_size *size = reading->size;
    double wanted = MAX(size->width, size->height);
    double scale = wanted / (size->fill ? MIN(width, height) : MAX(width, height));
    reading->too_large = (gint64)width * height > MOST;
    if (reading->too_large)
        gdk_pixbuf_loader_set_size(loader, 0, 0); /* decode nothing */
    else if (scale < 1)
        gdk_pixbuf_loader_set_size(loader, MAX(1, (int)lround(width * scale)),
                                   MAX(1, (int)lround(height * scale)));
}

/* May it go on? The reason why not takes the place of what the loader says. */
static bool
goes_on(const struct reading *reading, GError **error)
{
    bool stopped = reading->stopped(reading->arg);
    if (!stopped && !reading->too_large)
        return true;
    g_clear_error(error);
    g_set_error_literal(error, G_IO_ERROR, stopped ? G_IO_ERROR_CANCELLED : G_IO_ERROR_NO_SPACE,
                        stopped ? "Given up" : "The picture is too large");
    return false;
}

static bool
feed(GdkPixbufLoader *loader, FILE *file, const struct reading *reading, GError **error)
{
    guchar *piece = g_malloc(PIECE);
    bool good = true;
    size_t got;
    while (good && (got = fread(piece, 1, PIECE, file)) > 0) {
        good = gdk_pixbuf_loader_write(loader, piece, got, error);
        good = goes_on(reading, error) && good;
    }
    if (good && ferror(file)) {
        g_set_error_literal(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), g_strerror(errno));
        good = false;
    }
    g_free(piece);
    return good;
}

static GdkPixbuf *
decode(FILE *file, struct reading *reading, GError **error)
{
    GdkPixbufLoader *loader = gdk_pixbuf_loader_new();
    GdkPixbuf *turned = NULL;
    g_signal_connect(loader, "size-prepared", G_CALLBACK(choose_size), reading);
    bool good = feed(loader, file, reading, error);
    good = gdk_pixbuf_loader_close(loader, good ? error : NULL) && good;
    good = goes_on(reading, error) && good; /* a small file is decoded only now */
    GdkPixbuf *pixbuf = good ? gdk_pixbuf_loader_get_pixbuf(loader) : NULL;
    if (pixbuf)
        turned = gdk_pixbuf_apply_embedded_orientation(pixbuf);
    else if (good)
        g_set_error_literal(error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_CORRUPT_IMAGE,
                            "There is no picture in it");
    g_object_unref(loader);
    return turned;
}

/* To the size that is wanted. */

static GdkPixbuf *
fit(const GdkPixbuf *from, const struct picture_size *size)
{
    int width = gdk_pixbuf_get_width(from), height = gdk_pixbuf_get_height(from);
    double scale = MIN(1.0, MIN(size->width / (double)width, size->height / (double)height));
    return gdk_pixbuf_scale_simple(from, MAX(1, (int)lround(width * scale)),
                                   MAX(1, (int)lround(height * scale)), GDK_INTERP_BILINEAR);
}

/* How much of a pixel lies inside of a round corner; x and y are counted from the nearest edges. */
static double
inside_corner(int x, int y)
{
    if (x >= CORNER || y >= CORNER)
        return 1;
    return CLAMP(CORNER + 0.5 - hypot(CORNER - x - 0.5, CORNER - y - 0.5), 0.0, 1.0);
}

static void
round_corners(GdkPixbuf *pixbuf)
{
    int width = gdk_pixbuf_get_width(pixbuf), height = gdk_pixbuf_get_height(pixbuf);
    for (int y = 0; y < height; y++) {
        guchar *row = gdk_pixbuf_get_pixels(pixbuf) + (gsize)y * (gsize)gdk_pixbuf_get_rowstride(pixbuf);
        for (int x = 0; x < width; x++) {
            double inside = inside_corner(MIN(x, width - 1 - x), MIN(y, height - 1 - y));
            row[x * 4 + 3] = (guchar)(row[x * 4 + 3] * inside);
        }
    }
}

/* In the middle of a pixbuf of exactly the size: cropped, or surrounded by nothing where the picture is too small. */
static GdkPixbuf *
fill(const GdkPixbuf *from, const struct picture_size *size)
{
    double width = gdk_pixbuf_get_width(from), height = gdk_pixbuf_get_height(from);
    double scale = MIN(1.0, MAX(size->width / width, size->height / height));
    double left = (size->width - width * scale) / 2, top = (size->height - height * scale) / 2;
    int x = MAX(0, (int)lround(left)), y = MAX(0, (int)lround(top));
    GdkPixbuf *to = gdk_pixbuf_new(GDK_COLORSPACE_RGB, TRUE, 8, size->width, size->height);
    if (!to)
        return NULL;
    gdk_pixbuf_fill(to, 0);
    gdk_pixbuf_scale(from, to, x, y, size->width - 2 * x, size->height - 2 * y, left, top, scale, scale,
                     GDK_INTERP_BILINEAR);
    round_corners(to);
    return to;
}

static GdkPixbuf *
resize(const GdkPixbuf *from, const struct picture_size *size, GError **error)
{
    GdkPixbuf *to = size->fill ? fill(from, size) : fit(from, size);
    if (!to)
        g_set_error_literal(error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY,
                            g_strerror(ENOMEM));
    return to;
}

GdkPixbuf *
picture_read(const char *path, const struct picture_size *size, picture_stopped *stopped, const void *arg,
             GError **error)
{
    struct reading reading = {.size = size, .stopped = stopped, .arg = arg};
    FILE *file = g_fopen(path, "rbe");
    if (!file) {
        g_set_error_literal(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), g_strerror(errno));
        return NULL;
    }
    GdkPixbuf *decoded = decode(file, &reading, error);
    fclose(file);
    if (!decoded)
        return NULL;
    GdkPixbuf *resized = resize(decoded, size, error);
    g_object_unref(decoded);
    return resized;
}
