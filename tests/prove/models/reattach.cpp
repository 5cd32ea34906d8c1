/* SPDX-License-Identifier: MIT */
/* Detach is a barrier: after it the host can be destroyed. What is queued stays, and the next host is told of it, even
 * where one host is left for the other inside a task, and where its first wake fails. Not a host that dies (lost.cpp). */
#include "spine.hpp"

struct model : spine<model, 2> {
    static bool const asks_busy = true;
    bool inside; /* a task moves */
    bool moved;

    void before()
    {
        spine::before();
        inside = rl::rand(2);
        moved = false;
        clock_jumps = rl::rand(2); /* then a wake may be issued again at any time */
    }

    void loop()
    {
        attach(&hosts[0]);
        for (int rounds = rl::rand(6); !inside && rounds > 0; rounds--)
            if (!round())
                rl::yield(1, $);
        if (!inside)
            move();
        serve();
        all_have_ended();
    }

    void move()
    {
        moved = true;
        RL_ASSERT(gate_shut(&gate));
        host_dies(&hosts[0]);
        mood.fails = rl::rand(2);
        while (attach(&hosts[1]) != 0)
            RL_ASSERT(gate_is_off(&gate) && hosts[1].calls == 0);
        mood.fails = false;
    }

    void poster(unsigned index)
    {
        for (int id = (int)index * 2; id < (int)index * 2 + 2; id++)
            while (post_patiently(rl::rand(2), id) < 0)
                ;
    }

    void task(int, enum take)
    {
        if (inside && !moved)
            move();
    }
};

int
main()
{
    return prove_at_random<model>(200000);
}
