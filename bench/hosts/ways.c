/* SPDX-License-Identifier: MIT */
/* What the ways are called, in tables and on command lines. Not what they do. */
#include "hosts/host.h"

const char *const way_names[WAYS] = {"native", "unbounded", "weir"};
