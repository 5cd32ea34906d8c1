/* SPDX-License-Identifier: MIT */
/* The barrier of a parent while two post into its child and one of them frees that: after it answered 0 what was accepted has ended, nothing of it
 * comes any more, and what the tasks point at can be destroyed. */
#include "scopes.hpp"

struct model : scopes_model<model, 2> {
    struct weir_scope *parent, *child;
    rl::var<int> pointee;
    bool accepted[THINGS];

    void before()
    {
        scopes_model::before();
        above.strike = strike;
        parent = scope_in(NULL);
        child = scope_in(parent);
        weir_scope_hold(child);
        pointee($) = 1;
        memset(accepted, 0, sizeof accepted);
    }

    static void dropped(void *arg, int)
    {
        end_thing((struct thing *)arg);
    }

    static bool strike(struct weir *, struct weir_scope *scope, struct entry *entry)
    {
        for (struct thing &thing : house->things) {
            if (!thing.waits || thing.scope != scope)
                continue;
            entry->arg = &thing;
            entry->drop = dropped;
            return true;
        }
        return false;
    }

    void other(unsigned index)
    {
        uses(child);
        if (scope_enter(child) == 0) {
            RL_ASSERT(pointee($) == 1);
            accepted[index] = post((int)index, child) == 0;
            uses(child);
            scope_leave(child);
        }
        if (index == 1)
            free_scope(child);
        else
            release(child);
    }

    void loop()
    {
        for (int rounds = rl::rand(2); rounds > 0; rounds--)
            round();
        RL_ASSERT(weir_scope_barrier(parent, WEIR_FOREVER) == 0);
        pointee($) = 0;
        int ended = here.things[1].ended + here.things[2].ended;
        serve();
        RL_ASSERT(here.things[1].ended + here.things[2].ended == ended);
        RL_ASSERT(here.things[1].ended == accepted[1] && here.things[2].ended == accepted[2]);
        free_scope(parent);
        weir_ends();
        all_is_released();
    }
};

int
main()
{
    return prove_at_random<model>(30000);
}
