/* SPDX-License-Identifier: MIT */
/* weir-win32-hash: hashes the files of a folder, for Windows. This file starts it, ends it and gives the account. What
 * happens in between is in app.c, and all of weir in crew.c. */
#include "app.h"

#include "say.h"
#include "text.h"
#include "walk.h"

#include <objbase.h>

#include <stdlib.h>

static void
report_failed(const struct rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->all[i].state != ROW_FAILED)
            continue;
        wchar_t *why = text_of_error(rows->all[i].error);
        say_aside(L"%ls: %ls", rows->all[i].name, why);
        free(why);
    }
}

static void
report(const struct app *app, const struct account *account)
{
    say(L"%llu of %llu files, %llu bytes, %llu failed", (unsigned long long)app->rows.ended,
        (unsigned long long)app->rows.count, (unsigned long long)app->rows.bytes,
        (unsigned long long)app->rows.failed);
    if (app->dragged > 0)
        say(L"%llu files while the window was dragged", (unsigned long long)app->dragged);
    if (app->boxed > 0)
        say(L"%llu files under a box", (unsigned long long)app->boxed);
    say(L"%llu tasks posted, %llu run, %llu dropped", (unsigned long long)account->posted,
        (unsigned long long)account->run, (unsigned long long)account->dropped);
}

static void
run_loop(struct app *app)
{
    MSG message;
    while (GetMessageW(&message, NULL, 0, 0) > 0) {
        if (window_takes(&app->window, &message))
            continue;
        TranslateMessage(&message);
        DispatchMessageW(&message);
    }
}

/* app_close has ended the threads before the loop ends. */
static void
run(struct app *app)
{
    app_refresh(app);
    if (app->options.folder)
        app_open(app, app->options.folder);
    run_loop(app);
    struct account account = ride_end(&app->ride);
    report_failed(&app->rows);
    if (app->options.reports)
        report(app, &account);
    if (account.run + account.dropped != account.posted)
        app_complain(app, 1, L"weir", L"not every task has ended");
    if (app->rows.failed > 0 && app->status == 0)
        app->status = 1;
    rows_clear(&app->rows);
    free(app->folder);
}

static void
complain_of_last(struct app *app, int status, const wchar_t *what)
{
    wchar_t *why = text_of_error(GetLastError());
    app_complain(app, status, what, why);
    free(why);
}

static bool
folder_is_there(struct app *app)
{
    wchar_t *path = app->options.folder ? walk_folder(app->options.folder) : NULL;
    if (app->options.folder && !path)
        complain_of_last(app, 2, app->options.folder);
    free(path);
    return path || !app->options.folder;
}

static void
start(struct app *app)
{
    const struct window_calls calls = {app_open, app_reopen, app_stop, app_save, app_copy, app_close, app};
    if (!folder_is_there(app))
        return;
    if (!window_init(&app->window, &app->rows, &calls)) {
        complain_of_last(app, 1, L"cannot open a window");
        return;
    }
    int error = ride_begin(&app->ride);
    wchar_t *why = text_format(L"%hs", weir_error_text(error));
    if (error)
        app_complain(app, 1, L"cannot ride the messages", why);
    else
        run(app);
    free(why);
}

int WINAPI
wWinMain(HINSTANCE instance, HINSTANCE before, LPWSTR words, int show)
{
    static struct app app;
    (void)instance, (void)before, (void)words, (void)show;
    say_begin();
    enum options_answer answer = options_read(&app.options, __argc, __wargv);
    if (answer != OPTIONS_GOOD)
        return answer == OPTIONS_BAD ? 2 : 0;
    HRESULT com = CoInitializeEx(NULL, COINIT_APARTMENTTHREADED | COINIT_DISABLE_OLE1DDE);
    start(&app);
    if (SUCCEEDED(com))
        CoUninitialize();
    return app.status;
}
