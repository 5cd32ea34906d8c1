/* SPDX-License-Identifier: MIT */
/* Writes JSON with one object a line. Does not judge what is written. */
#include "kit/json.h"

#include <errno.h>
#include <math.h>
#include <string.h>

static int
complain(const struct json *json)
{
    fprintf(stderr, "%s: %s\n", json->path, strerror(errno));
    return -1;
}

int
json_open(struct json *json, const char *path)
{
    *json = (struct json){.file = fopen(path, "w"), .path = path};
    if (!json->file)
        return complain(json);
    fputs("[", json->file);
    return 0;
}

void
json_object(struct json *json)
{
    fputs(json->objects++ ? ",\n  {" : "\n  {", json->file);
    json->members = 0;
}

static void
quoted(FILE *file, const char *text)
{
    fputc('"', file);
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        if (*at == '"' || *at == '\\')
            fprintf(file, "\\%c", *at);
        else if (*at < 0x20)
            fprintf(file, "\\u%04x", *at);
        else
            fputc(*at, file);
    }
    fputc('"', file);
}

static void
key_of(struct json *json, const char *key)
{
    if (json->members++)
        fputs(", ", json->file);
    quoted(json->file, key);
    fputs(": ", json->file);
}

void
json_text(struct json *json, const char *key, const char *value)
{
    key_of(json, key);
    quoted(json->file, value);
}

void
json_number(struct json *json, const char *key, double value)
{
    key_of(json, key);
    if (isfinite(value))
        fprintf(json->file, "%.9g", value);
    else
        fputs("null", json->file);
}

void
json_object_end(struct json *json)
{
    fputs("}", json->file);
}

int
json_close(struct json *json)
{
    fputs("\n]\n", json->file);
    int bad = ferror(json->file);
    if (fclose(json->file) || bad)
        return complain(json);
    return 0;
}
