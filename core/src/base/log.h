/* SPDX-License-Identifier: MIT */
/* One formatted line to whatever weir_log_to has set. Not what is worth a line. */
#ifndef WEIR_BASE_LOG_H
#define WEIR_BASE_LOG_H

#include <weir/weir.h>

#if defined(__GNUC__)
#define PRINTF_LIKE(format_at, first_at) __attribute__((format(printf, format_at, first_at)))
#else
#define PRINTF_LIKE(format_at, first_at)
#endif

PRINTF_LIKE(2, 3)
void log_line(enum weir_log_level level, const char *format, ...);

/* After a fork: another thread of the parent may have held the lock. */
void log_fork_child(void);

#endif
