/* SPDX-License-Identifier: MIT */
/* Every task that was accepted runs once with its payload intact, no wake is lost and none is sent twice. Not
 * records.cpp's list. */
#include "spine.hpp"

struct model : spine<model, 2> {
    void loop()
    {
        hosts[0].may_wake[0] = true; /* attach does */
        attach(&hosts[0]);
        hosts[0].may_wake[0] = false; /* a post from inside a turn never does */
        serve();
        all_have_ended();
        /* IDLE is left for PENDING by attach, and once for each turn that ended IDLE. */
        RL_ASSERT(hosts[0].wakes <= turns + 1);
    }

    void poster(unsigned index)
    {
        unsigned lane = rl::rand(2);
        post_patiently(lane, (int)index * 2);
        post_patiently(rl::rand(4) ? lane : 1 - lane, (int)index * 2 + 1);
    }

    void task(int id, enum take)
    {
        if (id == 2)
            post(0, 0);
    }
};

int
main()
{
    return prove_at_random<model>(200000);
}
