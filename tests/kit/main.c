/* SPDX-License-Identifier: MIT */
/* The program that holds one kind of host to the laws: `kit_<host> [law...]`. Not the laws, nor their fixture (kit.c),
 * nor what every such program does (program.c). */
#include "kit.h"

#include <stdio.h>

const struct host *host = &KIT_HOST;

static SRunner *
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
    laws_of_jobs(suite);
    laws_of_scope_trees(suite);
    laws_of_ran(suite);
    laws_of_conflict(suite);
    laws_of_dispatch(suite);
    laws_of_works(suite);
    return srunner_create(suite);
}

int
main(int count, char **arguments)
{
    char what[64];
    snprintf(what, sizeof what, "kit on %s", host->name);
    return run_laws(count, arguments, what, all_laws);
}
