/* SPDX-License-Identifier: MIT */
/* A scope is given hooks while it is cancelled, and perhaps while its weir closes: each hook that was accepted is told
 * exactly once. */
#include "scopes.hpp"

enum {
    HOOKS = 2
};

struct model : scopes_model<model, 2> {
    struct weir_scope *scope;
    rl::var<int> written[HOOKS];
    bool accepted[HOOKS];
    int told[HOOKS];

    void before()
    {
        scopes_model::before();
        scope = scope_in(NULL);
        memset(told, 0, sizeof told);
        memset(accepted, 0, sizeof accepted);
    }

    static void cancelled(void *arg)
    {
        model *self = (model *)running;
        int hook = (int)((int *)arg - self->told);
        RL_ASSERT(self->written[hook]($) == 1);
        self->told[hook]++;
    }

    void other(unsigned index)
    {
        if (index == 2) {
            weir_scope_cancel(scope);
            return;
        }
        for (int hook = rl::rand(HOOKS); hook < HOOKS; hook++) {
            written[hook]($) = 1;
            int result = weir_scope_on_cancel(scope, cancelled, &told[hook]);
            RL_ASSERT(result == 0 || (result == WEIR_ECLOSED && here.sealed));
            accepted[hook] = !result;
        }
    }

    void loop()
    {
        bool closes = rl::rand(2);
        for (int rounds = rl::rand(4); closes && rounds > 0; rounds--)
            if (!round())
                rl::yield(1, $);
        if (closes)
            close();
        serve();
        for (int hook = 0; hook < HOOKS; hook++)
            RL_ASSERT(told[hook] == accepted[hook]);
        free_scope(scope);
        serve();
        weir_ends();
        all_is_released();
    }
};

int
main()
{
    return prove_at_random<model>(50000);
}
