/* SPDX-License-Identifier: MIT */
/* Locks, conditions and threads, native to each platform. */
#ifndef WEIR_BASE_THREAD_H
#define WEIR_BASE_THREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)

/* SRWLOCK and CONDITION_VARIABLE are one pointer each; so no <windows.h> here. */
struct mutex {
    void *native;
};
struct condition {
    void *native;
};
#define MUTEX_INITIALIZER \
    {                     \
        0                 \
    }
typedef void *thread_native;

#else

#include <pthread.h>
struct mutex {
    pthread_mutex_t native;
};
struct condition {
    pthread_cond_t native;
};
#define MUTEX_INITIALIZER         \
    {                             \
        PTHREAD_MUTEX_INITIALIZER \
    }
typedef pthread_t thread_native;

#endif

int mutex_init(struct mutex *mutex); /* 0 or WEIR_ESYSTEM */
void mutex_fini(struct mutex *mutex);
void mutex_lock(struct mutex *mutex);
void mutex_unlock(struct mutex *mutex);

int condition_init(struct condition *condition); /* 0 or WEIR_ESYSTEM */
void condition_fini(struct condition *condition);
void condition_signal(struct condition *condition);
/* Waits at most `duration` ns, WEIR_FOREVER without a limit. False: the time ran out. True may be for no reason. */
bool condition_wait(struct condition *condition, struct mutex *mutex, int64_t duration);

/* One pointer of each thread's own, NULL at first. Each weir holds the place; without a holder it is NULL. */
int thread_place_hold(void); /* 0 or WEIR_ESYSTEM */
void thread_place_release(void);
void *thread_place(void);
void thread_place_set(void *value);

enum {
    THREAD_NAME_SIZE = 48
};

/* Stays where it is from start to join. */
struct thread {
    thread_native native;
    void (*run)(void *arg);
    void *arg;
    char name[THREAD_NAME_SIZE]; /* for debuggers, as far as the system shows it */
};

/* With run, arg and name set: runs run(arg) on a thread that blocks all signals but those of its own faults. 0 or
 * WEIR_ESYSTEM. */
int thread_start(struct thread *thread);
void thread_join(struct thread *thread);
uint32_t processors(void); /* that this process may use; at least 1 */

/* This thread's number: never 0, and no thread's before or after. It needs a holder of the place, and may be another once
 * there was none. */
uint64_t thread_self(void);
/* "main" for the first thread, where the system tells it from the others; else its name or number. */
void thread_name(char *name, size_t size);
bool thread_is_first(void); /* of the process; false too where the system does not tell */

#endif
