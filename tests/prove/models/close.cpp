/* SPDX-License-Identifier: MIT */
/* Close with posters under way: each post is refused, or its task has ended when close returns; and then the host can
 * be destroyed. Not the deadline of a close. */
#include "spine.hpp"

struct model : spine<model, 2> {
    bool closed;

    void loop()
    {
        closed = false;
        attach(&hosts[0]);
        for (int rounds = rl::rand(4); rounds > 0; rounds--)
            if (!round())
                rl::yield(1, $);
        for (struct ring &each : ring)
            ring_seal(&each);
        intake(true);
        end_all();
        RL_ASSERT(gate_shut(&gate));
        host_dies(&hosts[0]);
        closed = true;
        all_have_ended();
        serve();
        all_have_ended();
    }

    /* As close_finish. */
    void end_all()
    {
        uint64_t everything[LANES] = {UINT64_MAX, UINT64_MAX};
        gate_run(&gate);
        while (!ring_is_empty(&ring[0]) || !ring_is_empty(&ring[1]))
            if (!end_one(everything))
                weir_system.nap(WEIR_US(50));
        gate_idle(&gate);
    }

    void poster(unsigned index)
    {
        for (int id = (int)index * 3; id < (int)index * 3 + 3; id++) {
            bool late = closed;
            int result = rl::rand(3) ? post_patiently(rl::rand(2), id) : post_record(id);
            RL_ASSERT(result == 0 || result == WEIR_ECLOSED);
            RL_ASSERT(!late || result == WEIR_ECLOSED);
        }
    }
};

int
main()
{
    return prove_at_random<model>(200000);
}
