/* SPDX-License-Identifier: MIT */
/* Stands before the system calls of the pump: the linker takes these pointers for those of the DLLs, and calloc is wrapped.
 * Not when they fail. */
#include "imports.h"

#include "fixture.h"

#include <stddef.h>

static struct {
    atomic_int made, fails;
} calls[IMPORTS];

/* Of the thread that runs the law. */
static int64_t rings_early, rings_each;

int
import_count(enum import call)
{
    return atomic_load(&calls[call].made);
}

void
import_fails(enum import call, int times)
{
    atomic_store(&calls[call].fails, times);
}

void
imports_reset(void)
{
    for (int call = 0; call < IMPORTS; call++) {
        atomic_store(&calls[call].made, 0);
        atomic_store(&calls[call].fails, 0);
    }
    rings_early = rings_each = 0;
}

/* The handles that the pump holds; other threads close theirs meanwhile. */
static _Atomic(HANDLE) held[256];

static bool
swap(HANDLE from, HANDLE to)
{
    for (int i = 0; i < 256; i++)
        if (atomic_compare_exchange_strong(&held[i], &(HANDLE){from}, to))
            return true;
    return false;
}

static bool
refuses(enum import call)
{
    if (atomic_load(&calls[call].fails) == 0)
        return false;
    atomic_fetch_sub(&calls[call].fails, 1);
    SetLastError(ERROR_NOT_ENOUGH_QUOTA);
    return true;
}

/* A hook of a thread that has ended is gone by itself, and a wait that ends inside its own callback ends later: both are
 * counted though they answer no. */
static void
note(enum import call, ULONG_PTR answer)
{
    atomic_fetch_add(&calls[call].made, answer != 0 || call == UNHOOK || call == UNREGISTER_WAIT);
    if (answer != 0 && (call == OPEN_THREAD || call == CREATE_TIMER))
        swap(NULL, (HANDLE)answer);
}

void
timers_ring_early(int64_t by)
{
    rings_early = by;
}

void
timers_ring_each(int64_t period)
{
    rings_each = period;
}

static const LARGE_INTEGER *
sooner(const LARGE_INTEGER *due)
{
    static LARGE_INTEGER less;
    less.QuadPart = due->QuadPart + rings_early / 100;
    if (rings_each && less.QuadPart < -rings_each / 100)
        less.QuadPart = -rings_each / 100;
    return (rings_early || rings_each) && less.QuadPart < 0 ? &less : due;
}

static LONG
again(LONG period)
{
    if (rings_each)
        return (LONG)(rings_each / WEIR_MS(1));
    return rings_early ? 0 : period;
}

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);

void *
__wrap_calloc(size_t count, size_t size)
{
    return refuses(ALLOCATE) ? NULL : __real_calloc(count, size);
}

/* STAND_BEFORE(<library>, <what it answers>, <function>, <its parameters>, <its arguments>, <which>, <when it fails>,
 * <does it count?>) */
#define STAND_BEFORE(library, type, name, parameters, arguments, call, failure, counts)                  \
    typedef type WINAPI fn_##name parameters;                                                            \
    static type WINAPI my_##name parameters                                                              \
    {                                                                                                    \
        fn_##name *real = (fn_##name *)(void (*)(void))GetProcAddress(GetModuleHandleW(library), #name); \
        bool counted = counts;                                                                           \
        if (counted && refuses(call))                                                                    \
            return failure;                                                                              \
        type answer = real arguments;                                                                    \
        if (counted)                                                                                     \
            note(call, (ULONG_PTR)answer);                                                               \
        return answer;                                                                                   \
    }                                                                                                    \
    extern fn_##name *__imp_##name;                                                                      \
    fn_##name *__imp_##name = my_##name;

#define USER   L"user32"
#define KERNEL L"kernel32"

STAND_BEFORE(KERNEL, HANDLE, OpenThread, (DWORD access, BOOL inherits, DWORD id), (access, inherits, id),
             OPEN_THREAD, NULL, true)
STAND_BEFORE(USER, ATOM, RegisterClassExW, (const WNDCLASSEXW *window_class), (window_class), REGISTER_CLASS,
             0, true)
STAND_BEFORE(USER, BOOL, UnregisterClassW, (LPCWSTR name, HINSTANCE module), (name, module), UNREGISTER_CLASS,
             FALSE, true)
STAND_BEFORE(USER, HHOOK, SetWindowsHookExW, (int kind, HOOKPROC hook, HINSTANCE module, DWORD thread),
             (kind, hook, module, thread), SET_HOOK, NULL, true)
STAND_BEFORE(USER, BOOL, UnhookWindowsHookEx, (HHOOK hook), (hook), UNHOOK, FALSE, true)
STAND_BEFORE(USER, HWND, CreateWindowExW,
             (DWORD extended, LPCWSTR class_name, LPCWSTR name, DWORD style, int x, int y, int width,
              int height, HWND parent, HMENU menu, HINSTANCE module, LPVOID word),
             (extended, class_name, name, style, x, y, width, height, parent, menu, module, word),
             CREATE_WINDOW, NULL, parent == HWND_MESSAGE)
STAND_BEFORE(USER, BOOL, DestroyWindow, (HWND of), (of), DESTROY_WINDOW, FALSE, is_of_weir(of))
STAND_BEFORE(USER, BOOL, PostMessageW, (HWND of, UINT message, WPARAM wide, LPARAM word),
             (of, message, wide, word), POST_MESSAGE, FALSE, is_of_weir(of))
STAND_BEFORE(KERNEL, HANDLE, CreateWaitableTimerExW,
             (LPSECURITY_ATTRIBUTES security, LPCWSTR name, DWORD flags, DWORD access),
             (security, name, flags, access), CREATE_TIMER, NULL, true)
STAND_BEFORE(KERNEL, BOOL, RegisterWaitForSingleObject,
             (PHANDLE wait, HANDLE object, WAITORTIMERCALLBACK callback, PVOID word, ULONG time, ULONG flags),
             (wait, object, callback, word, time, flags), REGISTER_WAIT, FALSE, true)
STAND_BEFORE(KERNEL, BOOL, UnregisterWaitEx, (HANDLE wait, HANDLE event), (wait, event), UNREGISTER_WAIT,
             FALSE, true)
STAND_BEFORE(KERNEL, BOOL, CloseHandle, (HANDLE handle), (handle), CLOSE, FALSE, swap(handle, NULL))
STAND_BEFORE(KERNEL, BOOL, SetWaitableTimer,
             (HANDLE timer, const LARGE_INTEGER *due, LONG period, PTIMERAPCROUTINE routine, LPVOID word,
              BOOL resumes),
             (timer, sooner(due), again(period), routine, word, resumes), SET_TIMER, FALSE, true)
STAND_BEFORE(KERNEL, DWORD, TlsAlloc, (void), (), TLS_ALLOC, TLS_OUT_OF_INDEXES, true)
STAND_BEFORE(KERNEL, BOOL, TlsFree, (DWORD index), (index), TLS_FREE, FALSE, true)
