/* SPDX-License-Identifier: MIT */
/* As withdraw.cpp, but small enough for every schedule: one thread posts and withdraws, twice. */
#include "spine.hpp"

struct model : spine<model, 1> {
    static bool const whims = false;
    rl::var<int> reason[2];
    bool withdrawn[2];

    void before()
    {
        spine::before();
        attach(&hosts[0]);
        withdrawn[0] = withdrawn[1] = false;
    }

    void loop()
    {
        serve();
        all_have_ended();
    }

    void poster(unsigned)
    {
        for (int id = 0; id < 2; id++) {
            uint64_t pos;
            post(0, id, CELL_HELD, &pos);
            reason[id]($) = 1;
            withdrawn[id] = ring_withdraw(&ring[0], pos, UINT64_MAX) == 0;
        }
    }

    void task(int id, enum take took)
    {
        RL_ASSERT(withdrawn[id] == (took == TAKE_WITHDRAWN));
        if (took == TAKE_WITHDRAWN)
            RL_ASSERT(reason[id]($) == 1);
        withdrawn[id] = took == TAKE_WITHDRAWN;
    }
};

int
main()
{
    return prove_all<model>(3);
}
