/* SPDX-License-Identifier: MIT */
/* As door.cpp, but small enough for every schedule: one poster, a task that opens the door and one that does not. */
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
        RL_ASSERT(gate_door(&gate) == 0);
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
