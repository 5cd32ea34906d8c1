/* SPDX-License-Identifier: MIT */
/* What is measured of works: what a thread does for a loop, of weir and of others. Not of work in steps on the loop
 * itself (jobs.h). */
#ifndef BENCH_WORKS_H
#define BENCH_WORKS_H

#include "bench/contestant.h"
#include "kit/json.h"
#include "kit/stats.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One work, the caller's until it has been told of. */
struct piece {
    struct call done;                                /* first: told of on the loop thread, by run(&done) */
    void (*work)(struct piece *piece, void *inside); /* on a worker; `inside` is what `tell` takes */
};

/* Some way to have works done beside a loop, and told of there. There is one in a process. */
struct crew {
    const char *name;
    const struct crew *weir;     /* on the same loop: whom it is compared with; NULL: it is weir itself */
    const char *module;          /* as of a contestant: then it is there, and what follows is nothing here */
    const char *symbol;          /* likewise */
    const struct contestant *on; /* whose loop it is, and how a call gets there */
    bool (*open)(void *loop);    /* loop thread, as the rest but `tell` */
    bool (*start)(struct piece *piece);
    bool (*tell)(void *inside,
                 struct call *call); /* inside a work: a message to the loop. NULL: as another */
    void (*close)(void);             /* before its loop */
};

enum {
    CREW_THREADS = 2, /* of those that let one choose */
    MOST_CREWS = 8
};

/* Those of this build; ends with NULL. */
extern const struct crew *const crews[];

extern const struct crew glib_weir_crew;
extern const struct crew glib_task_crew;
extern const struct crew glib_pool_crew;
extern const struct crew glib_queue_crew;

/* Of a module, in which there is one Qt. */
extern const struct crew qt_weir_crew;
extern const struct crew qt_pool_crew;

/* weir's, the same on every loop that it rides. */
bool weir_crew_open(void *ridden);
bool weir_crew_start(struct piece *piece);
bool weir_crew_tell(void *job, struct call *call);
void weir_crew_close(void);

/* How much one sample does. */
struct works_effort {
    int rounds; /* samples of each crew */
    int works;
    int trips;
    int messages;
};

struct works_measure {
    const char *name;   /* as in JSON */
    const char *params; /* likewise */
    const char *unit;
    const char *title; /* for people */
    int in_flight;
    bool of_messages;
    double scale; /* the table shows value / scale, in `shown` */
    const char *shown;
    /* False: it could not be measured. */
    bool (*sample)(const struct crew *crew, void *loop, const struct works_effort *effort, int in_flight,
                   double *value);
};

bool sample_works(const struct crew *crew, void *loop, const struct works_effort *effort, int in_flight,
                  double *value);
bool sample_works_loop(const struct crew *crew, void *loop, const struct works_effort *effort, int in_flight,
                       double *value);
bool sample_trips(const struct crew *crew, void *loop, const struct works_effort *effort, int in_flight,
                  double *value);
bool sample_messages(const struct crew *crew, void *loop, const struct works_effort *effort, int in_flight,
                     double *value);
bool sample_messages_loop(const struct crew *crew, void *loop, const struct works_effort *effort,
                          int in_flight, double *value);

enum {
    WORKS_MEASURES = 6
};
extern const struct works_measure works_measures[WORKS_MEASURES];

/* How many times better than a peer weir must be in the median: a rate higher, a time shorter. Far from what was seen, since
 * it is to hold on a busy machine. */
struct works_relation {
    const char *measure;
    const char *params;
    const struct crew *peer;
    double least;
};
extern const struct works_relation works_relations[]; /* ends with a measure that is NULL */

/* samples[m][c]: of works_measures[m] and crews[c]; empty if it could not be measured. */
struct works_results {
    struct samples samples[WORKS_MEASURES][MOST_CREWS];
};

/* Takes every sample in a process of its own, and prints a table for each measure. False: a relation does
 * not hold. */
bool works_run(const struct works_effort *effort, struct works_results *results);
void works_json(struct works_results *results, struct json *json);

#ifdef __cplusplus
}
#endif

#endif
