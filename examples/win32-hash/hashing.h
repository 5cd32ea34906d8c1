/* SPDX-License-Identifier: MIT */
/* Hashes the files of a folder and tells of each on the window's thread. Not how they look: list.h. */
#ifndef HASH_HASHING_H
#define HASH_HASHING_H

#include "crew.h"
#include "digest.h"

#include <stddef.h>

/* A file, or with an error a folder that could not be read. */
struct found {
    wchar_t *name; /* below the folder */
    uint64_t size;
    uint32_t error;
};

/* How far one file has got. `row` counts from 0 in the order in which they were found. */
struct step {
    size_t row;
    uint64_t bytes; /* read so far */
    bool is_ended;  /* then `error`, and if that is 0 `hash` */
    uint32_t error;
    uint8_t hash[DIGEST_SIZE];
};

/* On the window's thread; what they are given is lent. */
struct hashing_heard {
    void (*found)(void *self, const struct found *files, size_t count, bool is_all);
    void (*went_on)(void *self, const struct step *step); /* of a file that was told of */
    void *self;
};

struct hashing;

/* NULL: no thread could be started. */
struct hashing *hashing_new(struct ride *ride, const wchar_t *folder, unsigned threads,
                            const struct hashing_heard *heard);

/* Has run(arg) called on the window's thread while it goes on, or drop(arg). */
bool hashing_later(struct hashing *hashing, int64_t delay, weir_fn *run, weir_drop_fn *drop, void *arg);

/* Nothing is told of any more. */
void hashing_stop(struct hashing *hashing);

/* Not inside of found and went_on. NULL is ignored. */
void hashing_free(struct hashing *hashing);

#endif
