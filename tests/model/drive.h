/* SPDX-License-Identifier: MIT */
/* One sequence: a weir and the model beside it, the same asked of both. Not the model (model.h). */
#ifndef MODEL_DRIVE_H
#define MODEL_DRIVE_H

#include "model.h"

#include <weir/pump.h>

#include <stdint.h>

/* The weir of the sequence; its clock stands still but for what the sequence makes pass. */
extern struct weir *w;

unsigned below(unsigned limit); /* a number of the sequence's own, 0 to limit - 1 */
int any_job(void);              /* one that was started, or NOBODY */
int any_scope(void);            /* one that is not freed, or NOBODY */

/* asks.c: one thing is asked of both, from outside or inside of a step. */
void ask_something(void);
void ask_from_a_step(struct weir_job *self, struct job *job);
void ask_at_an_end(struct job *job);
void compare_all(void); /* every record, and the table */
void asks_begin(void);

/* plays.c: what runs of it. */
int play_step(struct weir_job *self, void *job);
void play_done(void *job, const struct weir_job_info *info);
void play_destroy(void *result);
void play_told(void *scope);
void play_turn(void);
void play_time(void);
void play_frame(void);
void play_barrier(int scope);
void play_leave(struct weir_job *self, struct job *job);
void play_begin(void);

/* Runs the sequence of that number to its end. */
void drive(unsigned long seed);

#endif
