/* SPDX-License-Identifier: MIT */
/* The fake table, and the memory that can run out. Not the laws. */
#include "fake.h"

#include "base/system.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static int not_a_weir;
struct weir *w = (struct weir *)(void *)&not_a_weir;

struct weir_job_info jobs[FAKE_JOBS];
int job_count;
int64_t gone_meanwhile;
const char *last_words;
int pieces_held, pieces_left;

static int looks;
static struct system_calls real;
static char *whole;

struct weir_job_info *
add_job(int64_t id)
{
    ck_assert_int_lt(job_count, FAKE_JOBS);
    jobs[job_count] =
        (struct weir_job_info){.id = id, .created_at = WEIR_S(id % 10000000), .description = "a job"};
    return &jobs[job_count++];
}

static int
place_of(int64_t id)
{
    int at = 0;
    while (at < job_count && jobs[at].id != id)
        at++;
    return at;
}

int64_t
weir_job_next(struct weir *of, int64_t id)
{
    ck_assert_ptr_eq(of, w);
    int at = id == 0 ? 0 : place_of(id) + 1;
    return at < job_count ? jobs[at].id : 0;
}

/* One of the texts, cut where there is no more room. */
static const char *
copy(struct text *text, const char *from)
{
    const char *at = text->length < text->size ? text->at + text->length : "";
    text_add_string(text, from ? from : "");
    text->length++; /* the 0 that ends it */
    return at;
}

int
weir_job_get(struct weir *of, int64_t id, struct weir_job_info *info, char *text, size_t size)
{
    ck_assert_ptr_eq(of, w);
    ck_assert(text != NULL || size == 0);
    int at = place_of(id);
    *info = (struct weir_job_info){0};
    looks++;
    if (at == job_count || (id == gone_meanwhile && looks > job_count))
        return WEIR_ESTALE;
    *info = jobs[at];
    struct text texts = {text, size, 0};
    info->description = copy(&texts, jobs[at].description);
    info->error = copy(&texts, jobs[at].error);
    info->info = copy(&texts, jobs[at].info);
    info->progress_text = copy(&texts, last_words && looks > 2 ? last_words : jobs[at].progress_text);
    info->label = copy(&texts, jobs[at].label);
    info->text_size = texts.length;
    return 0;
}

static void *
allocate(size_t size)
{
    if (pieces_left == 0)
        return NULL;
    pieces_left -= pieces_left > 0;
    pieces_held++;
    return real.allocate(size);
}

static void
release(void *memory)
{
    pieces_held -= memory != NULL;
    real.release(memory);
}

const char *
printed(enum weir_jobs_format format)
{
    looks = 0;
    int64_t length = weir_jobs_print(w, format, NULL, 0);
    ck_assert_int_gt(length, 0);
    free(whole);
    whole = malloc((size_t)length + 1);
    looks = 0;
    ck_assert_int_eq(weir_jobs_print(w, format, whole, (size_t)length + 1), length);
    ck_assert_uint_eq(strlen(whole), (size_t)length);
    return whole;
}

static void
setup(void)
{
    real = weir_system;
    weir_system.allocate = allocate;
    weir_system.release = release;
    job_count = pieces_held = looks = 0;
    pieces_left = -1;
    gone_meanwhile = 0;
    last_words = NULL;
}

static void
teardown(void)
{
    ck_assert_int_eq(pieces_held, 0);
    weir_system = real;
    free(whole);
    whole = NULL;
}

TCase *
fake_case(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, setup, teardown);
    suite_add_tcase(suite, tcase);
    return tcase;
}
