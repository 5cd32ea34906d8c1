/* SPDX-License-Identifier: MIT */
/* Every code that a function of weir may answer, each with its sentence. Nothing else.
 *
 * A function answers 0 when it is done, a number above 0 when it is done and has something to say, and one of
 * these codes when it refused. A refusal leaves everything as it was unless the function's comment says otherwise.
 * There is no errno, and nothing aborts. */
#ifndef WEIR_ERROR_H
#define WEIR_ERROR_H

#include <weir/version.h>

/* name, value, sentence: what happened and what to do next */
#define WEIR_ERRORS(X)                                                                          \
    X(WEIR_EINVAL, -1, "an argument is not valid: see the function's comment")                  \
    X(WEIR_ENOMEM, -2, "memory could not be allocated: nothing was kept")                       \
    X(WEIR_ESYSTEM, -3, "a system call failed: the function's comment says which")              \
    X(WEIR_ETHREAD, -4, "called from the wrong thread: call it on the loop thread")             \
    X(WEIR_EBUSY, -5, "busy: a task is running, or something is attached already")              \
    X(WEIR_EFULL, -6, "the queue is full: ask weir_load when to try again")                     \
    X(WEIR_ECLOSED, -7, "the weir is closed: nothing more is accepted")                         \
    X(WEIR_ECANCELLED, -8, "cancelled before it started: it will never run")                    \
    X(WEIR_ETIMEOUT, -9, "out of time: the function's comment says what is left")               \
    X(WEIR_EDEADLK, -10, "would wait for itself, or for its own thread: it would never end")    \
    X(WEIR_EHOST, -11, "the host died: attach to another, or close")                            \
    X(WEIR_EDETACHED, -12, "no pump is attached: attach one first")                             \
    X(WEIR_ESTALE, -13, "names nothing that is still waiting: it ran, ended or was never ours") \
    X(WEIR_EFAILED, -14, "a job failed: its error says why")                                    \
    X(WEIR_EUNSUPPORTED, -15, "nothing here does that: ask weir_capabilities what there is")

enum weir_error {
#define WEIR_ERROR_ENUM(name, value, sentence) name = value,
    WEIR_ERRORS(WEIR_ERROR_ENUM)
#undef WEIR_ERROR_ENUM
    WEIR_OK = 0
};

#ifdef __cplusplus
extern "C" {
#endif

/**
 * weir_error_text: the sentence of a code.
 *
 * For logs and for people; compare codes, not sentences.
 *
 * Threads:  any
 * Blocks:   never
 * Owns:     the string is the library's and lives as long as it is loaded
 * Returns:  the sentence; "done" for 0 and above; "unknown error" for what no function answers
 */
WEIR_API const char *weir_error_text(int code);

/**
 * weir_error_name: the name of a code as it is written in a program, "WEIR_EFULL".
 *
 * Threads:  any
 * Blocks:   never
 * Owns:     the string is the library's and lives as long as it is loaded
 * Returns:  the name; "WEIR_OK" for 0 and above; "unknown" for what no function answers
 */
WEIR_API const char *weir_error_name(int code);

#ifdef __cplusplus
}
#endif

#endif
