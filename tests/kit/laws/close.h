/* SPDX-License-Identifier: MIT */
/* What laws of close look at when all is over, and the files that they are spread over. Not the laws. */
#ifndef KIT_CLOSE_H
#define KIT_CLOSE_H

#include "ledger.h"

static inline void
is_closed(void)
{
    static atomic_int unused;
    ck_assert_int_eq(attachment(kit.w), CLOSED);
    ck_assert_int_eq(weir_post(kit.w, add_one, &unused), WEIR_ECLOSED);
    ck_assert_int_eq(depth_now(), 0);
}

void laws_of_races(Suite *suite);

#endif
