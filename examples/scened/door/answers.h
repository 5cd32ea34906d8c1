/* SPDX-License-Identifier: MIT */
/* The form of JSON-RPC's answers. Not what is in them. */
#ifndef SCENED_ANSWERS_H
#define SCENED_ANSWERS_H

#include <jansson.h>

enum {
    RPC_BAD_JSON = -32700,
    RPC_NO_REQUEST = -32600,
    RPC_NO_METHOD = -32601,
    RPC_BAD_PARAMS = -32602,
    RPC_INTERNAL = -32603,
    RPC_FULL = -32000,
    RPC_CLOSING = -32001,
    RPC_NO_HOST = -32002
};

/* id is not taken; NULL: null. result is taken. NULL without memory. */
json_t *answer_result(json_t *id, json_t *result);

/* data is taken; NULL: none. */
json_t *answer_error(json_t *id, int code, const char *message, json_t *data);

#endif
