/* SPDX-License-Identifier: MIT */
/* The methods of MCP, and how the end of a call is told to an agent. Door's thread. */
#ifndef SCENED_MCP_H
#define SCENED_MCP_H

#include "call.h"
#include "exchange.h"

/* Is this version of the protocol spoken here? */
bool mcp_speaks(const char *version);

/* One request: answers it, now or when a call has ended. params: an object, or NULL. */
void mcp_ask(struct exchange *exchange, json_t *id, const char *method, json_t *params);

/* One notification. */
void mcp_note(struct exchange *exchange, const char *method, json_t *params);

/* The list of tools, as tools/list answers it; NULL: a tool is not valid, or no memory. A new reference. */
json_t *mcp_tools(const struct door_options *options);

/* What an agent gets from a tool: `value` as text and as structure (taken), with "content" of its own taken out. */
json_t *mcp_tool_result(json_t *value, bool is_error);

/* Adds what a call has left to the story of its end, under that name; its "content" goes beside it. left is taken. */
void mcp_add_left(json_t *end, const char *name, json_t *left);

/* The end of a call, as tools/call answers it. */
json_t *mcp_call_result(const struct door_call *call);

#endif
