/* SPDX-License-Identifier: MIT */
/* The table of measures, in the order in which they run. */
#include "bench/measure.h"

#include <string.h>

const struct measure measures[MEASURES] = {
    {"throughput", "producers=1", "tasks/s", "Throughput, 1 producer (more is better)", 1, FREE, 1e6, "M/s",
     sample_throughput},
    {"throughput", "producers=2", "tasks/s", "Throughput, 2 producers (more is better)", 2, FREE, 1e6, "M/s",
     sample_throughput},
    {"throughput", "producers=4", "tasks/s", "Throughput, 4 producers (more is better)", 4, FREE, 1e6, "M/s",
     sample_throughput},
    {"throughput", "producers=1, apart", "tasks/s",
     "Throughput, 1 producer pinned to another core than the loop (more is better)", 1, APART, 1e6, "M/s",
     sample_throughput},
    {"throughput", "producers=1, one core", "tasks/s",
     "Throughput, 1 producer pinned to the core of the loop (more is better)", 1, ONE_CORE, 1e6, "M/s",
     sample_throughput},
    {"post_pending", "apart", "ns", "One post while a wake is pending, from another core (less is better)", 1,
     APART, 1, "ns", sample_pending},
    {"wakeup_idle", "p50, apart", "us",
     "From a post to its task on a loop that sleeps on another core, p50 (less is better)", 1, APART, 1, "us",
     sample_wakeup},
    {"allocations", "", "allocations/post", "Allocations per post (less is better)", 1, FREE, 1, "",
     sample_allocations},
};

int
measure_find(const char *name, const char *params)
{
    for (int i = 0; i < MEASURES; i++)
        if (strcmp(measures[i].name, name) == 0 && strcmp(measures[i].params, params) == 0)
            return i;
    return -1;
}
