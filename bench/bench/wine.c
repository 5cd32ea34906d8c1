/* SPDX-License-Identifier: MIT */
/* What the tables know of the contestants on Windows. What they do is in the program for Windows (weir_win32.c,
 * post_message.c, queue_apc.c), which runs once for each sample of theirs. */
#include "bench/contestant.h"

const struct contestant weir_win32 = {
    .name = "weir (Win32)", .weir = &weir_win32, .on_wine = true, .symbol = "weir_win32"};
const struct contestant post_message = {
    .name = "PostMessage per task", .weir = &weir_win32, .on_wine = true, .symbol = "post_message"};
const struct contestant queue_apc = {
    .name = "QueueUserAPC per task", .weir = &weir_win32, .on_wine = true, .symbol = "queue_apc"};
