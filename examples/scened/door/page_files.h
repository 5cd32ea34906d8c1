/* SPDX-License-Identifier: MIT */
/* The files of ../page as they are built into the library, by embed.cmake. Not how they are served (page.h). */
#ifndef SCENED_PAGE_FILES_H
#define SCENED_PAGE_FILES_H

#include <stddef.h>

/* The last has no name. */
extern const struct page_file {
    const char *name; /* "index.html" */
    const unsigned char *bytes;
    size_t size;
} PAGE_FILES[];

#endif
