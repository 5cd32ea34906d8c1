/* SPDX-License-Identifier: MIT */
/* Wakes, and times to come back at, that the host took and forgot, others failing in between: 100 ms later the next
 * post wakes once more, and nothing is lost. Not wakes that only fail (failing.cpp). */
#include "spine.hpp"

struct model : spine<model, 2> {
    rl::atomic<int> finishing;

    void before()
    {
        spine::before();
        attach(&hosts[0]);
        mood.eats = mood.fails = true;
        clock_jumps = true;
        finishing.store(0, rl::mo_relaxed, $);
    }

    void loop()
    {
        serve();
        all_have_ended();
    }

    void poster(unsigned index)
    {
        post_patiently(rl::rand(2), (int)index * 2);
        post_patiently(rl::rand(2), (int)index * 2 + 1);
        if (finishing.fetch_add(1, rl::mo_acq_rel, $) == 0)
            return;
        mood.eats = mood.fails = false;
        model_clock += WEIR_MS(200);
        hosts[0].rung.fetch_add(0, rl::mo_acquire,
                                $); /* so much later it sees what the loop thread has done */
        RL_ASSERT(post_patiently(0, 7) == 0);
    }
};

int
main()
{
    return prove_at_random<model>(200000);
}
