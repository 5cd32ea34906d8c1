/* SPDX-License-Identifier: MIT */
/* As lost.cpp and barrier.cpp, but small enough for every schedule: one thread posts, then tells that the host died,
 * while the loop thread turns and leaves a barrier. */
#include "spine.hpp"

struct model : spine<model, 1> {
    static bool const whims = false;
    rl::atomic<int> parted;

    void before()
    {
        spine::before();
        attach(&hosts[0]);
        parted.store(0, rl::mo_relaxed, $);
    }

    void loop()
    {
        round();
        gate_run(&gate);
        gate_door(&gate);
        while (parted.load(rl::mo_acquire, $) == 0)
            rl::yield(1, $);
        attach(&hosts[1]);
        serve();
        all_have_ended();
    }

    void poster(unsigned)
    {
        post(0, 0);
        RL_ASSERT(gate_shut(&gate));
        host_dies(&hosts[0]);
        parted.store(1, rl::mo_release, $);
    }
};

int
main()
{
    return prove_all<model>(4);
}
