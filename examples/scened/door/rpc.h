/* SPDX-License-Identifier: MIT */
/* POST /mcp: from HTTP to messages of JSON-RPC, each to its method (mcp.h). Door's thread. */
#ifndef SCENED_RPC_H
#define SCENED_RPC_H

struct door;
struct evhttp_request;

void rpc_answer(struct door *door, struct evhttp_request *request);

#endif
