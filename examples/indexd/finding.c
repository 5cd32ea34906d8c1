/* SPDX-License-Identifier: MIT */
/* One result on its way from a worker to the index. Not how it was found. */
#include "finding.h"

#include "alloc.h"

#include <stdlib.h>

struct finding {
    struct message message; /* first, so that a message is a finding */
    struct index *index;
    struct file *file;
};

static void
arrives(struct message *message)
{
    struct finding *finding = (struct finding *)message;
    index_put(finding->index, finding->file);
    free(finding);
}

static void
is_lost(struct message *message)
{
    struct finding *finding = (struct finding *)message;
    free(finding->file);
    free(finding);
}

void
finding_post(struct ledger *ledger, struct weir_scope *scope, struct index *index, struct file *file)
{
    struct finding *finding = need(sizeof *finding);
    finding->message = (struct message){.run = arrives, .drop = is_lost};
    finding->index = index;
    finding->file = file;
    struct weir_task how = {.name = "insert", .scope = scope, .wait_for_room = WEIR_FOREVER};
    if (ledger_post(ledger, &finding->message, how) < 0)
        is_lost(&finding->message);
}
