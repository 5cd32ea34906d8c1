/* SPDX-License-Identifier: MIT */
/* Times and durations as people and programs read them. Not the clocks themselves (base/system.h). */
#ifndef WEIR_JOBS_CLOCK_H
#define WEIR_JOBS_CLOCK_H

#include "base/text.h"

#include <stdint.h>

/* ns since 1970-01-01 as ISO 8601 in UTC, "2026-11-21T20:15:30.123Z": always 24 bytes. Of a part of a millisecond the
 * earlier one is named. */
void text_add_time(struct text *text, int64_t ns);

/* ns as seconds with three decimals, "-0.250"; cut, not rounded. */
void text_add_seconds(struct text *text, int64_t ns);

#endif
