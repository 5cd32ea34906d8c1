/* SPDX-License-Identifier: MIT */
/* The base on Windows: memory, clocks, locks, threads. The only file of the core that calls the
 * system there. */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include "base/atomic.h"
#include "base/system.h"
#include "base/thread.h"

#include <weir/weir.h>

#include <malloc.h>
#include <process.h>
#include <stdio.h>
#include <string.h>

static void *
win32_allocate(size_t size)
{
    void *memory = _aligned_malloc(size, CACHE_LINE);
    return memory ? memset(memory, 0, size) : NULL;
}

static void
win32_release(void *memory)
{
    _aligned_free(memory);
}

static int64_t
win32_now(void)
{
    LARGE_INTEGER count, frequency;
    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&count);
    int64_t seconds = count.QuadPart / frequency.QuadPart;
    int64_t rest = count.QuadPart % frequency.QuadPart;
    return seconds * 1000000000 + rest * 1000000000 / frequency.QuadPart;
}

/* A FILETIME counts 100 ns from 1601. */
static int64_t
win32_wall(void)
{
    FILETIME time;
    GetSystemTimeAsFileTime(&time);
    int64_t since_1601 = (int64_t)time.dwHighDateTime << 32 | time.dwLowDateTime;
    return (since_1601 - 116444736000000000) * 100;
}

static uint64_t
win32_process(void)
{
    return GetCurrentProcessId();
}

static void
win32_nap(int64_t ns)
{
    if (ns == 0)
        SwitchToThread();
    else
        Sleep((DWORD)((ns + 999999) / 1000000));
}

static int
win32_lock_init(void *native)
{
    InitializeSRWLock(native);
    return 0;
}

/* A function of the system that older ones lack. */
static void (*find_in_kernel(const char *name))(void)
{
    return (void (*)(void))GetProcAddress(GetModuleHandleW(L"kernel32"), name);
}

/* Windows shows it from 10 on. */
static void
name_this_thread(const char *name)
{
    typedef HRESULT WINAPI set_fn(HANDLE thread, PCWSTR text);
    set_fn *set = (set_fn *)find_in_kernel("SetThreadDescription");
    WCHAR wide[THREAD_NAME_SIZE];
    if (set && MultiByteToWideChar(CP_UTF8, 0, name, -1, wide, THREAD_NAME_SIZE) > 0)
        set(GetCurrentThread(), wide);
}

static unsigned __stdcall run_thread(void *arg)
{
    struct thread *thread = arg;
    name_this_thread(thread->name);
    thread->run(thread->arg);
    return 0;
}

static int
win32_thread_start(struct thread *thread)
{
    thread->native = (void *)_beginthreadex(NULL, 0, run_thread, thread, 0, NULL);
    return thread->native ? 0 : -1;
}

/* The counter is the coarse clock too: GetTickCount64 has another zero. */
struct system_calls weir_system = {
    win32_allocate, win32_release, win32_now,       win32_now,          win32_wall,
    win32_process,  win32_nap,     win32_lock_init, win32_thread_start,
};

int
thread_start(struct thread *thread)
{
    return weir_system.thread_start(thread) ? WEIR_ESYSTEM : 0;
}

void
thread_join(struct thread *thread)
{
    WaitForSingleObject(thread->native, INFINITE);
    CloseHandle(thread->native);
}

uint32_t
processors(void)
{
    DWORD_PTR ours, all;
    uint32_t count = 0;
    if (GetProcessAffinityMask(GetCurrentProcess(), &ours, &all))
        for (; ours; ours &= ours - 1)
            count++;
    return count ? count : 1;
}

int
mutex_init(struct mutex *mutex)
{
    return weir_system.lock_init(&mutex->native) ? WEIR_ESYSTEM : 0;
}

void
mutex_fini(struct mutex *mutex)
{
    (void)mutex;
}

void
mutex_lock(struct mutex *mutex)
{
    AcquireSRWLockExclusive((PSRWLOCK)&mutex->native);
}

void
mutex_unlock(struct mutex *mutex)
{
    ReleaseSRWLockExclusive((PSRWLOCK)&mutex->native);
}

int
condition_init(struct condition *condition)
{
    InitializeConditionVariable((PCONDITION_VARIABLE)&condition->native);
    return 0;
}

void
condition_fini(struct condition *condition)
{
    (void)condition;
}

void
condition_signal(struct condition *condition)
{
    WakeConditionVariable((PCONDITION_VARIABLE)&condition->native);
}

bool
condition_wait(struct condition *condition, struct mutex *mutex, int64_t duration)
{
    DWORD ms = INFINITE;
    if (duration < (int64_t)0x7fffffff * 1000000)
        ms = (DWORD)((duration + 999999) / 1000000);
    return SleepConditionVariableSRW((PCONDITION_VARIABLE)&condition->native, (PSRWLOCK)&mutex->native, ms,
                                     0);
}

/* Not thread-local variables: MinGW's own take an index and a semaphore for each library that it never gives back, so a
 * plug-in that is loaded a thousand times would end the program. */
static struct {
    SRWLOCK lock;
    unsigned holders;
    volatile DWORD index, number; /* the place, and thread_self */
} place = {SRWLOCK_INIT, 0, TLS_OUT_OF_INDEXES, TLS_OUT_OF_INDEXES};

static void
free_indexes(void)
{
    if (place.index != TLS_OUT_OF_INDEXES)
        TlsFree(place.index);
    if (place.number != TLS_OUT_OF_INDEXES)
        TlsFree(place.number);
    place.index = place.number = TLS_OUT_OF_INDEXES;
}

static bool
take_indexes(void)
{
    place.index = TlsAlloc();
    place.number = TlsAlloc();
    bool taken = place.index != TLS_OUT_OF_INDEXES && place.number != TLS_OUT_OF_INDEXES;
    if (!taken)
        free_indexes();
    return taken;
}

int
thread_place_hold(void)
{
    AcquireSRWLockExclusive(&place.lock);
    bool held = place.holders > 0 || take_indexes();
    place.holders += held;
    ReleaseSRWLockExclusive(&place.lock);
    return held ? 0 : WEIR_ESYSTEM;
}

void
thread_place_release(void)
{
    AcquireSRWLockExclusive(&place.lock);
    if (--place.holders == 0)
        free_indexes();
    ReleaseSRWLockExclusive(&place.lock);
}

static void *
value_at(DWORD index)
{
    DWORD error = GetLastError(); /* which TlsGetValue changes */
    void *value = TlsGetValue(index);
    SetLastError(error);
    return value;
}

void *
thread_place(void)
{
    return value_at(place.index);
}

void
thread_place_set(void *value)
{
    TlsSetValue(place.index, value);
}

/* Not the thread's id: Windows gives it to another when the thread has ended. */
uint64_t
thread_self(void)
{
    static atom_u64 drawn;
    uintptr_t self = (uintptr_t)value_at(place.number);
    if (self == 0) {
        /* Nothing to pair: one word, and each draws another. */
        self = (uintptr_t)(atom_add(&drawn, 1, relaxed) + 1);
        TlsSetValue(place.number, (void *)self);
    }
    return self;
}

bool
thread_is_first(void)
{
    return false;
}

/* The description that somebody gave it, from Windows 10 on, or its number: which thread is the first, Windows does not
 * say. */
void
thread_name(char *name, size_t size)
{
    typedef HRESULT WINAPI describe_fn(HANDLE thread, PWSTR * text);
    describe_fn *describe = (describe_fn *)find_in_kernel("GetThreadDescription");
    PWSTR text = NULL;
    int length = 0;
    if (describe && SUCCEEDED(describe(GetCurrentThread(), &text)))
        length = WideCharToMultiByte(CP_UTF8, 0, text, -1, name, (int)size, NULL, NULL);
    LocalFree(text);
    if (length <= 1)
        snprintf(name, size, "%lu", (unsigned long)GetCurrentThreadId());
}
