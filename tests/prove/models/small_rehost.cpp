/* SPDX-License-Identifier: MIT */
/* A task lets go of its host, opens the door, and only then attaches to another and runs that one's loop: the new host
 * is told of what is queued. Small enough for every schedule. */
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
        serve();
        all_have_ended();
    }

    void poster(unsigned)
    {
        post(0, 0);
        post(0, 1);
    }

    void task(int id, enum take)
    {
        if (id != 0)
            return;
        RL_ASSERT(gate_shut(&gate));
        host_dies(&hosts[0]);
        RL_ASSERT(gate_door(&gate) == 0);
        attach(&hosts[1]);
        serve();
        all_have_ended();
        gate_run(&gate);
    }
};

int
main()
{
    return prove_all<model>(3);
}
