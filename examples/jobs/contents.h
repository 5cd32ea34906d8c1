/* SPDX-License-Identifier: MIT */
/* Keeps contents.txt, the list of the files in a folder, up to date: soon, not at once. Not who changes the files. */
#ifndef JOBS_CONTENTS_H
#define JOBS_CONTENTS_H

#include <weir/job.h>

/* Lives as long as the scope. */
struct contents {
    struct weir *weir;
    struct weir_scope *scope;
    const char *folder;
    int64_t asked, written;
};

/* Something in the folder has changed. As often as one likes, on the loop thread. */
void contents_changed(struct contents *contents);

#endif
