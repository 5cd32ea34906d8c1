/* SPDX-License-Identifier: MIT */
/* As reattach.cpp, but small enough for every schedule: one poster, one task, from one host to the other. */
#include "spine.hpp"

struct model : spine<model, 1> {
    static bool const whims = false;

    void loop()
    {
        attach(&hosts[0]);
        round();
        RL_ASSERT(gate_shut(&gate));
        host_dies(&hosts[0]);
        attach(&hosts[1]);
        serve();
        all_have_ended();
    }

    void poster(unsigned)
    {
        post(0, 0);
    }
};

int
main()
{
    return prove_all<model>(4);
}
