/* SPDX-License-Identifier: MIT */
/* Pictures as PNG in memory, by libpng, and bytes as base64. Not what is on them. */
#include "picture.h"

#include <weir/error.h>

#include <png.h>
#include <stdlib.h>

int
picture_png(const uint32_t *pixels, int width, int height, uint8_t **png, size_t *size)
{
    *png = NULL;
    *size = 0;
    if (width < 1 || height < 1)
        return WEIR_EINVAL;
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)width,
                       .height = (png_uint_32)height,
                       .format = PNG_FORMAT_RGBA,
                       .flags = PNG_IMAGE_FLAG_FAST};
    png_alloc_size_t room = PNG_IMAGE_PNG_SIZE_MAX(image);
    uint8_t *bytes = malloc(room);
    if (!bytes)
        return WEIR_ENOMEM;
    if (!png_image_write_to_memory(&image, bytes, &room, 0, pixels, 0, NULL)) {
        free(bytes);
        return WEIR_ENOMEM; /* the size has been checked and the room is what it may need at most */
    }
    *png = bytes;
    *size = room;
    return 0;
}

char *
picture_base64(const uint8_t *bytes, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *text = malloc((size + 2) / 3 * 4 + 1), *to = text;
    if (!text)
        return NULL;
    for (size_t i = 0; i < size; i += 3) {
        uint32_t three = (uint32_t)bytes[i] << 16;
        three |= i + 1 < size ? (uint32_t)bytes[i + 1] << 8 : 0;
        three |= i + 2 < size ? bytes[i + 2] : 0;
        *to++ = digits[three >> 18];
        *to++ = digits[three >> 12 & 63];
        *to++ = i + 1 < size ? digits[three >> 6 & 63] : '=';
        *to++ = i + 2 < size ? digits[three & 63] : '=';
    }
    *to = 0;
    return text;
}
