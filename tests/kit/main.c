/* SPDX-License-Identifier: MIT */
/* The program that holds one kind of host to the laws: `kit_<host> [law...]`, all laws or the named. Not the laws, nor
 * their fixture (kit.c). */
#include "kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

const struct host *host = &KIT_HOST;

/* The names on the command line; none: every law is wanted. */
static char **wanted;
static int wanted_count;

static bool
is_wanted(const char *law)
{
    for (int i = 0; i < wanted_count; i++)
        if (strcmp(wanted[i], law) == 0)
            return true;
    return wanted_count == 0;
}

void
kit_add(TCase *tcase, const TTest *law, int from, int to)
{
    if (is_wanted(law->name))
        _tcase_add_test(tcase, law, 0, 0, from, to);
}

/* Each law may run in a process of its own, so what they count together lies in shared memory. */
static atomic_int *not_applicable;

static void
share_counter(void)
{
    void *page =
        mmap(NULL, sizeof *not_applicable, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        exit(2);
    not_applicable = page;
}

void
kit_not_applicable(const char *law, const char *why)
{
    size_t length = strlen(law);
    if (length > 3 && strcmp(law + length - 3, "_fn") == 0)
        length -= 3; /* check calls the function of a law so */
    printf("not applicable: %.*s on %s: %s\n", (int)length, law, host->name, why);
    fflush(stdout);
    atomic_fetch_add(not_applicable, 1);
}

static Suite *
all_laws(void)
{
    Suite *suite = suite_create(host->name);
    laws_of_turns(suite);
    laws_of_wakes(suite);
    laws_of_order(suite);
    laws_of_hosts(suite);
    laws_of_timers(suite);
    laws_of_nesting(suite);
    laws_of_detach(suite);
    laws_of_close(suite);
    laws_of_refusals(suite);
    laws_of_scopes(suite);
    laws_of_calls(suite);
    laws_of_fork(suite);
    laws_of_faults(suite);
    return suite;
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif

static SRunner *
make_runner(void)
{
    SRunner *runner = srunner_create(all_laws());
#ifdef SANITIZED
    /* A sanitizer reports at the end of the process that it watched; a fork of a threaded one confuses it. */
    if (!getenv("CK_FORK"))
        srunner_set_fork_status(runner, CK_NOFORK);
#endif
    return runner;
}

int
main(int count, char **arguments)
{
    wanted = arguments + 1;
    wanted_count = count - 1;
    share_counter();
    setenv("CK_DEFAULT_TIMEOUT", "120", 0); /* against a hang, not a measure */
    SRunner *runner = make_runner();
    srunner_run_all(runner, CK_ENV);
    int ran = srunner_ntests_run(runner);
    int failed = srunner_ntests_failed(runner);
    int apart = atomic_load(not_applicable);
    srunner_free(runner);
    printf("kit on %s: %d passed, %d failed, %d not applicable\n", host->name, ran - failed - apart, failed,
           apart);
    if (ran == 0)
        fprintf(stderr, "no law of that name\n");
    return ran == 0 ? 2 : failed > 0;
}
