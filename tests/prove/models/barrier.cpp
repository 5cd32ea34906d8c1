/* SPDX-License-Identifier: MIT */
/* The loop thread leaves RUNNING by gate_door, after a scope barrier or a turn whose pump has changed, while the host
 * dies on another thread: the next host is told of what is queued. */
#include "spine.hpp"

struct model : spine<model, 2> {
    rl::atomic<int> begun;
    rl::atomic<int> parted;

    void before()
    {
        spine::before();
        begun.store(0, rl::mo_relaxed, $);
        parted.store(0, rl::mo_relaxed, $);
    }

    void loop()
    {
        attach(&hosts[0]);
        begun.store(1, rl::mo_relaxed, $);
        gate_run(&gate);
        gate_door(&gate);
        while (parted.load(rl::mo_acquire, $) == 0)
            rl::yield(1, $);
        attach(&hosts[1]);
        serve();
        all_have_ended();
    }

    void poster(unsigned index)
    {
        post_patiently(0, (int)index);
        if (index == 1)
            return;
        while (begun.load(rl::mo_relaxed, $) == 0)
            rl::yield(1, $);
        gate_shut(&gate);
        host_dies(&hosts[0]);
        parted.store(1, rl::mo_release, $);
    }
};

int
main()
{
    return prove_at_random<model>(200000);
}
