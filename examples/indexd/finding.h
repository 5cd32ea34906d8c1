/* SPDX-License-Identifier: MIT */
/* One result on its way from a worker to the index. Not how it was found. */
#ifndef INDEXD_FINDING_H
#define INDEXD_FINDING_H

#include "index.h"
#include "ledger.h"

struct weir_scope;

/* Any thread but the loop's: it waits while the queue is full, so that workers are no faster than
 * the index. The file is the index's from here on; it is freed if the weir closed first. */
void finding_post(struct ledger *ledger, struct weir_scope *scope, struct index *index, struct file *file);

#endif
