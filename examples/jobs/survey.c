/* SPDX-License-Identifier: MIT */
/* Several jobs as one: a terrain is cut into bands, each of which is a job of one scope, and the survey goes on when
 * nothing of that scope is left. Not the terrain: that is terrain.c. */
#include "survey.h"

#include "terrain.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    BANDS = 4
};

struct band {
    int64_t side;
    int64_t from, to; /* rows */
    int64_t next;
    struct surveyed found;
    bool is_done;
};

struct survey {
    struct weir_scope *scope, *bands_scope;
    int64_t side;
    bool is_under_way;
    struct band bands[BANDS];
};

/* One of several. */

static void
look_at_row(struct band *band, int64_t y)
{
    for (int64_t x = 0; x < band->side; x++) {
        int64_t height = terrain_height(x, y);
        if (height < band->found.low)
            band->found.low = height;
        if (height > band->found.high)
            band->found.high = height;
        band->found.sum += height;
    }
}

static int
survey_band(struct weir_job *job, void *arg)
{
    struct band *band = arg;
    do
        if (band->next < band->to)
            look_at_row(band, band->next++);
    while (band->next < band->to && weir_job_has_time(job));
    weir_job_progress(job, band->next - band->from, band->to - band->from, "rows");
    if (band->next < band->to)
        return weir_after(job, 0);
    band->is_done = true;
    return weir_done(job, NULL);
}

static int
start_band(struct weir *w, struct survey *survey, int i)
{
    char description[32];
    struct band *band = &survey->bands[i];
    int64_t from = survey->side * i / BANDS;
    *band = (struct band){.side = survey->side,
                          .from = from,
                          .next = from,
                          .to = survey->side * (i + 1) / BANDS,
                          .found = {.low = INT64_MAX, .high = INT64_MIN}};
    snprintf(description, sizeof description, "survey band %d of %d", i + 1, BANDS);
    struct weir_job_spec spec = {.step = survey_band,
                                 .arg = band,
                                 .name = "band",
                                 .description = description,
                                 .scope = survey->bands_scope,
                                 .lane = WEIR_BACKGROUND};
    int64_t id = weir_job_start(w, &spec);
    return id < 0 ? (int)id : 0;
}

/* All of them. */

static int
start_bands(struct weir *w, struct survey *survey)
{
    int error = weir_scope_new_in(w, survey->scope, "survey", &survey->bands_scope);
    for (int i = 0; i < BANDS && !error; i++)
        error = start_band(w, survey, i);
    return error;
}

static int
sum_up(struct weir_job *job, const struct survey *survey)
{
    struct surveyed all = survey->bands[0].found;
    for (int i = 0; i < BANDS; i++) {
        const struct band *band = &survey->bands[i];
        if (!band->is_done)
            return weir_fail(job, "band %d was not surveyed", i + 1);
        all.low = band->found.low < all.low ? band->found.low : all.low;
        all.high = band->found.high > all.high ? band->found.high : all.high;
        all.sum += i > 0 ? band->found.sum : 0;
        all.bands++;
    }
    struct surveyed *result = malloc(sizeof *result);
    if (!result)
        return WEIR_ENOMEM;
    *result = all;
    return weir_done(job, result);
}

static int
step(struct weir_job *job, void *arg)
{
    struct survey *survey = arg;
    if (survey->is_under_way)
        return sum_up(job, survey);
    survey->is_under_way = true;
    int error = start_bands(weir_job_weir(job), survey);
    return error ? error : weir_await_scope(job, survey->bands_scope);
}

/* The bands lie in the survey: after the barrier no step of theirs can come. */
static void
is_over(void *arg, const struct weir_job_info *info)
{
    (void)info;
    struct survey *survey = arg;
    if (survey->bands_scope)
        weir_scope_barrier(survey->bands_scope, WEIR_FOREVER);
    weir_scope_free(survey->bands_scope);
    free(survey);
}

int64_t
survey_start(struct weir *w, struct weir_scope *scope, int64_t side)
{
    struct survey *survey = calloc(1, sizeof *survey);
    if (!survey)
        return WEIR_ENOMEM;
    survey->scope = scope;
    survey->side = side;
    struct weir_job_spec spec = {.step = step,
                                 .arg = survey,
                                 .on_done = is_over,
                                 .destroy = free,
                                 .name = "survey",
                                 .description = "survey the terrain",
                                 .scope = scope};
    int64_t id = weir_job_start(w, &spec);
    if (id < 0)
        is_over(survey, NULL);
    return id;
}
