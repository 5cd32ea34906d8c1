/* SPDX-License-Identifier: MIT */
/* Laws of the decoder of weir-gtk-thumbs: which size, which way up, and what it refuses. Not of the window: the scripts
 * beside it. */
#include "picture.h"

#include <glib/gstdio.h>

#include <string.h>

/* Helpers. */

static const struct picture_size thumb = {144, 108, .fill = true};
static const struct picture_size large = {900, 600, .fill = false};

static bool
never(const void *arg)
{
    (void)arg;
    return false;
}

static bool
at_once(const void *arg)
{
    (void)arg;
    return true;
}

/* Takes over bytes. */
static GdkPixbuf *
read_bytes(char *bytes, gsize size, const struct picture_size *wanted, GError **error)
{
    char *path = NULL;
    int fd = g_file_open_tmp("thumbs-XXXXXX", &path, NULL);
    g_assert_cmpint(fd, >=, 0);
    g_assert_true(g_close(fd, NULL));
    g_assert_true(g_file_set_contents(path, bytes, (gssize)size, NULL));
    GdkPixbuf *pixbuf = picture_read(path, wanted, never, NULL, error);
    g_unlink(path);
    g_free(path);
    g_free(bytes);
    return pixbuf;
}

/* The left half is red, the right half is blue. */
static GdkPixbuf *
two_colours(int width, int height)
{
    GdkPixbuf *pixbuf = gdk_pixbuf_new(GDK_COLORSPACE_RGB, FALSE, 8, width, height);
    gdk_pixbuf_fill(pixbuf, 0xff0000ff);
    if (width > 1) {
        GdkPixbuf *right = gdk_pixbuf_new_subpixbuf(pixbuf, width / 2, 0, width - width / 2, height);
        gdk_pixbuf_fill(right, 0x0000ffff);
        g_object_unref(right);
    }
    return pixbuf;
}

static char *
encode(const char *type, int width, int height, gsize *size)
{
    char *bytes = NULL;
    GdkPixbuf *pixbuf = two_colours(width, height);
    g_assert_true(gdk_pixbuf_save_to_buffer(pixbuf, &bytes, size, type, NULL, NULL));
    g_object_unref(pixbuf);
    return bytes;
}

static GdkPixbuf *
decoded(const char *type, int width, int height, const struct picture_size *wanted)
{
    gsize size;
    char *bytes = encode(type, width, height, &size);
    GdkPixbuf *pixbuf = read_bytes(bytes, size, wanted, NULL);
    g_assert_nonnull(pixbuf);
    return pixbuf;
}

static const guchar *
pixel(const GdkPixbuf *pixbuf, int x, int y)
{
    return gdk_pixbuf_read_pixels(pixbuf) + y * gdk_pixbuf_get_rowstride(pixbuf) +
           x * gdk_pixbuf_get_n_channels(pixbuf);
}

static bool
is_red(const guchar *colour)
{
    return colour[0] > 200 && colour[2] < 60;
}

static bool
is_blue(const guchar *colour)
{
    return colour[0] < 60 && colour[2] > 200;
}

/* Laws. */

static void
a_thumbnail_has_exactly_its_size(void)
{
    static const int sizes[][2] = {{1600, 1200}, {1200, 1600}, {3000, 20}, {20, 3000},
                                   {144, 108},   {9, 9},       {1, 1}};
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        GdkPixbuf *pixbuf = decoded(i % 2 ? "png" : "jpeg", sizes[i][0], sizes[i][1], &thumb);
        g_assert_cmpint(gdk_pixbuf_get_width(pixbuf), ==, 144);
        g_assert_cmpint(gdk_pixbuf_get_height(pixbuf), ==, 108);
        g_object_unref(pixbuf);
    }
}

static void
a_thumbnail_has_round_corners_and_is_cropped_in_the_middle(void)
{
    GdkPixbuf *pixbuf = decoded("png", 1600, 300, &thumb);
    g_assert_cmpint(pixel(pixbuf, 0, 0)[3], ==, 0);
    g_assert_cmpint(pixel(pixbuf, 143, 107)[3], ==, 0);
    g_assert_cmpint(pixel(pixbuf, 72, 0)[3], ==, 255);
    g_assert_true(is_red(pixel(pixbuf, 50, 54)));
    g_assert_true(is_blue(pixel(pixbuf, 94, 54)));
    g_object_unref(pixbuf);
}

static void
a_small_picture_is_not_enlarged(void)
{
    GdkPixbuf *pixbuf = decoded("png", 40, 20, &thumb);
    g_assert_cmpint(pixel(pixbuf, 72, 30)[3], ==, 0); /* nothing above it */
    g_assert_true(is_red(pixel(pixbuf, 60, 54)));
    g_assert_true(is_blue(pixel(pixbuf, 84, 54)));
    g_object_unref(pixbuf);
}

static void
a_large_one_keeps_its_shape(void)
{
    GdkPixbuf *pixbuf = decoded("jpeg", 1200, 1200, &large);
    g_assert_cmpint(gdk_pixbuf_get_width(pixbuf), ==, 600);
    g_assert_cmpint(gdk_pixbuf_get_height(pixbuf), ==, 600);
    g_object_unref(pixbuf);
    pixbuf = decoded("png", 40, 20, &large);
    g_assert_cmpint(gdk_pixbuf_get_width(pixbuf), ==, 40);
    g_object_unref(pixbuf);
}

/* Orientation 6: the first column of the file is the top row of the picture. */
static void
a_picture_is_turned_as_its_camera_says(void)
{
    static const char exif[] = "\xff\xe1\x00\x22"
                               "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0";
    gsize size, more = sizeof exif; /* its last byte is the string's 0 */
    char *bytes = encode("jpeg", 1600, 800, &size), *turned = g_malloc(size + more);
    memcpy(turned, bytes, 2);
    memcpy(turned + 2, exif, more);
    memcpy(turned + 2 + more, bytes + 2, size - 2);
    g_free(bytes);
    GdkPixbuf *pixbuf = read_bytes(turned, size + more, &large, NULL);
    g_assert_cmpint(gdk_pixbuf_get_width(pixbuf), ==, 300);
    g_assert_cmpint(gdk_pixbuf_get_height(pixbuf), ==, 600);
    g_assert_true(is_red(pixel(pixbuf, 150, 100)));
    g_assert_true(is_blue(pixel(pixbuf, 150, 500)));
    g_object_unref(pixbuf);
}

static void
what_is_too_large_is_refused(void)
{
    GError *error = NULL;
    char *bytes = g_strdup("P6\n30000 30000\n255\nabc");
    g_assert_null(read_bytes(bytes, strlen(bytes), &thumb, &error));
    g_assert_cmpstr(error->message, ==, "The picture is too large");
    g_error_free(error);
}

static void
what_is_no_picture_is_refused_with_a_reason(void)
{
    static const char *const wrong[] = {"", "text", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff\xe0", "GIF89a", "BM"};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        GError *error = NULL;
        g_assert_null(read_bytes(g_strdup(wrong[i]), strlen(wrong[i]), &thumb, &error));
        g_assert_nonnull(error);
        g_assert_cmpstr(error->message, !=, "");
        g_error_free(error);
    }
}

static void
a_file_that_is_not_there_is_refused(void)
{
    GError *error = NULL;
    g_assert_null(picture_read("/nowhere/picture.png", &thumb, never, NULL, &error));
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    g_error_free(error);
}

static void
what_is_stopped_is_given_up(void)
{
    gsize size;
    char *path = NULL, *bytes = encode("png", 400, 300, &size);
    GError *error = NULL;
    g_assert_true(g_close(g_file_open_tmp("thumbs-XXXXXX", &path, NULL), NULL));
    g_assert_true(g_file_set_contents(path, bytes, (gssize)size, NULL));
    g_assert_null(picture_read(path, &thumb, at_once, NULL, &error));
    g_assert_cmpstr(error->message, ==, "Given up");
    g_error_free(error);
    g_unlink(path);
    g_free(path);
    g_free(bytes);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define LAW(name) g_test_add_func("/" #name, name)
    LAW(a_thumbnail_has_exactly_its_size);
    LAW(a_thumbnail_has_round_corners_and_is_cropped_in_the_middle);
    LAW(a_small_picture_is_not_enlarged);
    LAW(a_large_one_keeps_its_shape);
    LAW(a_picture_is_turned_as_its_camera_says);
    LAW(what_is_too_large_is_refused);
    LAW(what_is_no_picture_is_refused_with_a_reason);
    LAW(a_file_that_is_not_there_is_refused);
    LAW(what_is_stopped_is_given_up);
    return g_test_run();
}
