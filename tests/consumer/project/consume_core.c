/* SPDX-License-Identifier: MIT */
/* A stranger's program on the core alone: one task runs in one turn. Not a test of what weir promises. */
#include <weir/pump.h>

#include <stdio.h>
#include <string.h>

static void
count(void *arg)
{
    ++*(int *)arg;
}

int
main(void)
{
    int ran = 0;
    struct weir *w;
    if (weir_new(&w, NULL) || weir_attach(w, NULL, NULL) || weir_post(w, count, &ran))
        return 1;
    int ended = weir_turn(w, NULL, NULL);
    int closed = weir_close(w, WEIR_DRAIN, WEIR_FOREVER);
    weir_free(w);
    bool versions_agree = strcmp(weir_version(), WEIR_VERSION) == 0;
    printf("weir %s: %d task ran\n", weir_version(), ran);
    return ran == 1 && ended == 1 && closed == 0 && versions_agree ? 0 : 1;
}
