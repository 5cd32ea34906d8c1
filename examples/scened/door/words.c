/* SPDX-License-Identifier: MIT */
/* Texts that are not ours, as JSON, whatever bytes they hold. */
#include "words.h"

#include <stdlib.h>
#include <string.h>

json_t *
words_json(const char *text)
{
    if (!text)
        return json_null();
    json_t *json = json_string(text);
    char *copy = json ? NULL : strdup(text);
    if (!copy)
        return json;
    for (char *at = copy; *at; at++)
        if ((unsigned char)*at >= 0x80)
            *at = '?';
    json = json_string(copy);
    free(copy);
    return json;
}
