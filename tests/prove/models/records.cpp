/* SPDX-License-Identifier: MIT */
/* The record list: pushed by two, taken whole, and sealed while they push. What was accepted ends once, what was
 * refused never. Not the rings. */
#include "spine.hpp"

struct model : spine<model, 2> {
    bool seals;

    void loop()
    {
        seals = rl::rand(2);
        attach(&hosts[0]);
        for (int rounds = rl::rand(4); seals && rounds > 0; rounds--)
            if (!round())
                rl::yield(1, $);
        if (seals)
            intake(true);
        serve();
        all_have_ended();
    }

    void poster(unsigned index)
    {
        for (int id = (int)index * 3; id < (int)index * 3 + 2; id++) {
            int result = post_record(id);
            RL_ASSERT(result == 0 || (seals && result == WEIR_ECLOSED));
        }
    }
};

int
main()
{
    return prove_at_random<model>(200000);
}
