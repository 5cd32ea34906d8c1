/* SPDX-License-Identifier: MIT */
/* Lines for people who read the log. Not what they are about. */
#include "say.h"

const char *
say_path(char *out, size_t size, const char *path)
{
    size_t length = 0;
    for (; path[length] && length + 1 < size; length++) {
        unsigned char byte = (unsigned char)path[length];
        out[length] = byte < 0x20 || byte == 0x7F ? '?' : path[length];
    }
    out[length] = 0;
    return out;
}
