/* SPDX-License-Identifier: MIT */
/* The form of JSON-RPC's answers. */
#include "answers.h"

json_t *
answer_result(json_t *id, json_t *result)
{
    return json_pack("{ss sO* so}", "jsonrpc", "2.0", "id", id, "result", result);
}

json_t *
answer_error(json_t *id, int code, const char *message, json_t *data)
{
    json_t *error = json_pack("{si ss so*}", "code", code, "message", message, "data", data);
    json_t *answer = json_pack("{ss so}", "jsonrpc", "2.0", "error", error);
    if (answer)
        json_object_set_new(answer, "id", id ? json_incref(id) : json_null());
    return answer;
}
