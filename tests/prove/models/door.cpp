/* SPDX-License-Identifier: MIT */
/* A task that opens the door and runs the host's loop: meanwhile every other task runs, in turns inside it, and when
 * the door shuts no wake is lost. Not a turn inside a task that did not open (turn.c refuses it). */
#include "spine.hpp"

struct model : spine<model, 2> {
    void loop()
    {
        attach(&hosts[0]);
        serve();
        all_have_ended();
    }

    void poster(unsigned index)
    {
        post_patiently(rl::rand(2), (int)index * 2);
        post_patiently(rl::rand(2), (int)index * 2 + 1);
    }

    void task(int id, enum take)
    {
        if (id != 2 && id != 4)
            return;
        RL_ASSERT(gate_door(&gate) == 0);
        if (rl::rand(2)) {
            serve(); /* a modal loop, until all is quiet */
            all_have_ended();
        } else {
            for (int rounds = rl::rand(3); rounds > 0; rounds--)
                round();
        }
        gate_run(&gate); /* the door shuts */
    }
};

int
main()
{
    return prove_at_random<model>(200000);
}
