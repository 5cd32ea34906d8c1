/* SPDX-License-Identifier: MIT */
/* The checksum of POSIX's cksum. Not the reading of files. */
#ifndef MANAGER_CRC_H
#define MANAGER_CRC_H

#include <stddef.h>
#include <stdint.h>

/* All 0 to begin with. */
struct crc {
    uint32_t value;
    int64_t length; /* bytes */
};

void crc_add(struct crc *crc, const void *bytes, size_t count);
uint32_t crc_end(struct crc crc); /* more may be added afterwards */

#endif
