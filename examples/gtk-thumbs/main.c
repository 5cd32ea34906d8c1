/* SPDX-License-Identifier: MIT */
/* weir-gtk-thumbs: thumbnails of a folder, for GTK 3 and GTK 4. This file starts it, ends it and gives the account. What
 * happens in between is in app.c, and weir in ride.c and loading.c. */
#include "app.h"

#include <string.h>

static bool
folder_is_there(struct app *app)
{
    GError *error = NULL;
    GDir *dir = g_dir_open(app->options.folder, 0, &error);
    if (!dir)
        app_complain(app, 2, "cannot open the folder", error->message);
    else
        g_dir_close(dir);
    g_clear_error(&error);
    return dir != NULL;
}

static void
report(struct app *app)
{
    const struct spinner *spinner = &app->window.spinner;
    const struct ride *ride = &app->ride;
    g_print("%u of %u pictures, %u broken, %u frames of the spinner, worst gap %.1f ms\n", app->arrived,
            app->total, app->broken, spinner->frames, (double)spinner->worst / 1000);
    if (app->viewed > 0)
        g_print("%u pictures arrived while one was viewed\n", app->viewed);
    g_print("%" G_GUINT64_FORMAT " works started, %" G_GUINT64_FORMAT " told, %" G_GUINT64_FORMAT
            " dropped\n",
            ride->started, ride->told, ride->dropped);
}

/* The order matters: no thread and no work is left when the window goes. */
static void
run(struct app *app)
{
    app->loop = g_main_loop_new(NULL, FALSE);
    app_open(app, app->options.folder);
    g_main_loop_run(app->loop);
    loading_free(app->loading);
    ride_end(&app->ride);
    window_fini(&app->window);
    if (app->options.reports)
        report(app);
    if (app->ride.told + app->ride.dropped != app->ride.started)
        app_complain(app, 1, "weir", "not every work has ended");
    g_main_loop_unref(app->loop);
    g_free(app->folder);
    g_free(app->last);
}

static void
start(struct app *app)
{
    const struct window_calls calls = {app_open, app_view, app_stop, app_close, app};
    if (!folder_is_there(app))
        return;
    if (!window_init(&app->window, &calls)) {
        app_complain(app, 1, "cannot open a window", "there is no display");
        return;
    }
    int error = ride_begin(&app->ride, (guint)app->options.threads);
    if (error)
        app_complain(app, 1, "cannot ride GTK's loop", weir_error_text(error));
    else
        run(app);
}

int
main(int argc, char **argv)
{
    static struct app app;
    if (!options_read(&app.options, argc, argv))
        app.status = 2;
    else
        start(&app);
    options_fini(&app.options);
    return app.status;
}
