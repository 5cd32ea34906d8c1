/* SPDX-License-Identifier: MIT */
/* Two post into a child scope while a third cancels and frees its parent: what was accepted ends, what was refused
 * never began and knows what the canceller did; then the memory goes, once, and not before. */
#include "scopes.hpp"

struct model : scopes_model<model, 3> {
    struct weir_scope *parent, *child;
    rl::var<int> reason; /* of the canceller, for who is refused */
    bool accepted[THINGS];

    void before()
    {
        scopes_model::before();
        parent = scope_in(NULL);
        child = scope_in(parent);
        weir_scope_hold(child);
        weir_scope_hold(child);
    }

    void other(unsigned index)
    {
        if (index == 3) {
            reason($) = 1;
            weir_scope_cancel(parent);
            free_scope(parent);
            return;
        }
        int id = (int)index;
        int refused = post(id, child);
        RL_ASSERT(refused == 0 || refused == WEIR_ECANCELLED);
        accepted[id] = !refused;
        if (refused)
            RL_ASSERT(reason($) == 1);
        release(child);
    }

    void loop()
    {
        serve();
        for (int id = 1; id <= 2; id++)
            RL_ASSERT(here.things[id].ended == accepted[id]);
        RL_ASSERT(child->word.load(rl::mo_relaxed, $) / SCOPE_ONE == 0);
        RL_ASSERT(!is_released(parent) && !is_released(child));
        free_scope(child);
        weir_ends();
        all_is_released();
    }
};

int
main()
{
    return prove_at_random<model>(50000);
}
