/* SPDX-License-Identifier: MIT */
/* A task with a ticket is run or withdrawn, never both, whoever comes first of two withdrawers and the loop thread; and
 * a ticket that is stale harms nobody who has the cell after it. Not what drop does. */
#include "spine.hpp"

static uint64_t const any_place = (UINT64_C(1) << 52) - 1;

struct model : spine<model, 2> {
    rl::atomic<uint64_t> ticket; /* of task 0, plus 1 */
    rl::var<int> reason[3];      /* written by each withdrawer before it withdraws */
    unsigned withdrawer;         /* which succeeded; 0: none */
    enum take took;
    bool strikes;

    void before()
    {
        spine::before();
        ticket.store(0, rl::mo_relaxed, $);
        withdrawer = 0;
        strikes = rl::rand(2);
    }

    void loop()
    {
        attach(&hosts[0]);
        if (strikes)
            strike();
        serve();
        all_have_ended();
        RL_ASSERT((took == TAKE_WITHDRAWN) == (withdrawer != 0));
        if (withdrawer)
            RL_ASSERT(reason[withdrawer]($) == (int)withdrawer);
    }

    static bool any(const struct entry *)
    {
        return true;
    }

    /* As the scope barrier does: takes what it finds out of the middle. */
    void strike()
    {
        struct entry entry;
        gate_run(&gate);
        uint64_t end = ring_tail(&ring[0]);
        for (uint64_t pos = ring[0].head; pos < end; pos++) {
            enum take how = ring_strike(&ring[0], pos, any, &entry);
            if (how != TAKE_NOTHING)
                end_entry(&entry, how);
        }
        gate_door(&gate);
    }

    void withdraw(unsigned index)
    {
        uint64_t pos = ticket.load(rl::mo_relaxed, $);
        if (pos == 0 || withdrawer == index)
            return;
        reason[index]($) = (int)index;
        if (ring_withdraw(&ring[0], pos - 1, any_place) != 0)
            return;
        RL_ASSERT(withdrawer == 0);
        withdrawer = index;
        RL_ASSERT(works[0].ended == 0);
    }

    void poster(unsigned index)
    {
        if (index == 1) {
            uint64_t pos;
            post_patiently(0, 0, CELL_HELD, &pos);
            ticket.store(pos + 1, rl::mo_relaxed, $);
        }
        withdraw(index);
        post_patiently(0, (int)index * 2, CELL_HELD);
        post_patiently(0, (int)index * 2 + 1);
        withdraw(index);
    }

    void task(int id, enum take how)
    {
        if (id == 0)
            took = how;
        else
            RL_ASSERT(how == TAKE_TASK);
        if (how == TAKE_WITHDRAWN)
            RL_ASSERT(reason[withdrawer]($) == (int)withdrawer);
    }
};

int
main()
{
    return prove_at_random<model>(200000);
}
