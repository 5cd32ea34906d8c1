/* SPDX-License-Identifier: MIT */
/* As run.cpp, but small enough for every schedule: two posters, one task each, one lane. */
#include "spine.hpp"

struct model : spine<model, 2> {
    static bool const whims = false;

    void loop()
    {
        attach(&hosts[0]);
        serve();
        all_have_ended();
    }

    void poster(unsigned index)
    {
        post(0, (int)index);
    }
};

int
main()
{
    return prove_all<model>(2);
}
