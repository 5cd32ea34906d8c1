/* SPDX-License-Identifier: MIT */
/* Laws of DLLs beyond those of all plug-ins: what a DLL has in Windows' hands is taken back before it is unloaded, since
 * Windows would call it where it was. Not the program (win32.c), nor how a DLL is loaded (loaded.c). */
#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0600
#include <windows.h>

#include "laws.h"
#include "loaded.h"
#include "win32.h"

#include <program.h>
#include <stdio.h>

enum {
    SOME_ROUNDS = 20,
    MANY_ROUNDS = 200,
    WARM_UP = 20, /* rounds, until Windows' own threads and caches are there */
    A_FEW =
        20, /* of what Windows' own threads take and give back meanwhile; one a round would be MANY_ROUNDS */
    MESSAGES = 50,
    LET_GO_MS = 300 /* how long a callback is held while the loop thread may wait for it */
};

/* The module that has the pump: the plug-in, or a DLL that it brought along. */
static void *
pump_module(void)
{
    HMODULE shared = GetModuleHandleA("libweir-win32.dll");
    return shared ? (void *)shared : one.library;
}

static void (*replace_import(const char *name, void (*with)(void)))(void)
{
    void (*was)(void) = win32_replace_import(pump_module(), name, with);
    ck_assert_msg(was != NULL, "the pump does not call %s", name);
    return was;
}

/* The hook calls the next one each time. */

typedef LRESULT WINAPI next_hook_fn(HHOOK hook, int code, WPARAM wide, LPARAM word);

static struct {
    next_hook_fn *real;
    int calls;
} hook;

static LRESULT WINAPI
count_hook(HHOOK it, int code, WPARAM wide, LPARAM word)
{
    hook.calls++;
    return hook.real(it, code, wide, word);
}

static void
watch_hook(void)
{
    hook.calls = 0;
    hook.real = (next_hook_fn *)replace_import("CallNextHookEx", (void (*)(void))count_hook);
}

static int
hook_calls_for(int messages)
{
    int before = hook.calls;
    win32_take_messages(messages);
    return hook.calls - before;
}

START_TEST(after_the_last_detach_its_hook_is_gone)
{
    for (int round = 0; round < SOME_ROUNDS; round++) {
        load(&one, LIBRARY_LOCAL, 0);
        watch_hook();
        ck_assert_int_ge(hook_calls_for(MESSAGES), MESSAGES);
        close_plugin(&one, end_of_round(round));
        ck_assert_int_eq(hook_calls_for(MESSAGES), 0);
        unload(&one, PLUGIN_CLOSES);
    }
    go_on();
}
END_TEST

/* They share a class and a hook. */
START_TEST(of_two_weirs_in_one_dll_the_last_takes_all_along)
{
    for (int round = 0; round < SOME_ROUNDS; round++) {
        load(&one, LIBRARY_LOCAL, PLUGIN_THREADS);
        struct plugin *second = one.table->open(PLUGIN_THREADS, one.capacity), *first = one.plugin;
        ck_assert_ptr_nonnull(second);
        ck_assert(toolkit_holds_only(2));
        watch_hook();
        go_on();
        one.plugin = round & 1 ? first : second;
        ck_assert(one.table->close(round & 1 ? second : first, end_of_round(round / 2)));
        ck_assert(toolkit_holds_only(1));
        ck_assert_int_ge(hook_calls_for(MESSAGES), MESSAGES);
        go_on();
        close_plugin(&one, end_of_round(round));
        ck_assert_int_eq(hook_calls_for(MESSAGES), 0);
        unload(&one, PLUGIN_CLOSES);
    }
}
END_TEST

/* Messages. */

static bool
one_is_unloaded(void *unused)
{
    (void)unused;
    return one.library == NULL;
}

START_TEST(unloading_between_the_taking_of_its_message_and_the_dispatch)
{
    for (int round = 0; round < SOME_ROUNDS; round++) {
        enum plugin_end how = end_of_round(round);
        load(&one, LIBRARY_LOCAL, 0);
        let_one_rest();
        win32_when_taken(unload_one, &how);
        ck_assert(one.table->post(one.plugin, 0));
        ck_assert(toolkit_run(one_is_unloaded, NULL));
        pass_often();
    }
}
END_TEST

/* The timer, which a thread of Windows' own waits for: its callback posts a message. */

typedef BOOL WINAPI post_fn(HWND window, UINT message, WPARAM wide, LPARAM word);

static struct {
    post_fn *real;
    DWORD loop;
    volatile LONG inside, left; /* the callback */
    HANDLE closed, may_leave;
} held;

static BOOL WINAPI
post_and_stay(HWND window, UINT message, WPARAM wide, LPARAM word)
{
    bool stays = GetCurrentThreadId() != held.loop && InterlockedExchange(&held.inside, 1) == 0;
    if (stays)
        WaitForSingleObject(held.may_leave, INFINITE);
    BOOL posted = held.real(window, message, wide, word);
    if (stays)
        InterlockedExchange(&held.left, 1);
    return posted;
}

static bool
is_inside(void *unused)
{
    (void)unused;
    return held.inside;
}

/* The loop thread either waits for the callback, which must be let go then, or it does not, and says so. */
static DWORD WINAPI
let_go(void *unused)
{
    (void)unused;
    WaitForSingleObject(held.closed, LET_GO_MS);
    SetEvent(held.may_leave);
    return 0;
}

START_TEST(unloading_waits_for_a_callback_of_its_timer)
{
    load(&one, LIBRARY_LOCAL, 0);
    held.loop = GetCurrentThreadId();
    held.inside = held.left = 0;
    held.closed = CreateEventW(NULL, TRUE, FALSE, NULL);
    held.may_leave = CreateEventW(NULL, TRUE, FALSE, NULL);
    held.real = (post_fn *)replace_import("PostMessageW", (void (*)(void))post_and_stay);
    ck_assert(one.table->post(one.plugin, 20000000));
    ck_assert(toolkit_run(is_inside, NULL));
    HANDLE helper = CreateThread(NULL, 0, let_go, NULL, 0, NULL);
    close_plugin(&one, end_of_round(_i));
    LONG left = held.left;
    SetEvent(held.closed);
    WaitForSingleObject(helper, INFINITE);
    ck_assert_msg(left, "detached while a callback of the timer was in the DLL");
    unload(&one, PLUGIN_CLOSES);
    CloseHandle(helper);
    CloseHandle(held.closed);
    CloseHandle(held.may_leave);
}
END_TEST

static int64_t
now_us(void)
{
    LARGE_INTEGER count, frequency;
    QueryPerformanceCounter(&count);
    QueryPerformanceFrequency(&frequency);
    return count.QuadPart * 1000000 / frequency.QuadPart;
}

static bool
has_ended_its_first(void *unused)
{
    (void)unused;
    return counts_of(&one).ended > 0;
}

/* From a millisecond before the time to one after it. */
START_TEST(unloading_as_its_timer_falls_due)
{
    for (int round = 0; round < MANY_ROUNDS; round++) {
        load(&one, LIBRARY_LOCAL, 0);
        ck_assert(one.table->post(one.plugin, 0)); /* by its turn the timer is set for the other */
        int64_t due = now_us() + 10000;
        ck_assert(one.table->post(one.plugin, 10000000));
        ck_assert(toolkit_run(has_ended_its_first, NULL));
        while (now_us() < due - 1000 + 10 * round)
            SwitchToThread();
        unload(&one, end_of_round(round));
    }
    go_on();
}
END_TEST

/* Again and again. */

static void
load_and_unload(int rounds)
{
    for (int round = 0; round < rounds; round++) {
        load(&one, LIBRARY_LOCAL, PLUGIN_THREADS);
        go_on();
        unload(&one, end_of_round(round));
    }
}

START_TEST(loading_200_times_leaves_nothing_behind)
{
    load_and_unload(WARM_UP);
    struct win32_held before = win32_holds();
    load_and_unload(MANY_ROUNDS);
    struct win32_held after = win32_holds();
    printf("before %d rounds and after: handles %d, %d; windows %d, %d; objects of USER %d, %d; indexes %d, "
           "%d\n",
           MANY_ROUNDS, before.handles, after.handles, before.windows, after.windows, before.objects,
           after.objects, before.indexes, after.indexes);
    ck_assert_int_gt(before.handles, 0);
    ck_assert_int_gt(before.windows, 0);
    ck_assert_int_lt(after.handles, before.handles + A_FEW);
    ck_assert_int_eq(after.windows, before.windows);
    ck_assert_int_lt(after.objects, before.objects + A_FEW);
    ck_assert_int_lt(after.indexes, before.indexes + A_FEW);
}
END_TEST

void
laws_of_plugins_on_win32(Suite *suite)
{
    TCase *tcase = tcase_create("DLLs");
    laws_of_plugins(suite);
    suite_add_tcase(suite, tcase);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, after_the_last_detach_its_hook_is_gone);
    tcase_add_test(tcase, of_two_weirs_in_one_dll_the_last_takes_all_along);
    tcase_add_test(tcase, unloading_between_the_taking_of_its_message_and_the_dispatch);
    tcase_add_loop_test(tcase, unloading_waits_for_a_callback_of_its_timer, 0, PLUGIN_ENDS);
    tcase_add_test(tcase, unloading_as_its_timer_falls_due);
    tcase_add_test(tcase, loading_200_times_leaves_nothing_behind);
}
