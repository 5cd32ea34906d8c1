/* SPDX-License-Identifier: MIT */
/* The names and sentences of the codes in error.h, and the version. Not when they are answered. */
#include <weir/error.h>

const char *
weir_error_text(int code)
{
    if (code >= 0)
        return "done";
    switch (code) {
#define ERROR_TEXT(name, value, sentence) \
    case name:                            \
        return sentence;
        WEIR_ERRORS(ERROR_TEXT)
    default:
        return "unknown error";
    }
}

const char *
weir_error_name(int code)
{
    if (code >= 0)
        return "WEIR_OK";
    switch (code) {
#define ERROR_NAME(name, value, sentence) \
    case name:                            \
        return #name;
        WEIR_ERRORS(ERROR_NAME)
    default:
        return "unknown";
    }
}

const char *
weir_version(void)
{
    return WEIR_VERSION;
}
