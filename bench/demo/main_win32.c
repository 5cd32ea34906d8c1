/* SPDX-License-Identifier: MIT */
/* weir-demo-win32: runs the burst once on a message loop of Windows, in the way that its argument says, and writes what it
 * saw. weir-demo reads that (hosts/wine.c), and makes figures of it. */
#include "demo/far.h"
#include "hosts/host.h"

#include <stdio.h>
#include <string.h>

static int
show(enum way way)
{
    struct burst burst = {0};
    bool ran = demo_host_win32.run(&burst, way);

    if (ran)
        far_write(&burst, stdout);
    samples_free(&burst.gaps);
    return ran ? 0 : 1;
}

int
main(int argc, char **argv)
{
    for (int way = 0; argc == 2 && way < WAYS; way++)
        if (strcmp(argv[1], way_names[way]) == 0)
            return show((enum way)way);
    fprintf(stderr, "usage: weir-demo-win32 native|unbounded|weir\n");
    return 2;
}
