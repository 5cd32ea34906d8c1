/* SPDX-License-Identifier: MIT */
/* Writes one JSON array of flat objects to a file. Reads none, and nests nothing. */
#ifndef KIT_JSON_H
#define KIT_JSON_H

#include <stdio.h>

struct json {
    FILE *file;
    const char *path;
    int objects; /* written or begun */
    int members; /* of the object that is open */
};

/* 0, or -1 after saying on stderr what went wrong. */
int json_open(struct json *json, const char *path);

void json_object(struct json *json);
void json_text(struct json *json, const char *key, const char *value);
void json_number(struct json *json, const char *key, double value); /* null if it is not finite */
void json_object_end(struct json *json);

/* 0, or -1 after saying on stderr that the file is not whole. */
int json_close(struct json *json);

#endif
