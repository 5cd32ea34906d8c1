/* SPDX-License-Identifier: MIT */
/* Says on stderr what a program is doing: one line that is rewritten on a terminal, plain lines
 * elsewhere. Results go to stdout and are not its business. */
#ifndef KIT_PROGRESS_H
#define KIT_PROGRESS_H

#ifdef __GNUC__
__attribute__((format(printf, 1, 2)))
#endif
void
progress(const char *format, ...);

/* Call before something is printed on stdout: takes the line away from a terminal. */
void progress_clear(void);

#endif
