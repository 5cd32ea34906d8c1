/* SPDX-License-Identifier: MIT */
/* Ties the window, the rows and the folder that is hashed together, all on the window's thread. Starts no thread itself:
 * hashing.c. */
#include "app.h"

#include "picture.h"
#include "say.h"
#include "sums.h"
#include "text.h"
#include "walk.h"

#include <stdio.h>
#include <stdlib.h>

void
app_complain(struct app *app, int status, const wchar_t *what, const wchar_t *why)
{
    say_wrong(L"%ls: %ls", what, why);
    app->status = status;
}

static void
complain_of(struct app *app, const wchar_t *what, uint32_t error)
{
    wchar_t *why = text_of_error(error);
    app_complain(app, 1, what, why);
    free(why);
}

/* What the window says. */

static void
sample_rate(struct app *app)
{
    int64_t now = weir_now(), passed = now - app->sampled;
    if (app->is_ended) {
        app->rate = app->took > 0 ? (double)app->rows.bytes * 1e9 / (double)app->took : 0;
    } else if (passed >= WEIR_MS(300)) {
        double rate = (double)(app->rows.bytes - app->sample) * 1e9 / (double)passed;
        app->rate = app->rate > 0 ? app->rate * 0.7 + rate * 0.3 : rate;
        app->sampled = now;
        app->sample = app->rows.bytes;
    }
}

static void
word_rate(const struct app *app, wchar_t *words, size_t room)
{
    wchar_t size[TEXT_SIZE];
    text_of_size((uint64_t)app->rate, size);
    swprintf(words, room, app->rate > 0 ? L"%ls/s" : L"", size);
}

static void
word_rest(const struct app *app, wchar_t *words, size_t room)
{
    bool stopped = app->is_ended && app->rows.ended < app->rows.count;
    const wchar_t *state = !app->folder      ? L"Open a folder"
                           : stopped         ? L"Stopped"
                           : app->is_ended   ? L"Done"
                           : !app->is_listed ? L"Looking for files"
                                             : L"";
    if (app->rows.failed > 0)
        swprintf(words, room, L"%ls%ls%llu cannot be read", state, *state ? L", " : L"",
                 (unsigned long long)app->rows.failed);
    else
        swprintf(words, room, L"%ls", state);
}

void
app_refresh(struct app *app)
{
    const struct rows *rows = &app->rows;
    wchar_t title[96], files[64], bytes[96], rate[64], rest[96], done[TEXT_SIZE], total[TEXT_SIZE];
    struct window_words words = {title, files, bytes, rate, rest, 0, app->folder && !app->is_ended};
    app->is_stale = false;
    sample_rate(app);
    text_of_size(rows->bytes, done);
    text_of_size(rows->total, total);
    swprintf(files, 64, app->folder ? L"%llu of %llu files" : L"", (unsigned long long)rows->ended,
             (unsigned long long)rows->count);
    swprintf(title, 96, app->folder ? L"win32-hash: %ls" : L"win32-hash", files);
    swprintf(bytes, 96, app->folder ? L"%ls of %ls" : L"", done, total);
    word_rate(app, rate, 64);
    word_rest(app, rest, 96);
    words.percent = rows->total > 0 ? (unsigned)((double)rows->bytes * 100 / (double)rows->total) : 0;
    window_refresh(&app->window, &words);
}

static void
refresh_now(void *self)
{
    app_refresh(self);
}

static void
refresh_not(void *self, int why)
{
    (void)why;
    ((struct app *)self)->is_stale = false;
}

/* A window that is told of each file at once would have no time for anything else. */
static void
refresh_soon(struct app *app)
{
    if (!app->is_stale)
        app->is_stale = hashing_later(app->hashing, WEIR_MS(30), refresh_now, refresh_not, app);
}

static void
ended(struct app *app)
{
    app->is_ended = true;
    app->took = weir_now() - app->began;
    app_refresh(app);
    if (app->options.save && app->rows.ended == app->rows.count && app->is_listed) {
        uint32_t error = sums_save(&app->rows, app->options.save);
        if (error)
            complain_of(app, app->options.save, error);
    }
    if (app->options.quit_when_done)
        window_command(&app->window, COMMAND_CLOSE);
}

/* Cues. */

static void
take_screenshot(struct app *app)
{
    app_refresh(app);
    window_paint(&app->window);
    HRESULT result = picture_of_window(app->window.window, app->options.screenshot);
    if (FAILED(result))
        complain_of(app, app->options.screenshot, (uint32_t)result);
    else if (app->options.reports)
        say(L"screenshot at %llu of %llu files", (unsigned long long)app->rows.ended,
            (unsigned long long)app->rows.count);
}

/* The screenshot is taken inside the task that ended a file: weir runs no other task there, so that the window holds
 * still. Everything else is done as the user does it, from the loop. */
static void
give_cue(struct app *app, enum action action)
{
    static const enum window_command commands[] = {[ACTION_ABOUT] = COMMAND_ABOUT,
                                                   [ACTION_CLOSE] = COMMAND_CLOSE,
                                                   [ACTION_REOPEN] = COMMAND_REOPEN,
                                                   [ACTION_STOP] = COMMAND_STOP};
    if (action == ACTION_SCREENSHOT)
        take_screenshot(app);
    else
        window_command(&app->window, commands[action]);
}

static void
look_at_cues(struct app *app)
{
    size_t most = app->rows.count > 1 ? app->rows.count - 1 : 1;
    for (unsigned i = 0; i < app->options.cue_count && app->is_listed; i++) {
        struct cue *cue = &app->options.cues[i];
        size_t wanted = (app->rows.count * cue->percent + 99) / 100;
        if (cue->is_done || app->rows.ended < (wanted < most ? wanted : most))
            continue;
        cue->is_done = true;
        give_cue(app, cue->action);
    }
}

/* What the hashing tells. */

static void
look_at_end(struct app *app)
{
    look_at_cues(app);
    if (app->is_listed && app->rows.ended == app->rows.count)
        ended(app);
    else
        refresh_soon(app);
}

static void
found(void *self, const struct found *files, size_t count, bool is_all)
{
    struct app *app = self;
    for (size_t i = 0; i < count; i++)
        rows_add(&app->rows, &files[i]);
    app->is_listed = is_all;
    look_at_end(app);
}

static void
went_on(void *self, const struct step *step)
{
    struct app *app = self;
    rows_step(&app->rows, step);
    list_touch(&app->window.list, step->row);
    if (step->is_ended) {
        app->dragged += app->window.is_dragged;
        app->boxed += app->window.boxes > 0;
        look_at_end(app);
    } else {
        refresh_soon(app);
    }
}

/* What the user wants. */

static void
begin(struct app *app, wchar_t *folder)
{
    hashing_free(app->hashing);
    app->hashing = NULL;
    rows_clear(&app->rows);
    list_begin(&app->window.list);
    free(app->folder);
    app->folder = folder;
    app->is_listed = app->is_ended = app->is_stale = false;
    app->began = app->sampled = weir_now();
    app->sample = 0;
    app->rate = 0;
}

void
app_open(void *self, const wchar_t *folder)
{
    struct app *app = self;
    const struct hashing_heard heard = {found, went_on, app};
    wchar_t *path = walk_folder(folder);
    if (!path) {
        wchar_t *why = text_of_error(GetLastError());
        window_complain(&app->window, folder, why);
        free(why);
        return;
    }
    begin(app, path);
    app->hashing = hashing_new(&app->ride, path, app->options.threads, &heard);
    app_refresh(app);
    if (app->hashing)
        return;
    app_complain(app, 1, folder, L"no thread can be started");
    ended(app);
}

void
app_reopen(void *self)
{
    struct app *app = self;
    wchar_t *folder = app->folder ? text_copy(app->folder) : NULL;
    if (folder)
        app_open(app, folder);
    free(folder);
}

void
app_stop(void *self)
{
    struct app *app = self;
    if (!app->hashing || app->is_ended)
        return;
    hashing_stop(app->hashing);
    ended(app);
}

void
app_save(void *self, const wchar_t *file)
{
    struct app *app = self;
    uint32_t error = sums_save(&app->rows, file);
    wchar_t *why = text_of_error(error);
    if (error)
        window_complain(&app->window, file, why);
    free(why);
}

void
app_copy(void *self)
{
    struct app *app = self;
    uint32_t error = sums_copy(&app->rows, app->window.window);
    wchar_t *why = text_of_error(error);
    if (error)
        window_complain(&app->window, L"The clipboard", why);
    free(why);
}

/* No thread and no task is left when the window goes. Inside of a task it waits for that to return: a message that
 * another program sends may come anywhere. */
void
app_close(void *self)
{
    struct app *app = self;
    if (ride_is_inside(&app->ride)) {
        window_command(&app->window, COMMAND_CLOSE);
        return;
    }
    hashing_free(app->hashing);
    app->hashing = NULL;
    window_destroy(&app->window);
}
