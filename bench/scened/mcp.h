/* SPDX-License-Identifier: MIT */
/* One call of a tool at a time over a kept connection to weir-scened, and the form of a call for who sends them
 * otherwise. Reads of an answer only single numbers. */
#ifndef SCENED_BENCH_MCP_H
#define SCENED_BENCH_MCP_H

#include <stdbool.h>
#include <stddef.h>

struct mcp {
    int port;
    int fd;
    char answer[16384]; /* to the last call, its head and as much of its body as fits */
};

/* 0, or -1 after saying on stderr what went wrong. */
int mcp_open(struct mcp *mcp, int port);
void mcp_close(struct mcp *mcp);

/* Calls a tool and waits for its answer. arguments: a JSON object. 0, or -1: there is none, or it tells of an error; said
 * on stderr. */
int mcp_call(struct mcp *mcp, const char *tool, const char *arguments);

/* The number that the answer to the last call has under that name; -1: none. */
double mcp_number(const struct mcp *mcp, const char *name);

/* Writes a whole HTTP request that calls a tool: its length, or 0: it has no room. */
size_t mcp_request(char *to, size_t size, const char *tool, const char *arguments);

#endif
