/* SPDX-License-Identifier: MIT */
/* The checksum of POSIX's cksum: a CRC of all bytes and then of their number. Not the reading of files. */
#include "crc.h"

/* Of each half of a byte: small enough to stand here, and slow enough to give the workers something to do. */
static const uint32_t HALVES[16] = {
    0x00000000, 0x04C11DB7, 0x09823B6E, 0x0D4326D9, 0x130476DC, 0x17C56B6B, 0x1A864DB2, 0x1E475005,
    0x2608EDB8, 0x22C9F00F, 0x2F8AD6D6, 0x2B4BCB61, 0x350C9B64, 0x31CD86D3, 0x3C8EA00A, 0x384FBDBD,
};

static uint32_t
add(uint32_t value, unsigned char byte)
{
    value = value << 4 ^ HALVES[value >> 28 ^ byte >> 4];
    return value << 4 ^ HALVES[value >> 28 ^ (byte & 15)];
}

void
crc_add(struct crc *crc, const void *bytes, size_t count)
{
    const unsigned char *byte = bytes;
    uint32_t value = crc->value;
    for (size_t i = 0; i < count; i++)
        value = add(value, byte[i]);
    crc->value = value;
    crc->length += (int64_t)count;
}

uint32_t
crc_end(struct crc crc)
{
    uint32_t value = crc.value;
    for (int64_t rest = crc.length; rest; rest >>= 8)
        value = add(value, (unsigned char)rest);
    return ~value;
}
