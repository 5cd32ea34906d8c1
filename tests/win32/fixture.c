/* SPDX-License-Identifier: MIT */
/* What the laws of the Win32 pump share. Not the laws. */
#include "fixture.h"

#include <wchar.h>

struct weir *w;
HWND of_pump, window;

static const int64_t LIMIT = WEIR_S(30);

static void
be_silent(void *self, enum weir_log_level level, const char *line)
{
    (void)self, (void)level, (void)line;
}

void
setup(void)
{
    imports_reset();
    weir_log_to(be_silent, NULL);
    window = CreateWindowExW(0, L"STATIC", L"a law", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 20, 20, 200, 100, NULL,
                             NULL, NULL, NULL);
    ck_assert_ptr_nonnull(window);
    ck_assert_int_eq(weir_new(&w, NULL), 0);
}

void
teardown(void)
{
    ck_assert_int_eq(weir_close(w, WEIR_DROP, LIMIT), 0);
    weir_free(w);
    expect_nothing_left();
    DestroyWindow(window);
    weir_log_to(NULL, NULL);
}

int
attach(void)
{
    return weir_win32_attach(w, &of_pump);
}

/* What is there. */

bool
is_of_weir(HWND of)
{
    WCHAR name[64];
    return GetClassNameW(of, name, 64) > 0 && wcsncmp(name, L"weir ", 5) == 0;
}

int
windows_of_weir(void)
{
    int count = 0;
    DWORD process;
    for (HWND found = NULL; (found = FindWindowExW(HWND_MESSAGE, found, NULL, NULL));) {
        GetWindowThreadProcessId(found, &process);
        count += process == GetCurrentProcessId() && is_of_weir(found);
    }
    return count;
}

void
expect_nothing_left(void)
{
    ck_assert_int_eq(windows_of_weir(), 0);
    ck_assert_int_eq(import_count(SET_HOOK), import_count(UNHOOK));
    ck_assert_int_eq(import_count(REGISTER_WAIT), import_count(UNREGISTER_WAIT));
    ck_assert_int_eq(import_count(OPEN_THREAD) + import_count(CREATE_TIMER), import_count(CLOSE));
}

/* Running. */

bool
run_until(until_fn *until, void *arg)
{
    int64_t end = weir_now() + LIMIT;
    MSG message;
    bool reached;
    while (!(reached = until(arg)) && weir_now() < end) {
        MsgWaitForMultipleObjectsEx(0, NULL, 5, QS_ALLINPUT, MWMO_INPUTAVAILABLE);
        if (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE))
            DispatchMessageW(&message);
    }
    return reached;
}

bool
it_works(void)
{
    atomic_int ran = 0;
    return weir_post(w, add_one, &ran) == 0 && run_until(is_reached, &ran);
}

void
burn(int64_t duration)
{
    for (int64_t until = weir_now() + duration; weir_now() < until;)
        continue;
}
