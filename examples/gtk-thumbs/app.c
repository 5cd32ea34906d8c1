/* SPDX-License-Identifier: MIT */
/* Ties the window, the folder that is loaded and the viewer together, all on the window's thread. Starts no work
 * itself: loading.c, viewer.c. */
#include "app.h"

void
app_complain(struct app *app, int status, const char *what, const char *why)
{
    g_printerr("%s: %s: %s\n", g_get_prgname(), what, why);
    app->status = status;
}

static void
ended(struct app *app, const char *status)
{
    app->is_ended = true;
    window_end(&app->window, status);
    if (app->options.quit_when_done)
        app_close(app);
}

/* Cues. */

static void
take_screenshot(struct app *app)
{
    GError *error = NULL;
    if (window_screenshot(&app->window, app->options.screenshot, &error))
        g_print("screenshot at %u of %u: %s\n", app->arrived, app->total, app->options.screenshot);
    else
        app_complain(app, 1, app->options.screenshot, error->message);
    g_clear_error(&error);
}

struct deed {
    struct app *app;
    enum action action;
};

static gboolean
act(gpointer arg)
{
    const struct deed *deed = arg;
    struct app *app = deed->app;
    if (deed->action == ACTION_CLOSE)
        gtk_window_close(GTK_WINDOW(app->viewer.loop ? app->viewer.window : app->window.window));
    else if (deed->action == ACTION_REOPEN)
        app_open(app, app->folder);
    else if (deed->action == ACTION_STOP)
        app_stop(app);
    else if (deed->action == ACTION_VIEW)
        app_view(app, app->last);
    return G_SOURCE_REMOVE;
}

/* The screenshot is taken inside the task that added a picture: GTK's loop goes on there, so that the window is painted,
 * but weir runs no other task, so that no picture comes in between. Everything else is done as the user does it, from
 * GTK's loop. */
static void
give_cue(struct app *app, enum action action)
{
    if (action == ACTION_SCREENSHOT) {
        take_screenshot(app);
        return;
    }
    struct deed *deed = g_new(struct deed, 1);
    *deed = (struct deed){app, action};
    g_idle_add_full(G_PRIORITY_HIGH, act, deed, g_free);
}

static void
look_at_cues(struct app *app)
{
    for (guint i = 0; i < app->options.cue_count; i++) {
        struct cue *cue = &app->options.cues[i];
        guint wanted = (guint)((guint64)app->total * cue->percent + 99) / 100;
        if (cue->is_done || app->arrived < CLAMP(wanted, 1, MAX(app->total, 2) - 1))
            continue;
        cue->is_done = true;
        give_cue(app, cue->action);
    }
}

/* What the loading tells. */

static void
listed(void *self, guint total, const char *problem)
{
    struct app *app = self;
    app->total = total;
    window_progress(&app->window, 0, 0, total);
    if (total > 0)
        return;
    if (app->options.quit_when_done)
        app_complain(app, 2, app->folder, problem ? problem : "there are no pictures in it");
    ended(app, problem ? problem : "No pictures");
}

static void
arrived(void *self, const struct thumb *thumb)
{
    struct app *app = self;
    app->arrived++;
    app->broken += !thumb->pixbuf;
    app->viewed += app->viewer.loop != NULL;
    g_free(app->last);
    app->last = g_strdup(thumb->path);
    window_add(&app->window, thumb);
    window_progress(&app->window, app->arrived, app->broken, app->total);
    look_at_cues(app);
    if (app->arrived < app->total)
        return;
    char *status = g_strdup_printf("%u pictures", app->total);
    ended(app, status);
    g_free(status);
}

/* What the user wants. */

struct wish {
    struct app *app;
    void (*grant)(void *app, const char *what);
    char *what;
};

static void
wish_free(gpointer arg)
{
    struct wish *wish = arg;
    g_free(wish->what);
    g_free(wish);
}

static gboolean
look_again(gpointer arg)
{
    const struct wish *wish = arg;
    wish->grant(wish->app, wish->what);
    return G_SOURCE_REMOVE;
}

/* A screenshot is being taken, inside of a task: it cannot wait for the end of the works that it is one of, and in a modal
 * loop on top of it no picture would come. An idle would come round before the window is painted, and keep it from that. */
static bool
put_off(struct app *app, void (*grant)(void *app, const char *what), const char *what)
{
    if (weir_current() != app->ride.weir)
        return false;
    struct wish *wish = g_new(struct wish, 1);
    *wish = (struct wish){app, grant, g_strdup(what)};
    g_timeout_add_full(G_PRIORITY_HIGH, 20, look_again, wish, wish_free);
    return true;
}

void
app_open(void *self, const char *folder)
{
    struct app *app = self;
    if (put_off(app, app_open, folder))
        return;
    const struct loading_heard heard = {listed, arrived, app};
    char *name = g_strdup(folder); /* it may be app->folder itself */
    loading_free(app->loading);
    g_free(app->folder);
    app->folder = name;
    app->total = app->arrived = app->broken = 0;
    app->is_ended = false;
    window_begin(&app->window, name);
    app->loading = loading_new(&app->ride, name, app->options.deep, &heard);
    if (app->loading)
        return;
    app_complain(app, 1, name, "no thread can be started");
    ended(app, "No thread can be started");
}

void
app_view(void *self, const char *path)
{
    struct app *app = self;
    if (put_off(app, app_view, path))
        return;
    viewer_run(&app->viewer, &app->ride, app->window.window, path);
}

void
app_stop(void *self)
{
    struct app *app = self;
    if (app->is_ended)
        return;
    loading_stop(app->loading);
    char *status = g_strdup_printf("Stopped at %u of %u", app->arrived, app->total);
    ended(app, status);
    g_free(status);
}

void
app_close(void *self)
{
    struct app *app = self;
    viewer_close(&app->viewer);
    g_main_loop_quit(app->loop);
}
