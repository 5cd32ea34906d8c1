/* SPDX-License-Identifier: MIT */
/* What the two halves of the model share. Not for who asks it (model.h). */
#ifndef MODEL_INSIDE_H
#define MODEL_INSIDE_H

#include "model.h"

void model_make_ready(struct job *job);
void model_look_who_is_ready(void); /* after whatever has happened */
void model_begins_to_wait(struct job *job, enum wait wait);
/* Does `from`, through whatever it waits for, wait for `job`? What is to end anyway waits for nothing, but may be seen to
 * do so until its end is noticed: with `perhaps` it counts. */
bool model_waits_for(const struct job *from, const struct job *job, bool perhaps, int depth);

#endif
