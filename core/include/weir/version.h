/* SPDX-License-Identifier: MIT */
/* The version of these headers, and how a public symbol is marked. Not the API itself. */
#ifndef WEIR_VERSION_H
#define WEIR_VERSION_H

#define WEIR_VERSION_MAJOR 0
#define WEIR_VERSION_MINOR 1
#define WEIR_VERSION_PATCH 0
#define WEIR_VERSION       "0.1.0"

#if defined(_WIN32) && defined(WEIR_SHARED)
#ifdef WEIR_BUILDING
#define WEIR_API __declspec(dllexport)
#else
#define WEIR_API __declspec(dllimport)
#endif
#elif defined(__GNUC__) && defined(WEIR_SHARED)
#define WEIR_API __attribute__((visibility("default")))
#else
#define WEIR_API
#endif

/* The compiler checks the arguments against the format. */
#if defined(__GNUC__)
#define WEIR_PRINTF_LIKE(format_at, first_at) __attribute__((format(printf, format_at, first_at)))
#else
#define WEIR_PRINTF_LIKE(format_at, first_at)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/**
 * weir_version: name the library that is linked.
 *
 * It may differ from WEIR_VERSION, which is that of the headers.
 *
 * Threads:  any
 * Blocks:   never
 * Owns:     the string is the library's and lives as long as it is loaded
 * Returns:  "major.minor.patch"
 */
WEIR_API const char *weir_version(void);

#ifdef __cplusplus
}
#endif

#endif
