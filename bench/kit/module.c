/* SPDX-License-Identifier: MIT */
/* Loads a module with dlopen. Does not know what is in it. */
#include "kit/module.h"

#include <dlfcn.h>
#include <stdio.h>

const void *
module_symbol(const char *file, const char *symbol)
{
    void *module = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    const void *found = module ? dlsym(module, symbol) : NULL;

    if (!found)
        fprintf(stderr, "%s\n", dlerror());
    return found;
}
