/* SPDX-License-Identifier: MIT */
/* As scope_barrier.cpp, but small enough for every schedule: one enters the child, touches what the barrier's caller
 * destroys, and leaves. */
#include "scopes.hpp"

struct model : scopes_model<model, 1> {
    static bool const whims = false;
    struct weir_scope *parent, *child;
    rl::var<int> pointee;

    void before()
    {
        scopes_model::before();
        parent = scope_in(NULL);
        child = scope_in(parent);
        pointee($) = 1;
    }

    void other(unsigned)
    {
        if (scope_enter(child) != 0)
            return;
        RL_ASSERT(pointee($) == 1);
        uses(child);
        scope_leave(child);
    }

    void loop()
    {
        RL_ASSERT(weir_scope_barrier(parent, WEIR_FOREVER) == 0);
        pointee($) = 0;
        serve();
        free_scope(parent);
        free_scope(child);
        weir_ends();
        all_is_released();
    }
};

int
main()
{
    return prove_all<model>(2);
}
