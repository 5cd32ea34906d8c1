/* SPDX-License-Identifier: MIT */
/* Reads files and has CNG, the cryptography of Windows, hash them. No arithmetic of ours. */
#include "digest.h"

#include "text.h"

#include <windows.h>

#include <bcrypt.h>

#include <stdlib.h>

enum {
    PART = 256 << 10 /* bytes read at once */
};

struct digest {
    BCRYPT_ALG_HANDLE algorithm;
    uint8_t part[PART];
};

struct digest *
digest_new(void)
{
    struct digest *digest = need(sizeof *digest);
    NTSTATUS status = BCryptOpenAlgorithmProvider(&digest->algorithm, BCRYPT_SHA256_ALGORITHM, NULL, 0);
    if (BCRYPT_SUCCESS(status))
        return digest;
    free(digest);
    return NULL;
}

void
digest_free(struct digest *digest)
{
    if (!digest)
        return;
    BCryptCloseAlgorithmProvider(digest->algorithm, 0);
    free(digest);
}

static DWORD
feed(struct digest *digest, HANDLE file, BCRYPT_HASH_HANDLE hash, digest_goes_on *goes_on, void *self,
     uint64_t *bytes)
{
    DWORD length;
    for (;;) {
        if (!ReadFile(file, digest->part, PART, &length, NULL))
            return GetLastError();
        if (length == 0)
            return 0;
        if (!BCRYPT_SUCCESS(BCryptHashData(hash, digest->part, length, 0)))
            return ERROR_GEN_FAILURE;
        *bytes += length;
        if (!goes_on(self, *bytes))
            return ERROR_OPERATION_ABORTED;
    }
}

static DWORD
hash_open(struct digest *digest, HANDLE file, digest_goes_on *goes_on, void *self, uint64_t *bytes,
          uint8_t result[DIGEST_SIZE])
{
    BCRYPT_HASH_HANDLE hash;
    if (!BCRYPT_SUCCESS(BCryptCreateHash(digest->algorithm, &hash, NULL, 0, NULL, 0, 0)))
        return ERROR_NOT_ENOUGH_MEMORY;
    DWORD error = feed(digest, file, hash, goes_on, self, bytes);
    if (!error && !BCRYPT_SUCCESS(BCryptFinishHash(hash, result, DIGEST_SIZE, 0)))
        error = ERROR_GEN_FAILURE;
    BCryptDestroyHash(hash);
    return error;
}

/* What others write to, rename or delete meanwhile is read all the same. */
uint32_t
digest_file(struct digest *digest, const wchar_t *path, digest_goes_on *goes_on, void *self, uint64_t *bytes,
            uint8_t hash[DIGEST_SIZE])
{
    *bytes = 0;
    if (!digest)
        return ERROR_NOT_SUPPORTED;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                              NULL, OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return GetLastError();
    DWORD error = hash_open(digest, file, goes_on, self, bytes, hash);
    CloseHandle(file);
    return error;
}

void
digest_text(const uint8_t hash[DIGEST_SIZE], wchar_t text[DIGEST_TEXT])
{
    static const wchar_t digits[] = L"0123456789abcdef";
    for (int i = 0; i < DIGEST_SIZE; i++) {
        text[2 * i] = digits[hash[i] >> 4];
        text[2 * i + 1] = digits[hash[i] & 15];
    }
    text[2 * DIGEST_SIZE] = 0;
}
