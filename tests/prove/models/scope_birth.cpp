/* SPDX-License-Identifier: MIT */
/* A child is made while its parent is cancelled: it is refused, or cancelled too, and so is what is posted into it. */
#include "scopes.hpp"

struct model : scopes_model<model, 2> {
    struct weir_scope *parent, *child;
    bool accepted;

    void before()
    {
        scopes_model::before();
        parent = scope_in(NULL);
        child = NULL;
        accepted = false;
    }

    void other(unsigned index)
    {
        if (index == 2) {
            weir_scope_cancel(parent);
            return;
        }
        child = scope_in(parent);
        if (child)
            accepted = post(0, child) == 0;
    }

    void loop()
    {
        serve();
        RL_ASSERT(here.things[0].ended == accepted);
        RL_ASSERT(!child || weir_scope_is_cancelled(child));
        if (child)
            free_scope(child);
        free_scope(parent);
        weir_ends();
        all_is_released();
    }
};

int
main()
{
    return prove_at_random<model>(20000);
}
