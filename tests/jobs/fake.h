/* SPDX-License-Identifier: MIT */
/* A table of jobs that the law fills in, behind weir_job_next and weir_job_get. Not the jobs of a weir. */
#ifndef TESTS_JOBS_FAKE_H
#define TESTS_JOBS_FAKE_H

#include "program.h"

#include <weir/job.h>

enum {
    FAKE_JOBS = 200
};

extern struct weir *w; /* names no weir: to be handed to weir_jobs_print */

/* The jobs in the order of the table. Texts that are NULL are taken for "". */
extern struct weir_job_info jobs[FAKE_JOBS];
extern int job_count;

extern int64_t
    gone_meanwhile; /* the id of a job that is there only until weir_job_next has come to it; 0: none */
extern const char *last_words; /* if not NULL: what the progress of every job says from the third look on */

/* Of the memory that is asked for: how many pieces are held now, and after how many there is no more; -1: never. */
extern int pieces_held, pieces_left;

/* Adds a job that all laws agree on, to be changed by the law. */
struct weir_job_info *add_job(int64_t id);

TCase *fake_case(Suite *suite, const char *name);

/* The whole table, until the next call. Fails the law if the lengths do not agree. */
const char *printed(enum weir_jobs_format format);

void laws_of_json(Suite *suite);
void laws_of_text(Suite *suite);
void laws_of_printing(Suite *suite);

#endif
