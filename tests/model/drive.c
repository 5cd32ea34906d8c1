/* SPDX-License-Identifier: MIT */
/* A sequence from its beginning to its end: the clock, chance, and the close. Not what is asked (asks.c), nor what runs of
 * it (plays.c). */
#include "drive.h"
#include "trace.h"

#include "base/system.h"

enum {
    MOST_ASKS = 90
};

struct weir *w;
static uint64_t chance;

unsigned
below(unsigned limit)
{
    chance += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t mixed = chance;
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (unsigned)((mixed ^ (mixed >> 31)) % limit);
}

int
any_job(void)
{
    return model.jobs_made ? (int)below((unsigned)model.jobs_made) : NOBODY;
}

int
any_scope(void)
{
    int first = model.scopes_made ? (int)below((unsigned)model.scopes_made) : 0;
    for (int i = 0; i < model.scopes_made; i++) {
        int scope = (first + i) % model.scopes_made;
        if (!model.scopes[scope].freed)
            return scope;
    }
    return NOBODY;
}

/* The core's memory, counted: at the end of a sequence none of it is left. */

static struct system_calls real;
static int blocks;

static void *
count_allocation(size_t size)
{
    blocks++;
    return real.allocate(size);
}

static void
count_release(void *memory)
{
    blocks -= memory != NULL;
    real.release(memory);
}

static int64_t
standing_clock(void)
{
    return model.now;
}

static void
begin(unsigned long seed)
{
    trace_begin(seed);
    chance = seed;
    model.now = model.now ? model.now : WEIR_S(1000);
    if (!real.allocate)
        real = weir_system;
    weir_system.now = standing_clock;
    weir_system.now_coarse = standing_clock;
    weir_system.allocate = count_allocation;
    weir_system.release = count_release;
    blocks = 0;
    model_begin();
    asks_begin();
    play_begin();
    if (weir_new(&w, NULL) || weir_attach(w, NULL, NULL))
        wrong("no weir");
    play_frame(); /* a host that gives its frames: none is synthesised */
}

static void
close_it(void)
{
    enum weir_close_how how = below(2) ? WEIR_DRAIN : WEIR_DROP;
    trace("close %s", how == WEIR_DRAIN ? "drain" : "drop");
    model.closing = true;
    int answer = weir_close(w, how, WEIR_S(1));
    if (answer)
        wrong("the close answered %s", weir_error_name(answer));
}

static void
after_the_close(void)
{
    const char *left = model_closed();
    if (left)
        wrong("%s", left);
    compare_all();
    struct weir_job_spec spec = {.step = play_step};
    if (weir_job_start(w, &spec) != WEIR_ECLOSED)
        wrong("a start after the close");
    for (int i = 0; i < model.jobs_made; i++)
        if (!model.jobs[i].forgotten && weir_job_cancel(w, model.jobs[i].id) != 1)
            wrong("a cancel after the close");
}

/* Every result has come to one end. */
static void
look_at_results(void)
{
    for (int i = 0; i < model.results_made; i++)
        if (model.results[i].destroyed + model.results[i].taken != 1)
            wrong("result %d: taken %d, destroyed %d times", i, model.results[i].taken,
                  model.results[i].destroyed);
}

static void
end(void)
{
    if (!model.closing)
        close_it();
    after_the_close();
    for (int i = 0; i < model.scopes_made; i++)
        if (!model.scopes[i].freed)
            weir_scope_free(model.scopes[i].weirs);
    weir_free(w);
    if (blocks)
        wrong("%d blocks of memory are left", blocks);
    look_at_results();
    for (int i = 0; i < model.scopes_made; i++)
        if (model.scopes[i].asked && model.scopes[i].told != 1)
            wrong("the cancel of scope %d was told %d times", i, model.scopes[i].told);
}

void
drive(unsigned long seed)
{
    begin(seed);
    unsigned asks = 10 + below(MOST_ASKS);
    for (unsigned i = 0; i < asks && !model.closing; i++) {
        ask_something();
        if (!model.closing)
            compare_all();
    }
    end();
}
