/* SPDX-License-Identifier: MIT */
/* The threads that list directories, read files and hash them. Not what is done with the results.
 */
#ifndef INDEXD_WORKERS_H
#define INDEXD_WORKERS_H

#include "ledger.h"

#include <stdbool.h>
#include <stdint.h>

struct walk;
struct workers;

/* Loop thread. `gone` is posted by the last thread that ends, behind all results; it is freed by
 * its own run or drop. NULL: no thread could be started. */
struct workers *workers_start(struct walk *walk, unsigned threads, struct message *gone);

/* Loop thread, after walk_stop and after the weir was closed. false: after `limit` ns a thread was
 * still inside a read, and nothing that it uses may be freed. */
bool workers_join(struct workers *workers, int64_t limit);

#endif
