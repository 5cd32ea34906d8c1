/* SPDX-License-Identifier: MIT */
/* Forks, measures in the child, and reads the figure from a pipe. Keeps no figures. */
#include "bench/trial.h"

#include <sys/wait.h>
#include <unistd.h>

/* Enough to touch every page and cell that the sample will use. */
static struct effort
warming(const struct effort *effort)
{
    return (struct effort){
        .tasks = effort->tasks / 10, .batches = effort->batches / 10 + 1, .wakes = effort->wakes / 10 + 1};
}

static bool
measure_here(const struct measure *measure, const struct effort *effort, const struct contestant *contestant,
             double *value)
{
    const struct effort warm = warming(effort);
    void *self = contestant->open();

    if (!self)
        return false;
    bool measured = measure->sample(measure, &warm, contestant, self, value) &&
                    measure->sample(measure, effort, contestant, self, value);
    contestant->close(self);
    return measured;
}

static void
be_child(const struct measure *measure, const struct effort *effort, const struct contestant *contestant,
         int out)
{
    double value;
    bool sent = measure_here(measure, effort, contestant, &value) &&
                write(out, &value, sizeof value) == (ssize_t)sizeof value;
    _exit(sent ? 0 : 1);
}

bool
trial(const struct measure *measure, const struct effort *effort, const struct contestant *contestant,
      double *value)
{
    int ends[2];
    int status;

    if (pipe(ends))
        return false;
    pid_t child = fork();
    if (child == 0)
        be_child(measure, effort, contestant, ends[1]);
    close(ends[1]);
    bool got = child > 0 && read(ends[0], value, sizeof *value) == (ssize_t)sizeof *value;
    close(ends[0]);
    if (child > 0)
        waitpid(child, &status, 0);
    return got;
}
