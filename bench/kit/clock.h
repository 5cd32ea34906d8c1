/* SPDX-License-Identifier: MIT */
/* The clock that the measuring programs read, and pauses on it. Not a timer, and not weir's clock.
 */
#ifndef KIT_CLOCK_H
#define KIT_CLOCK_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KIT_US(n) ((int64_t)(n)*1000)
#define KIT_MS(n) ((int64_t)(n)*1000000)
#define KIT_S(n)  ((int64_t)(n)*1000000000)

/* Monotonic nanoseconds; their zero means nothing. */
int64_t kit_now(void);

/* Sleeps at least until then. */
void kit_sleep_until(int64_t when);

void kit_sleep(int64_t ns);

#ifdef __cplusplus
}
#endif

#endif
