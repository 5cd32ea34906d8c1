/* SPDX-License-Identifier: MIT */
/* The Win32 pump: a message-only window, a hook on its thread's messages, a waitable timer. It decides nothing: weir_turn
 * does.
 *
 * Windows hands out posted messages before input, input before painting, painting before timers. So a message of ours
 * that comes because weir has work left (LOOK) runs a turn only if none of these waits; if one does, the hook looks again
 * when the host has taken it, and the timer when a turn is overdue. A wake (WAKE) runs one at once. */
#include "weir-win32.h"

#undef _WIN32_WINNT
#define _WIN32_WINNT 0x0602 /* Windows 8: touch and pens are input too */
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif

#include <windows.h>

#include <stdlib.h>
#include <wchar.h>

#ifndef CREATE_WAITABLE_TIMER_HIGH_RESOLUTION
#define CREATE_WAITABLE_TIMER_HIGH_RESOLUTION 0x00000002
#endif

enum {
    WAKE = WM_USER, /* from weir: run a turn */
    LOOK,           /* from the pump itself: run one if it is overdue, or due and the host is free */
    RANG            /* the same, from the timer */
};

/* A message of ours that was taken and did not come before the host took another was dropped. How soon the next goes out:
 * a host that empties its queue must come to an end of it. */
static const int64_t DROPPED = WEIR_MS(10);
/* How soon after one look the next. */
static const int64_t LOOK_AGAIN = WEIR_MS(1);
/* How often a loop that handles messages until there is none comes to its end, though work is left. */
static const int64_t A_FRAME = WEIR_MS(16);

struct pump {
    /* Guarded by the lock of `pumps`. */
    struct weir *w; /* NULL: lost on another thread, and waiting for its end */
    struct pump *next;
    HHOOK hook; /* of its thread, if this pump keeps it */

    DWORD thread;
    HANDLE owner; /* the same thread: tells when it has ended */
    HWND window;
    bool destroyed;       /* the window, by somebody else */
    HANDLE timer;         /* waitable, and repeats each second until it is set anew */
    HANDLE wait;          /* of the thread pool, for the timer */
    volatile LONG unseen; /* messages posted since the host last took one; any thread */
    volatile LONG woken;  /* a WAKE was among them, sent or not; any thread */

    /* Of the loop thread. */
    int64_t earliest, latest; /* what the last turn answered */
    int64_t set_for;          /* the timer; INT64_MAX: it is not set */
    int64_t rested;           /* when it last left the queue to the host */
    int64_t looked;           /* when this thread last posted one of ours */
    bool taken;               /* a message of ours was taken out of the queue, and has not come yet */
};

/* All of this module: a DLL that holds weir, or the program. */
static struct {
    SRWLOCK lock;
    struct pump *first;
    LPCWSTR class; /* of their windows; NULL: none is registered */
    HINSTANCE module;
} pumps = {.lock = SRWLOCK_INIT};

/* What `lost` does on another thread is done whole. */
static struct weir *
weir_of(struct pump *pump)
{
    AcquireSRWLockShared(&pumps.lock);
    struct weir *w = pump->w;
    ReleaseSRWLockShared(&pumps.lock);
    return w;
}

/* The wake. */

/* Any thread. A host that does not look at its messages for hours must not find its queue full of ours: after some that
 * it has not taken only each 2^n-th goes out. For a WAKE that does not, the next message that comes runs the turn: it is
 * noted before it is counted, and looked for when the count has been taken back. */
static bool
ring(struct pump *pump, UINT message)
{
    if (message == WAKE)
        InterlockedExchange(&pump->woken, 1);
    LONG count = InterlockedIncrement(&pump->unseen);
    if (count > 8 && (count & (count - 1)))
        return IsWindow(pump->window); /* its thread may have ended */
    if (PostMessageW(pump->window, message, 0, 0))
        return true;
    InterlockedDecrement(&pump->unseen);
    return false;
}

static int
wake(void *self)
{
    return ring(self, WAKE) ? 0 : WEIR_ESYSTEM;
}

/* If it cannot be posted, the hook tries again at the host's next message. */
static void
look(struct pump *pump, int64_t now)
{
    pump->looked = now;
    ring(pump, LOOK);
}

/* The timer. */

static bool
has_ended(const struct pump *pump)
{
    return WaitForSingleObject(pump->owner, 0) == WAIT_OBJECT_0;
}

static void end(struct pump *pump, HANDLE until);

static void CALLBACK
timer_rang(void *self, BOOLEAN timed_out)
{
    struct pump *pump = self;
    (void)timed_out;
    if (!ring(pump, RANG) && !weir_of(pump) && has_ended(pump))
        end(pump, NULL); /* lost on another thread, and its loop never came by */
}

/* One that is set for an earlier time is left: it brings a LOOK, which sets it for the right one. */
static void
set_timer(struct pump *pump, int64_t at, int64_t now)
{
    AcquireSRWLockShared(&pumps.lock);
    if (!pump->w) {
        at = pump->set_for; /* `lost` has set it for the last time */
    } else if (at == INT64_MAX) {
        if (pump->set_for != INT64_MAX)
            CancelWaitableTimer(pump->timer);
    } else if (at < pump->set_for || pump->set_for <= now) {
        int64_t rest = at > now ? at - now : 0;
        LARGE_INTEGER due = {.QuadPart = -((rest + 99) / 100)}; /* relative, in units of 100 ns */
        SetWaitableTimer(pump->timer, &due, 1000, NULL, NULL, FALSE);
    } else {
        at = pump->set_for;
    }
    pump->set_for = at;
    ReleaseSRWLockShared(&pumps.lock);
}

/* Is input, painting or a timer of the host waiting? GetQueueStatus would tell also what the host has seen already. */
static bool
busy(void *self)
{
    (void)self;
    return MsgWaitForMultipleObjectsEx(0, NULL, 0, QS_INPUT | QS_PAINT | QS_TIMER, MWMO_INPUTAVAILABLE) ==
           WAIT_OBJECT_0;
}

static int64_t
sooner(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* No message of ours now: the timer or the host's next message brings one. */
static void
host_first(struct pump *pump, int64_t now)
{
    pump->looked = now;
    set_timer(pump, pump->earliest <= now ? sooner(pump->latest, now + LOOK_AGAIN) : pump->earliest, now);
}

/* A loop that handles messages until there is none, and then draws, must come to its end though work is left. */
static bool
owes_a_rest(const struct pump *pump, int64_t now)
{
    return pump->latest > now && now - pump->rested >= A_FRAME;
}

static void
arm(struct pump *pump, int64_t earliest, int64_t latest)
{
    int64_t now = weir_now();
    pump->earliest = earliest;
    pump->latest = latest;
    if (earliest <= now && !owes_a_rest(pump, now)) {
        look(pump, now);
        set_timer(pump, latest > now ? latest : now + WEIR_S(1), now);
    } else {
        pump->rested = now;
        host_first(pump, now);
    }
}

/* The callback that the host makes: see pump.h. */

static void
host_calls(struct pump *pump)
{
    struct weir_next next;
    int64_t second = weir_now() + WEIR_S(1);
    pump->earliest = pump->latest = second; /* for a loop that a task nests */
    set_timer(pump, second, second - WEIR_S(1));
    int result = weir_turn(weir_of(pump), NULL, &next);
    if (result < 0 && result != WEIR_EBUSY)
        return; /* the pump may be gone */
    arm(pump, next.earliest_ns, next.latest_ns);
}

static void
host_looks(struct pump *pump)
{
    int64_t now = weir_now();
    if (now < pump->earliest) {
        set_timer(pump, pump->earliest, now);
    } else if (now < pump->latest && busy(pump)) {
        host_first(pump, now);
    } else {
        host_calls(pump);
    }
}

/* The hook: a message has been taken out of the queue of this thread. */

static void
see(struct pump *pump, const MSG *message)
{
    if (message->hwnd == pump->window) {
        InterlockedExchange(&pump->unseen, 0);
        pump->taken = true;
        return;
    }
    if (!pump->taken && pump->earliest == INT64_MAX)
        return;
    int64_t now = weir_now();
    if (pump->taken && now - pump->looked >= DROPPED) {
        pump->looked = now;
        pump->taken = !ring(pump, WAKE);
    } else if (now >= pump->earliest && pump->unseen == 0 && now - pump->looked >= LOOK_AGAIN) {
        look(pump, now);
    }
}

static LRESULT CALLBACK
message_taken(int code, WPARAM removed, LPARAM message)
{
    if (code == HC_ACTION && (removed & PM_REMOVE)) {
        AcquireSRWLockShared(&pumps.lock);
        for (struct pump *pump = pumps.first; pump; pump = pump->next)
            if (pump->thread == GetCurrentThreadId())
                see(pump, (const MSG *)message);
        ReleaseSRWLockShared(&pumps.lock);
    }
    return CallNextHookEx(NULL, code, removed, message);
}

static LRESULT CALLBACK message_comes(HWND window, UINT message, WPARAM wide, LPARAM word);

/* Life. A window and a hook end on their own thread. */

/* A class that is there already is left over from a window of this module that somebody else destroyed. */
static bool
register_class(void)
{
    WCHAR name[32];
    WNDCLASSEXW class = {.cbSize = sizeof class, .lpfnWndProc = message_comes, .lpszClassName = name};
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                       (LPCWSTR)(ULONG_PTR)&pumps, &pumps.module);
    class.hInstance = pumps.module;
    swprintf(name, 32, L"weir %p", (void *)&pumps); /* a name for each module */
    ATOM atom = RegisterClassExW(&class);
    if (!atom && UnregisterClassW(name, pumps.module))
        atom = RegisterClassExW(&class);
    else if (!atom)
        atom = (ATOM)GetClassInfoExW(pumps.module, name, &class); /* its window is about to be gone */
    pumps.class = (LPCWSTR)(ULONG_PTR)atom;
    return atom != 0;
}

static struct pump *
other_of_thread(const struct pump *pump)
{
    struct pump *other = pumps.first;
    while (other && (other == pump || other->thread != pump->thread))
        other = other->next;
    return other;
}

static bool
join(struct pump *pump)
{
    AcquireSRWLockExclusive(&pumps.lock);
    bool joined = pumps.first || register_class();
    if (joined && !other_of_thread(pump)) {
        pump->hook = SetWindowsHookExW(WH_GETMESSAGE, message_taken, NULL, pump->thread);
        joined = pump->hook != NULL;
    }
    pump->next = pumps.first;
    pumps.first = pump;
    ReleaseSRWLockExclusive(&pumps.lock);
    return joined;
}

static void
leave(struct pump *pump)
{
    AcquireSRWLockExclusive(&pumps.lock);
    struct pump *other = other_of_thread(pump), **link = &pumps.first;
    if (other && pump->hook)
        other->hook = pump->hook;
    else if (pump->hook)
        UnhookWindowsHookEx(pump->hook);
    while (*link != pump) /* NOLINT(clang-analyzer-core.NullDereference): it is in the list */
        link = &(*link)->next;
    *link = pump->next;
    if (!pumps.first)
        UnregisterClassW(pumps.class, pumps.module);
    ReleaseSRWLockExclusive(&pumps.lock);
}

/* Windows 10 1809 makes timers of high resolution, and then refuses to let them repeat. */
static HANDLE
make_timer(DWORD flags)
{
    LARGE_INTEGER hour = {.QuadPart = -36000000000};
    HANDLE timer = CreateWaitableTimerExW(NULL, NULL, flags, TIMER_ALL_ACCESS);
    if (timer && SetWaitableTimer(timer, &hour, 1000, NULL, NULL, FALSE)) {
        CancelWaitableTimer(timer);
        return timer;
    }
    if (timer)
        CloseHandle(timer);
    return NULL;
}

static int
begin(struct pump *pump)
{
    if (!join(pump) || !pump->owner)
        return WEIR_ESYSTEM;
    pump->window =
        CreateWindowExW(0, pumps.class, NULL, 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, pumps.module, NULL);
    pump->timer = make_timer(CREATE_WAITABLE_TIMER_HIGH_RESOLUTION);
    if (!pump->timer)
        pump->timer = make_timer(0);
    if (!pump->window || !pump->timer)
        return WEIR_ESYSTEM;
    SetWindowLongPtrW(pump->window, GWLP_USERDATA, (LONG_PTR)pump);
    bool waits = RegisterWaitForSingleObject(&pump->wait, pump->timer, timer_rang, pump, INFINITE,
                                             WT_EXECUTEINWAITTHREAD);
    return waits ? 0 : WEIR_ESYSTEM;
}

/* INVALID_HANDLE_VALUE: and waits until the timer does not ring; NULL: inside it. */
static void
end(struct pump *pump, HANDLE until)
{
    if (pump->wait)
        UnregisterWaitEx(pump->wait, until);
    if (pump->timer)
        CloseHandle(pump->timer);
    if (pump->owner)
        CloseHandle(pump->owner);
    if (pump->window)
        SetWindowLongPtrW(pump->window, GWLP_USERDATA, 0);
    if (pump->window && !pump->destroyed)
        DestroyWindow(pump->window);
    leave(pump);
    free(pump);
}

static void
detach(void *self)
{
    end(self, INVALID_HANDLE_VALUE);
}

/* On another thread: the next message of ours ends the pump, and until one has come the timer sends them. */
static void
lost(void *self)
{
    struct pump *pump = self;
    LARGE_INTEGER second = {.QuadPart = -10000000};
    if (pump->thread == GetCurrentThreadId() || has_ended(pump)) {
        end(pump, INVALID_HANDLE_VALUE);
        return;
    }
    AcquireSRWLockExclusive(&pumps.lock);
    pump->w = NULL;
    SetWaitableTimer(pump->timer, &second, 1000, NULL, NULL, FALSE);
    ring(pump, LOOK);
    ReleaseSRWLockExclusive(&pumps.lock);
}

/* The window is being destroyed, or weir was told of the loss on another thread. */
static void
host_is_gone(struct pump *pump, bool destroyed)
{
    pump->destroyed = destroyed;
    struct weir *w = weir_of(pump);
    if (!w || weir_host_lost(w) != 0)
        end(pump, INVALID_HANDLE_VALUE);
}

static LRESULT CALLBACK
message_comes(HWND window, UINT message, WPARAM wide, LPARAM word)
{
    struct pump *pump = (struct pump *)GetWindowLongPtrW(window, GWLP_USERDATA);
    if (!pump || (message != WM_DESTROY && (message < WAKE || message > RANG)))
        return DefWindowProcW(window, message, wide, word);
    InterlockedExchange(&pump->unseen, 0); /* here too: another hook may keep messages from ours */
    bool woken = InterlockedExchange(&pump->woken, 0) || message == WAKE;
    pump->taken = false;
    if (message == RANG)
        pump->set_for = 0;
    if (message == WM_DESTROY || !weir_of(pump))
        host_is_gone(pump, message == WM_DESTROY);
    else if (woken)
        host_calls(pump);
    else
        host_looks(pump);
    return 0;
}

int
weir_win32_attach(struct weir *w, HWND *window)
{
    static const struct weir_pump vtable = {.size = sizeof vtable,
                                            .name = "Win32",
                                            .wake = wake,
                                            .detach = detach,
                                            .busy = busy,
                                            .lost = lost,
                                            .nested = true};
    if (!w)
        return WEIR_EINVAL;
    struct pump *pump = calloc(1, sizeof *pump);
    if (!pump)
        return WEIR_ENOMEM;
    pump->w = w;
    pump->thread = GetCurrentThreadId();
    pump->owner = OpenThread(SYNCHRONIZE, FALSE, pump->thread);
    pump->set_for = pump->earliest = pump->latest = INT64_MAX;
    int failed = begin(pump);
    HWND made = pump->window;
    if (!failed)
        failed = weir_attach(w, &vtable, pump);
    if (failed)
        end(pump, INVALID_HANDLE_VALUE);
    else if (window)
        *window = made;
    return failed;
}
