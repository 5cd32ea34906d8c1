/* SPDX-License-Identifier: MIT */
/* Paints pictures to make thumbnails of: landscapes, each another one, and always the same ones. Tests nothing: the
 * scripts beside it do.
 *
 *     paint FOLDER COUNT WIDTH HEIGHT */
#include <cairo.h>
#include <gdk-pixbuf/gdk-pixbuf.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct colour {
    double red, green, blue;
};

/* The light at an hour. */
struct light {
    const char *name;
    struct colour high, low, far, near;
    struct colour sun;
    bool has_stars;
};

static const struct light lights[] = {
    {"dawn", {.29, .36, .58}, {.99, .78, .62}, {.72, .58, .66}, {.18, .16, .28}, {1, .93, .8}, false},
    {"noon", {.16, .46, .82}, {.80, .91, .98}, {.58, .72, .82}, {.10, .30, .22}, {1, 1, .92}, false},
    {"dusk", {.20, .13, .36}, {.98, .47, .27}, {.58, .26, .38}, {.09, .05, .14}, {1, .80, .45}, false},
    {"night", {.02, .03, .11}, {.13, .20, .40}, {.11, .17, .32}, {.01, .02, .06}, {.95, .96, 1}, true},
    {"misty", {.72, .77, .79}, {.93, .94, .92}, {.76, .80, .80}, {.22, .31, .31}, {1, 1, .98}, false},
    {"autumn", {.36, .55, .72}, {.99, .90, .72}, {.80, .58, .38}, {.37, .13, .06}, {1, .95, .82}, false},
};

static const char *const places[] = {"fjord", "ridge", "moor", "pass", "valley", "shore", "summit", "forest"};

struct scene {
    cairo_t *cairo;
    double width, height;
    const struct light *light;
    GRand *rand;
    bool has_sea, has_trees;
};

static double
between(struct scene *scene, double least, double most)
{
    return g_rand_double_range(scene->rand, least, most);
}

static struct colour
mix(struct colour a, struct colour b, double part)
{
    return (struct colour){a.red + (b.red - a.red) * part, a.green + (b.green - a.green) * part,
                           a.blue + (b.blue - a.blue) * part};
}

static void
gradient(struct scene *scene, double from, double to, struct colour first, struct colour last)
{
    cairo_pattern_t *pattern = cairo_pattern_create_linear(0, from, 0, to);
    cairo_pattern_add_color_stop_rgb(pattern, 0, first.red, first.green, first.blue);
    cairo_pattern_add_color_stop_rgb(pattern, 1, last.red, last.green, last.blue);
    cairo_set_source(scene->cairo, pattern);
    cairo_pattern_destroy(pattern);
}

static void
paint_sky(struct scene *scene)
{
    gradient(scene, 0, scene->height * 0.75, scene->light->high, scene->light->low);
    cairo_paint(scene->cairo);
    if (!scene->light->has_stars)
        return;
    for (int i = 0; i < 160; i++) {
        double size = scene->width * between(scene, 0.0005, 0.002);
        cairo_set_source_rgba(scene->cairo, 1, 1, 1, between(scene, 0.3, 1));
        cairo_arc(scene->cairo, between(scene, 0, scene->width), between(scene, 0, scene->height * 0.6), size,
                  0, 2 * G_PI);
        cairo_fill(scene->cairo);
    }
}

static void
paint_sun(struct scene *scene)
{
    struct colour sun = scene->light->sun;
    double x = between(scene, 0.15, 0.85) * scene->width, y = between(scene, 0.15, 0.5) * scene->height;
    double size = between(scene, 0.03, 0.07) * scene->width;
    cairo_pattern_t *glow = cairo_pattern_create_radial(x, y, size, x, y, size * 6);
    cairo_pattern_add_color_stop_rgba(glow, 0, sun.red, sun.green, sun.blue, 0.55);
    cairo_pattern_add_color_stop_rgba(glow, 1, sun.red, sun.green, sun.blue, 0);
    cairo_set_source(scene->cairo, glow);
    cairo_paint(scene->cairo);
    cairo_pattern_destroy(glow);
    cairo_set_source_rgb(scene->cairo, sun.red, sun.green, sun.blue);
    cairo_arc(scene->cairo, x, y, size, 0, 2 * G_PI);
    cairo_fill(scene->cairo);
}

enum {
    STEPS = 256 /* of a ridge, a power of two */
};

/* Halves each stretch and moves its middle, less and less. */
static void
break_up(struct scene *scene, double *heights, double rough)
{
    heights[0] = between(scene, -1, 1);
    heights[STEPS] = between(scene, -1, 1);
    for (int step = STEPS / 2; step > 0; step /= 2, rough *= 0.52)
        for (int i = step; i < STEPS; i += 2 * step)
            heights[i] = (heights[i - step] + heights[i + step]) / 2 + between(scene, -rough, rough);
}

static void
paint_tree(struct scene *scene, double x, double y, double size)
{
    cairo_move_to(scene->cairo, x, y - size);
    cairo_line_to(scene->cairo, x - size * 0.22, y);
    cairo_line_to(scene->cairo, x + size * 0.22, y);
    cairo_close_path(scene->cairo);
    cairo_fill(scene->cairo);
}

/* depth is 0 far away, 1 in front. */
static void
paint_ridge(struct scene *scene, double depth)
{
    double heights[STEPS + 1], base = scene->height * (0.5 + 0.42 * depth);
    double relief = scene->height * (0.16 - 0.08 * depth);
    struct colour colour = mix(scene->light->far, scene->light->near, depth);
    break_up(scene, heights, 1.2 - 0.6 * depth);
    cairo_move_to(scene->cairo, 0, scene->height);
    for (int i = 0; i <= STEPS; i++)
        cairo_line_to(scene->cairo, scene->width * i / STEPS, base + heights[i] * relief);
    cairo_line_to(scene->cairo, scene->width, scene->height);
    gradient(scene, base - relief, scene->height, colour, mix(colour, scene->light->near, 0.5));
    cairo_fill(scene->cairo);
    for (int i = 0; i <= STEPS && scene->has_trees && depth > 0.6; i++)
        paint_tree(scene, scene->width * i / STEPS, base + heights[i] * relief + scene->height * 0.01,
                   scene->height * between(scene, 0.03, 0.1) * depth);
}

static void
paint_sea(struct scene *scene)
{
    double top = scene->height * 0.72;
    gradient(scene, top, scene->height, scene->light->low, scene->light->high);
    cairo_rectangle(scene->cairo, 0, top, scene->width, scene->height);
    cairo_fill(scene->cairo);
    for (int i = 0; i < 60; i++) {
        double y = top + (scene->height - top) * pow(between(scene, 0, 1), 1.5);
        double length = scene->width * between(scene, 0.02, 0.12) * (y / scene->height);
        cairo_set_source_rgba(scene->cairo, 1, 1, 1, between(scene, 0.05, 0.25));
        cairo_rectangle(scene->cairo, between(scene, -0.1, 1) * scene->width, y, length,
                        scene->height * 0.004);
        cairo_fill(scene->cairo);
    }
}

static void
paint_scene(struct scene *scene)
{
    int ridges = g_rand_int_range(scene->rand, 3, 6);
    paint_sky(scene);
    paint_sun(scene);
    for (int i = 0; i < ridges; i++) {
        if (scene->has_sea && i == ridges - 1)
            paint_sea(scene);
        paint_ridge(scene, scene->has_sea && i < ridges - 1 ? 0.4 * i / ridges : (double)i / (ridges - 1));
    }
}

/* Opaque, from cairo's words to bytes. */
static GdkPixbuf *
pixels(cairo_surface_t *surface)
{
    cairo_surface_flush(surface);
    int width = cairo_image_surface_get_width(surface), height = cairo_image_surface_get_height(surface);
    GdkPixbuf *pixbuf = gdk_pixbuf_new(GDK_COLORSPACE_RGB, FALSE, 8, width, height);
    for (int y = 0; y < height; y++) {
        const unsigned char *row =
            cairo_image_surface_get_data(surface) + y * cairo_image_surface_get_stride(surface);
        const guint32 *from = (const guint32 *)(const void *)row;
        guchar *to = gdk_pixbuf_get_pixels(pixbuf) + y * gdk_pixbuf_get_rowstride(pixbuf);
        for (int x = 0; x < width; x++, to += 3) {
            to[0] = (guchar)(from[x] >> 16);
            to[1] = (guchar)(from[x] >> 8);
            to[2] = (guchar)from[x];
        }
    }
    return pixbuf;
}

/* JPEG as from a camera; every tenth a PNG. */
static bool
save(GdkPixbuf *pixbuf, const char *folder, int number, const struct light *light)
{
    const char *type = number % 10 == 9 ? "png" : "jpeg";
    char *name = g_strdup_printf("%s/%03d %s %s.%s", folder, number + 1, light->name, places[number % 8],
                                 number % 10 == 9 ? "png" : "jpg");
    GError *error = NULL;
    bool saved = gdk_pixbuf_save(pixbuf, name, type, &error, NULL);
    if (!saved)
        fprintf(stderr, "paint: %s: %s\n", name, error->message);
    g_clear_error(&error);
    g_free(name);
    return saved;
}

static bool
paint(const char *folder, int number, int width, int height)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    GRand *rand = g_rand_new_with_seed((guint32)number + 7);
    struct scene scene = {.cairo = cairo_create(surface),
                          .width = width,
                          .height = height,
                          .light = &lights[(number * 5 + number / 6 + 2) % (int)G_N_ELEMENTS(lights)],
                          .rand = rand,
                          .has_sea = number % 8 == 0 || number % 8 == 5,
                          .has_trees = number % 8 == 7 || number % 8 == 4};
    paint_scene(&scene);
    GdkPixbuf *pixbuf = pixels(surface);
    bool saved = save(pixbuf, folder, number, scene.light);
    g_object_unref(pixbuf);
    cairo_destroy(scene.cairo);
    g_rand_free(rand);
    cairo_surface_destroy(surface);
    return saved;
}

int
main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: paint FOLDER COUNT WIDTH HEIGHT\n");
        return 2;
    }
    int count = atoi(argv[2]), width = atoi(argv[3]), height = atoi(argv[4]);
    for (int number = 0; number < count; number++)
        if (!paint(argv[1], number, width, height))
            return 1;
    return 0;
}
