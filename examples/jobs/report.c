/* SPDX-License-Identifier: MIT */
/* What became of it all, in words, from the records of jobs that have ended. Not the table of jobs: that is table.c. */
#include "report.h"

#include "demo.h"
#include "download.h"
#include "export.h"
#include "survey.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

/* How it ended. Prints that, and why if it failed. */
static enum weir_job_status
say(const struct demo *demo, const char *what, int64_t id)
{
    struct weir_job_info info;
    char text[4096];
    weir_job_get(demo->weir, id, &info, text, sizeof text);
    printf("%s: %s", what, weir_job_status_name(info.status));
    if (info.status == WEIR_JOB_FAILED)
        printf("; %s", info.error);
    putchar('\n');
    return info.status;
}

/* What it left, whether it came to its end or not; NULL if nothing. */
static void *
take(const struct demo *demo, int64_t id)
{
    void *result;
    weir_job_take(demo->weir, id, &result);
    return result;
}

static void
say_exported(const struct demo *demo)
{
    struct exported *exported = take(demo, demo->exporting);
    if (exported)
        printf("    %s: %" PRId64 " of %" PRId64 " lines in %" PRId64 " chunks, %" PRId64
               " bytes, XXH3 %016" PRIx64 "\n",
               exported->path, exported->lines, exported->total, exported->chunks, exported->bytes,
               exported->hash);
    exported_free(exported);
}

static void
say_downloaded(const struct demo *demo)
{
    struct downloaded *downloaded = take(demo, demo->downloading);
    if (downloaded)
        printf("    %s: %" PRId64 " bytes, XXH3 %016" PRIx64 " as the server said\n", demo->to,
               downloaded->bytes, downloaded->hash);
    free(downloaded);
}

static void
say_surveyed(const struct demo *demo)
{
    struct surveyed *surveyed = take(demo, demo->surveying);
    double vertices = (double)demo->options.side * demo->options.side;
    if (surveyed)
        printf("    heights from %" PRId64 " to %" PRId64 ", on average %.3f, in %d bands\n", surveyed->low,
               surveyed->high, (double)surveyed->sum / vertices, surveyed->bands);
    free(surveyed);
}

/* One that was cancelled has done what it was asked for. */
static bool
is_as_it_should(enum weir_job_status status, enum weir_job_status wanted)
{
    return status == wanted || status == WEIR_JOB_CANCELLED;
}

int
report(struct demo *demo)
{
    bool good = is_as_it_should(say(demo, "export", demo->exporting), WEIR_JOB_COMPLETED);
    say_exported(demo);
    good &= is_as_it_should(say(demo, "download", demo->downloading), WEIR_JOB_COMPLETED);
    say_downloaded(demo);
    good &= is_as_it_should(say(demo, "download of nothing", demo->missing), WEIR_JOB_FAILED);
    good &= is_as_it_should(say(demo, "download from silence", demo->silent), WEIR_JOB_TIMEOUT);
    good &= is_as_it_should(say(demo, "survey", demo->surveying), WEIR_JOB_COMPLETED);
    say_surveyed(demo);
    printf("contents: asked for %" PRId64 " times, listed %" PRId64 " times\n", demo->contents.asked,
           demo->contents.written);
    return demo->interrupted ? 128 + SIGINT : !good;
}
