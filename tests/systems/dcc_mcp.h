/* SPDX-License-Identifier: MIT */
/* The laws of dcc-mcp-core's systems, in four files: its rows, dispatch, what its users ask for, what it gets wrong. */
#ifndef TESTS_SYSTEMS_DCC_MCP_H
#define TESTS_SYSTEMS_DCC_MCP_H

#include "fixture.h"

void laws_of_dispatch(Suite *suite);
void laws_of_users(Suite *suite);
void laws_of_beats(Suite *suite);

#endif
