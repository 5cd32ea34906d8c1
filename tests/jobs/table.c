/* SPDX-License-Identifier: MIT */
/* A program that starts jobs with any bytes in their texts, lets them come to different ends on a weir that nobody wakes,
 * and prints the table as JSON. Before it, a line for each job says what should be found there; table.py compares.
 *
 *   jobs_table SEED open|closed     closed: prints after the weir was closed
 *
 * Not the comparison. */
#include <weir/job.h>
#include <weir/pump.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    JOBS = 240,
    TEXT_SIZE = 64,
    LABEL_SIZE = 32
};

enum end {
    WAITS,
    WAITS_BETWEEN_STEPS,
    IS_DONE,
    FAILS,
    FAILS_BY_CODE,
    IS_CANCELLED_BEFORE,
    IS_CANCELLED_BETWEEN,
    IS_LATE,
    ENDS
};

struct job {
    int64_t id;
    enum end end;
    bool stepped, ended;
    char description[TEXT_SIZE], says[TEXT_SIZE], label[LABEL_SIZE];
    const char *info;
    struct weir_scope *scope;
};

static struct weir *w;
static struct job jobs[JOBS];
static uint32_t state;

static void
must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "jobs_table: %s\n", what);
    exit(2);
}

/* xorshift: the same sequence from the same seed anywhere. */
static uint32_t
draw(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % below;
}

/* Any bytes but 0; pieces of characters, and what JSON must escape, come often. */
static void
draw_text(char *text, size_t size)
{
    static const char often[] =
        "\"\\/\n\x1F\x7F\x80\xBF\xC0\xC3\xA9\xE2\x82\xAC\xED\xA0\xF0\x9F\x98\x80\xF4\xFF{}[]";
    size_t length = draw((uint32_t)size);
    for (size_t i = 0; i < length; i++)
        text[i] = draw(4) > 0 ? often[draw(sizeof often - 1)] : (char)(1 + draw(255));
    text[length] = '\0';
}

static const char *
draw_info(void)
{
    static const char *const infos[] = {NULL,
                                        "{}",
                                        "0",
                                        " [1, -2.5e-3, 1E5 , true]\n",
                                        "\"\\ud83d\\ude00 \xC3\xA9 \\u0000 \\/\"",
                                        "{\"]\":{\"a\":[[[{}]]]},\"\":null}",
                                        "null"};
    return infos[draw(sizeof infos / sizeof infos[0])];
}

static int
step(struct weir_job *self, void *arg)
{
    struct job *job = arg;
    job->stepped = true;
    weir_job_progress(self, 1, 3, job->says);
    switch (job->end) {
    case IS_DONE:
        return weir_done(self, NULL);
    case FAILS:
        return weir_fail(self, "%s", job->says);
    case FAILS_BY_CODE:
        return WEIR_ENOMEM;
    default:
        return weir_after(self, WEIR_S(100000));
    }
}

static void
note_end(void *arg, const struct weir_job_info *info)
{
    struct job *job = arg;
    (void)info;
    job->ended = true;
}

static void
start(struct job *job, enum end end)
{
    job->end = end;
    job->info = draw_info();
    draw_text(job->description, sizeof job->description);
    draw_text(job->says, sizeof job->says);
    draw_text(job->label, sizeof job->label);
    must(weir_scope_new_in(w, NULL, job->label, &job->scope) == 0, "no scope");
    struct weir_job_spec spec = {.step = step,
                                 .arg = job,
                                 .on_done = note_end,
                                 .description = job->description,
                                 .info = job->info,
                                 .scope = job->scope};
    if (end == WAITS || end == IS_CANCELLED_BEFORE || end == IS_LATE)
        spec.delay = WEIR_S(100000);
    if (end == IS_LATE)
        spec.timeout = 1;
    job->id = weir_job_start(w, &spec);
    must(job->id > 0, weir_error_text((int)job->id));
}

/* It is where it will stay. */
static bool
is_settled(const struct job *job)
{
    return job->ended || job->end == WAITS || (job->end == WAITS_BETWEEN_STEPS && job->stepped);
}

static bool
all(bool (*is)(const struct job *))
{
    for (int i = 0; i < JOBS; i++)
        if (!is(&jobs[i]))
            return false;
    return true;
}

static bool
has_stepped_if_it_will(const struct job *job)
{
    return job->stepped || job->end == WAITS || job->end == IS_CANCELLED_BEFORE || job->end == IS_LATE;
}

static void
turn_until_all(bool (*is)(const struct job *))
{
    int64_t limit = weir_now() + WEIR_S(30);
    while (!all(is)) {
        must(weir_now() < limit, "the jobs do not get there");
        must(weir_turn(w, NULL, NULL) >= 0, "no turn");
    }
}

static void
run_jobs(void)
{
    for (int i = 0; i < JOBS; i++)
        start(&jobs[i], (enum end)(i < ENDS ? (uint32_t)i : draw(ENDS)));
    for (int i = 0; i < JOBS; i++)
        if (jobs[i].end == IS_CANCELLED_BEFORE)
            must(weir_job_cancel(w, jobs[i].id) == 0, "no cancel");
    turn_until_all(has_stepped_if_it_will);
    for (int i = 0; i < JOBS; i++)
        if (jobs[i].end == IS_CANCELLED_BETWEEN)
            must(weir_job_cancel(w, jobs[i].id) == 0, "no cancel");
    turn_until_all(is_settled);
}

static void
print_hex(const char *text)
{
    printf(" x");
    for (; text && *text; text++)
        printf("%02x", (unsigned char)*text);
}

static void
print_expectations(void)
{
    static const char *const names[ENDS] = {
        "waits", "waits-between", "done", "fails", "fails-by-code", "cancelled-before", "cancelled-between",
        "late"};
    for (int i = 0; i < JOBS; i++) {
        printf("%" PRId64 " %s", jobs[i].id, names[jobs[i].end]);
        print_hex(jobs[i].description);
        print_hex(jobs[i].says);
        print_hex(jobs[i].label);
        print_hex(jobs[i].info);
        printf("\n");
    }
    printf("\n");
}

/* Durations go on, so the table may have grown since it was measured. */
static void
print_table(void)
{
    char *text = NULL;
    int64_t size = 0, length;
    while ((length = weir_jobs_print(w, WEIR_JOBS_JSON, text, (size_t)size)) >= size) {
        free(text);
        size = length + 64;
        must((text = malloc((size_t)size)) != NULL, "no memory");
    }
    must(length > 0, "the table is not printed");
    must(fwrite(text, 1, (size_t)length, stdout) == (size_t)length, "stdout is closed");
    free(text);
}

int
main(int count, char **arguments)
{
    must(count == 3, "usage: jobs_table SEED open|closed");
    state = (uint32_t)strtoul(arguments[1], NULL, 10) | 1;
    bool closed = strcmp(arguments[2], "closed") == 0;
    must(weir_new(&w, NULL) == 0 && weir_attach(w, NULL, NULL) == 0, "no weir");
    run_jobs();
    print_expectations();
    if (!closed)
        print_table();
    must(weir_close(w, WEIR_DROP, WEIR_S(30)) == 0, "no close");
    if (closed)
        print_table();
    for (int i = 0; i < JOBS; i++)
        weir_scope_free(jobs[i].scope);
    weir_free(w);
    return 0;
}
