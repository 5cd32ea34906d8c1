/* SPDX-License-Identifier: MIT */
/* The SHA-256 of a file. Not which files, nor on which thread: hashing.h. */
#ifndef HASH_DIGEST_H
#define HASH_DIGEST_H

#include <stdbool.h>
#include <stdint.h>
#include <wchar.h>

enum {
    DIGEST_SIZE = 32,
    DIGEST_TEXT = 2 * DIGEST_SIZE + 1
};

/* What one thread hashes with. */
struct digest;

/* NULL: this Windows does not hash, or not now; digest_file says so then. */
struct digest *digest_new(void);
void digest_free(struct digest *digest);

/* Called now and then with the bytes that have been read; false ends the work with ERROR_OPERATION_ABORTED. */
typedef bool digest_goes_on(void *self, uint64_t bytes);

/* 0, or the error of Windows. *bytes says how many were read, whatever is answered. */
uint32_t digest_file(struct digest *digest, const wchar_t *path, digest_goes_on *goes_on, void *self,
                     uint64_t *bytes, uint8_t hash[DIGEST_SIZE]);

/* In hexadecimal. */
void digest_text(const uint8_t hash[DIGEST_SIZE], wchar_t text[DIGEST_TEXT]);

#endif
