/* SPDX-License-Identifier: MIT */
/* The laws of TDAsyncIO, in two files: its loop and table, and to_thread. */
#ifndef TESTS_SYSTEMS_TDASYNCIO_H
#define TESTS_SYSTEMS_TDASYNCIO_H

#include "fixture.h"

void laws_of_to_thread(Suite *suite);

#endif
