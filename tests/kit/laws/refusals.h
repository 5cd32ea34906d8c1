/* SPDX-License-Identifier: MIT */
/* How laws of refusals see that nothing has changed, and the files that they are spread over. Not the laws. */
#ifndef KIT_REFUSALS_H
#define KIT_REFUSALS_H

#include "ledger.h"

/* What a refusal must leave as it was. */
struct before {
    struct weir_stats stats;
    int depth;
    enum attachment attachment;
    int lines;
};

static inline struct before
look(void)
{
    return (struct before){stats_now(), depth_now(), attachment(kit.w), log_count()};
}

static inline void
nothing_changed_since(const struct before *before)
{
    struct before now = look();
    ck_assert_mem_eq(&now.stats, &before->stats, sizeof now.stats);
    ck_assert_int_eq(now.depth, before->depth);
    ck_assert_int_eq(now.attachment, before->attachment);
    ck_assert_int_eq(now.lines, before->lines);
}

void laws_of_room(Suite *suite);
void laws_of_tickets(Suite *suite);

#endif
