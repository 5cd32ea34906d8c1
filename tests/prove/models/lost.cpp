/* SPDX-License-Identifier: MIT */
/* The host dies on another thread while the loop thread turns, asks it whether it is busy, and perhaps detaches:
 * exactly one lets go, afterwards nothing touches the host, and what is queued goes on with the next. */
#include "spine.hpp"

struct model : spine<model, 2> {
    static bool const asks_busy = true;
    int let_go;
    rl::atomic<int> begun;
    rl::atomic<int> parted; /* the host's death has been told of */

    void loop()
    {
        attach(&hosts[0]);
        begun.store(1, rl::mo_relaxed, $);
        int patience = (int)rl::rand(8);
        while (parted.load(rl::mo_acquire, $) == 0) {
            if (round())
                continue;
            if (patience-- == 0)
                part();
            rl::yield(1, $);
        }
        RL_ASSERT(let_go == 1);
        attach(&hosts[1]);
        serve();
        all_have_ended();
    }

    void before()
    {
        spine::before();
        let_go = 0;
        clock_jumps = rl::rand(2);
        begun.store(0, rl::mo_relaxed, $);
        parted.store(0, rl::mo_relaxed, $);
    }

    /* As let_go in attach.c. */
    void part()
    {
        if (!gate_shut(&gate))
            return;
        let_go++;
        host_dies(&hosts[0]);
    }

    void poster(unsigned index)
    {
        post_patiently(0, (int)index * 2);
        if (index == 2) {
            while (begun.load(rl::mo_relaxed, $) == 0)
                rl::yield(1, $);
            part();
            parted.store(1, rl::mo_release, $);
        }
        post_patiently(0, (int)index * 2 + 1);
    }
};

int
main()
{
    return prove_at_random<model>(200000);
}
