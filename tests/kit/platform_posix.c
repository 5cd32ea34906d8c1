/* SPDX-License-Identifier: MIT */
/* What tests ask of a POSIX system. Not what they do with it. */
#include "platform.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    LONGEST_CHILD = 100 /* seconds, against a hang: less than a law has */
};

atomic_int *
shared_counter(void)
{
    void *page = mmap(NULL, sizeof(atomic_int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        exit(2);
    return page;
}

void
end_laws_that_hang(void)
{
    setenv("CK_DEFAULT_TIMEOUT", "120", 0);
}

bool
system_calls_destructors(void)
{
    return true;
}

bool
system_forks(void)
{
    return true;
}

int
forked_child(int (*body)(void))
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        signal(SIGALRM, SIG_DFL); /* not check's, which ends more than this child */
        alarm(LONGEST_CHILD);
        _exit(body());
    }
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status);
}

int
threads_now(void)
{
    DIR *tasks = opendir("/proc/self/task");
    if (!tasks)
        return -1;
    int count = 0;
    for (struct dirent *task; (task = readdir(tasks));)
        count += task->d_name[0] != '.';
    closedir(tasks);
    return count;
}
