/* SPDX-License-Identifier: MIT */
/* Results of the tools, from values to the texts that the door wants. Not what is in them. */
#include "parts.h"

#include <stdlib.h>

#define FORMAT (JSON_COMPACT | JSON_REAL_PRECISION(7)) /* as many digits as a float has */

int
done_with(struct weir_job *job, json_t *result)
{
    char *text = result ? json_dumps(result, FORMAT) : NULL;
    json_decref(result);
    int answer = text ? door_done(job, text) : weir_fail(job, "out of memory for the result");
    free(text);
    return answer;
}

/* Without memory what was left before stays, which is true still. */
void
leave(struct weir_job *job, json_t *result)
{
    char *text = result ? json_dumps(result, FORMAT) : NULL;
    json_decref(result);
    if (text)
        door_leave(job, text);
    free(text);
}

int
failed_with(struct weir_job *job, int code, int64_t id)
{
    if (code == WEIR_ESTALE)
        return weir_fail(job, "there is no object %lld", (long long)id);
    return weir_fail(job, "%s", weir_error_text(code));
}
