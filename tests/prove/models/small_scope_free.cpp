/* SPDX-License-Identifier: MIT */
/* As scope_free.cpp, but small enough for every schedule: the loop thread leaves a child, another frees it. */
#include "scopes.hpp"

struct model : scopes_model<model, 1> {
    static bool const whims = false;
    struct weir_scope *parent, *child;

    void before()
    {
        scopes_model::before();
        parent = scope_in(NULL);
        child = scope_in(parent);
        scope_enter(child);
    }

    void other(unsigned)
    {
        free_scope(child);
    }

    void loop()
    {
        uses(child);
        scope_leave(child);
        serve();
        free_scope(parent);
        weir_ends();
        all_is_released();
    }
};

int
main()
{
    return prove_all<model>(3);
}
