/* SPDX-License-Identifier: MIT */
/* As close.cpp, but small enough for every schedule: one poster, a task and a record. */
#include "spine.hpp"

struct model : spine<model, 1> {
    static bool const whims = false;

    void before()
    {
        spine::before();
        attach(&hosts[0]);
    }

    void loop()
    {
        uint64_t everything[LANES] = {UINT64_MAX, UINT64_MAX};
        ring_seal(&ring[0]);
        intake(true);
        gate_run(&gate);
        while (!ring_is_empty(&ring[0]))
            if (!end_one(everything))
                weir_system.nap(WEIR_US(50));
        gate_idle(&gate);
        RL_ASSERT(gate_shut(&gate));
        host_dies(&hosts[0]);
        all_have_ended();
        serve();
        all_have_ended();
    }

    void poster(unsigned)
    {
        post(0, 0);
        post_record(1);
    }
};

int
main()
{
    return prove_all<model>(6);
}
