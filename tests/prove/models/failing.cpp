/* SPDX-License-Identifier: MIT */
/* Wakes that fail: the next post tries again, also one that is refused for want of room, and with a last one that
 * succeeds nothing is lost. Not wakes that the host ate (eaten.cpp). */
#include "spine.hpp"

struct model : spine<model, 2> {
    rl::atomic<int> finishing;

    void before()
    {
        spine::before();
        attach(&hosts[0]);
        mood.fails = true;
        finishing.store(0, rl::mo_relaxed, $);
    }

    void loop()
    {
        serve();
        all_have_ended();
    }

    void poster(unsigned index)
    {
        for (int id = (int)index * 2; id < (int)index * 2 + 2; id++)
            post_patiently(rl::rand(4) == 0, id);
        if (finishing.fetch_add(1, rl::mo_acq_rel, $) == 0)
            return;
        mood.fails = false;
        RL_ASSERT(post_patiently(0, 7) == 0);
    }
};

int
main()
{
    return prove_at_random<model>(200000);
}
