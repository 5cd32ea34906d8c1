/* SPDX-License-Identifier: MIT */
/* As run.cpp, but small enough for every schedule: one poster, two tasks, one lane. */
#include "spine.hpp"

struct model : spine<model, 1> {
    static bool const whims = false;

    void loop()
    {
        attach(&hosts[0]);
        serve();
        all_have_ended();
    }

    void poster(unsigned)
    {
        post(0, 0);
        post(0, 1);
    }
};

int
main()
{
    return prove_all<model>(3);
}
