/* SPDX-License-Identifier: MIT */
/* The loop thread awaits a parent scope while two enter and leave its children, and perhaps cancel: it is always told,
 * and never while something is in them that had entered before it asked; it sees what was done there. */
#include "scopes.hpp"

enum {
    TIMES = 2
};

struct model : scopes_model<model, 2> {
    struct weir_scope *parent, *child[3]; /* by thread; perhaps the same */
    rl::var<int> done[3][TIMES];
    rl::atomic<int> entered[3];
    int leaving[3];
    int seen[3];
    bool awaits;

    void before()
    {
        scopes_model::before();
        parent = scope_in(NULL);
        child[1] = scope_in(parent);
        child[2] = rl::rand(2) ? child[1] : rl::rand(2) ? parent : scope_in(parent);
        for (int index = 1; index <= 2; index++) {
            entered[index].store(0, rl::mo_relaxed, $);
            leaving[index] = 0;
        }
        awaits = false;
    }

    void other(unsigned index)
    {
        bool cancels = rl::rand(4) == 0;
        for (int time = 0; time < TIMES; time++) {
            uses(child[index]);
            if (scope_enter(child[index]) != 0)
                return;
            entered[index].store(time + 1, rl::mo_release, $);
            if (cancels)
                weir_scope_cancel(parent);
            done[index][time]($) = 1;
            leaving[index]++;
            uses(child[index]);
            scope_leave(child[index]);
        }
    }

    void told()
    {
        awaits = false;
        scope_await_no_more(parent);
        for (int index = 1; index <= 2; index++) {
            RL_ASSERT(leaving[index] >= seen[index]);
            for (int time = 0; time < seen[index]; time++)
                RL_ASSERT(done[index][time]($) == 1);
        }
    }

    static void is_empty(struct weir *, struct weir_scope *scope)
    {
        model *self = (model *)running;
        if (self->awaits && scope == self->parent)
            self->told();
    }

    void loop()
    {
        for (int rounds = rl::rand(3); rounds > 0; rounds--)
            round();
        for (int index = 1; index <= 2; index++)
            seen[index] = entered[index].load(rl::mo_acquire, $);
        awaits = true;
        if (!scope_await(parent))
            told();
        serve();
        RL_ASSERT(!awaits);
        free_scope(parent);
        free_scope(child[1]);
        if (child[2] != parent && child[2] != child[1])
            free_scope(child[2]);
        weir_ends();
        all_is_released();
    }
};

int
main()
{
    return prove_at_random<model>(60000);
}
