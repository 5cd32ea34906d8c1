/* SPDX-License-Identifier: MIT */
/* Which laws run, and the count of them. Not the laws, nor what they need. */
#include "program.h"

#include "platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The command line: these names, none if every law is wanted; or only a list. */
static char **wanted;
static int wanted_count;
static bool only_list;
static int listed;

static atomic_int *counted_apart;

static bool
is_wanted(const char *law)
{
    for (int i = 0; i < wanted_count; i++)
        if (strcmp(wanted[i], law) == 0)
            return true;
    return wanted_count == 0;
}

void
add_law(TCase *tcase, const TTest *law, int from, int to)
{
    if (!is_wanted(law->name))
        return;
    if (only_list)
        listed++, printf("%s\n", law->name);
    else
        _tcase_add_test(tcase, law, 0, 0, from, to);
}

void
not_applicable(const char *law, const char *on, const char *why)
{
    size_t length = strlen(law);
    if (length > 3 && strcmp(law + length - 3, "_fn") == 0)
        length -= 3; /* check calls the function of a law so */
    printf("not applicable: %.*s on %s: %s\n", (int)length, law, on, why);
    fflush(stdout);
    atomic_fetch_add(counted_apart, 1);
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif

static void
choose_fork(SRunner *runner)
{
#ifdef SANITIZED
    /* A sanitizer reports at the end of the process that it watched; a fork of a threaded one confuses it. */
    if (!getenv("CK_FORK"))
        srunner_set_fork_status(runner, CK_NOFORK);
#else
    (void)runner;
#endif
}

static int
run_and_count(SRunner *runner, const char *what)
{
    choose_fork(runner);
    srunner_run_all(runner, CK_ENV);
    int ran = srunner_ntests_run(runner);
    int failed = srunner_ntests_failed(runner);
    int apart = atomic_load(counted_apart);
    printf("%s: %d passed, %d failed, %d not applicable\n", what, ran - failed - apart, failed, apart);
    if (ran == 0)
        fprintf(stderr, "no law of that name\n");
    return ran == 0 ? 2 : failed > 0;
}

int
run_laws(int count, char **arguments, const char *what, SRunner *(*laws)(void))
{
    only_list = count > 1 && strcmp(arguments[1], "--list") == 0;
    wanted = arguments + 1 + only_list;
    wanted_count = count - 1 - only_list;
    counted_apart = shared_counter();
    end_laws_that_hang();
    SRunner *runner = laws();
    int answer = 0;
    if (only_list)
        printf("%d laws\n", listed); /* without it the list is not whole */
    else
        answer = run_and_count(runner, what);
    srunner_free(runner);
    return answer;
}
