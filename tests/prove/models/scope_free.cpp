/* SPDX-License-Identifier: MIT */
/* Parent and child are freed by two threads while the loop thread ends what is in the child, which it perhaps awaits, or
 * keeps for a while; perhaps the weir closes; a fourth holds the child beyond the end of its weir. The memory goes once,
 * with the last of them. */
#include "scopes.hpp"

struct model : scopes_model<model, 3> {
    struct weir_scope *parent, *child;
    rl::atomic<int> freed; /* scopes */
    rl::atomic<int> child_freed;
    bool awaits;

    void before()
    {
        scopes_model::before();
        parent = scope_in(NULL);
        child = scope_in(parent);
        weir_scope_hold(child);
        post(0, child);
        freed.store(0, rl::mo_relaxed, $);
        child_freed.store(0, rl::mo_relaxed, $);
    }

    void other(unsigned index)
    {
        if (index == 3) {
            hold_beyond();
            return;
        }
        free_scope(index == 1 ? parent : child);
        if (index == 2)
            child_freed.store(1, rl::mo_release, $);
        freed.fetch_add(1, rl::mo_acq_rel, $);
    }

    void hold_beyond()
    {
        weir_scope_is_cancelled(child);
        while (child_freed.load(rl::mo_acquire, $) == 0)
            rl::yield(1, $);
        RL_ASSERT(weir_scope_cancel(child) == 0);
        RL_ASSERT(weir_scope_is_cancelled(child));
        release(child);
    }

    void await_no_more()
    {
        awaits = false;
        scope_await_no_more(child);
        release(child);
    }

    static void is_empty(struct weir *, struct weir_scope *scope)
    {
        model *self = (model *)running;
        if (self->awaits && scope == self->child)
            self->await_no_more();
    }

    void loop()
    {
        bool keeps = rl::rand(2);
        awaits = rl::rand(2);
        if (keeps)
            scope_keep(child);
        if (awaits) {
            weir_scope_hold(child);
            RL_ASSERT(scope_await(child));
        }
        if (rl::rand(2))
            close();
        intake_arrivals(here.w);
        if (here.things[0].waits)
            end_thing(&here.things[0]);
        if (keeps)
            scope_keep_no_more(child);
        if (here.sealed && awaits)
            await_no_more();
        serve(&freed, 2);
        RL_ASSERT(!awaits);
        RL_ASSERT(!here.w->scopes.first);
        weir_ends();
        while (left.load(rl::mo_acquire, $) != 3)
            rl::yield(1, $);
        all_is_released();
    }
};

int
main()
{
    return prove_at_random<model>(50000);
}
