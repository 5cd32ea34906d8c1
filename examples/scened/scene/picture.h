/* SPDX-License-Identifier: MIT */
/* Pictures as PNG in memory, and bytes as base64. Not what is on them (render.h). Any thread. */
#ifndef SCENED_PICTURE_H
#define SCENED_PICTURE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Pixels as render draws them. *png is the caller's, to be freed. 0; WEIR_ENOMEM; WEIR_EINVAL: no such size. */
int picture_png(const uint32_t *pixels, int width, int height, uint8_t **png, size_t *size);

/* A text that is the caller's, to be freed; NULL: no memory. */
char *picture_base64(const uint8_t *bytes, size_t size);

#ifdef __cplusplus
}
#endif

#endif
