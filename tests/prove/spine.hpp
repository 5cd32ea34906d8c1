/* SPDX-License-Identifier: MIT */
/* The smallest weir around the real rings, list and gate: its posts, its turn, its host's loop. What each model does
 * with them is in models/.
 *
 * A model has POSTERS threads that post, and the loop thread, which is thread 0. post, turn and answer follow post.c
 * and turn.c line for line as far as inbox and gate are concerned: who changes the one must change the other. */
#ifndef WEIR_PROVE_SPINE_HPP
#define WEIR_PROVE_SPINE_HPP

#include "host.hpp"

enum {
    LANES = 2,
    CELLS = 2,
    WORKS = 9,
    HOSTS = 2
};

/* What is posted, as a task or as a record. It must end exactly once if it was accepted, and never if not. */
struct work {
    struct record record;
    rl::var<int> payload; /* written before the post, read by whoever ends it */
    bool accepted;
    int ended;
};

static void
runs(void *)
{
}

static void
woke(void *, bool, bool)
{
}

template <class Model, int POSTERS> struct spine : rl::test_suite<Model, POSTERS + 1> {
    struct gate gate;
    struct cell cells[LANES][CELLS];
    struct ring ring[LANES];
    struct records records;
    struct work works[WORKS];
    struct host hosts[HOSTS];
    rl::atomic<int> left; /* posters that have posted all they will */

    /* Of the loop thread. */
    struct host *host;
    int epoch;
    int turns;
    bool armed; /* the last answer was a time to come back at */
    bool early; /* one turn may come for no reason */

    void before()
    {
        struct gate_tally tally = {woke, NULL};
        model_clock = WEIR_S(1);
        clock_jumps = false;
        mood = {false, false};
        gate_init(&gate, tally);
        for (int at = 0; at < LANES; at++)
            ring_init(&ring[at], cells[at], CELLS);
        records_init(&records);
        for (struct work &work : works) {
            work.accepted = false;
            work.ended = 0;
        }
        for (struct host &each : hosts)
            host_is_born(&each);
        left.store(0, rl::mo_relaxed, $);
        host = &hosts[0];
        epoch = turns = 0;
        armed = false;
        early = Model::whims && rl::rand(4) != 0;
    }

    void thread(unsigned index)
    {
        if (index == 0) {
            self().loop();
            return;
        }
        self().poster(index);
        left.fetch_add(1, rl::mo_release, $);
    }

    Model &self()
    {
        return *static_cast<Model *>(this);
    }

    /* Any thread: as post_entry, post_slot and weir_post_task's wait for room. */

    int post(unsigned lane, int id, enum cell_state state = CELL_READY, uint64_t *ticket = NULL)
    {
        struct entry entry = {runs, NULL, NULL, NULL, NULL, 0, (uint64_t)id};
        uint64_t pos;
        works[id].payload($) = id + 1;
        int refused = ring_claim(&ring[lane], &pos);
        if (refused) {
            if (refused == WEIR_EFULL)
                gate_notify(&gate); /* or who waits for room waits for ever after a wake that failed */
            return refused;
        }
        works[id].accepted = true;
        if (ticket)
            *ticket = pos;
        ring_publish(&ring[lane], pos, &entry, state);
        return gate_notify(&gate);
    }

    int post_patiently(unsigned lane, int id, enum cell_state state = CELL_READY, uint64_t *ticket = NULL)
    {
        int result;
        while ((result = post(lane, id, state, ticket)) == WEIR_EFULL)
            rl::yield(1, $);
        return result;
    }

    int post_record(int id)
    {
        works[id].payload($) = id + 1;
        int refused = records_push(&records, &works[id].record);
        if (refused)
            return refused;
        works[id].accepted = true;
        return gate_notify(&gate);
    }

    /* Loop thread: a turn. */

    /* A model hides this with what its tasks do. */
    void task(int id, enum take took)
    {
    }

    void end_work(int id, enum take took)
    {
        struct work *work = &works[id];
        RL_ASSERT(work->accepted && work->ended == 0);
        RL_ASSERT(work->payload($) == id + 1);
        work->ended++;
        self().task(id, took);
    }

    void end_entry(const struct entry *entry, enum take took)
    {
        if (entry->run)
            end_work((int)entry->marks, took);
    }

    void intake(bool seal)
    {
        struct record *next;
        for (struct record *record = records_take(&records, seal); record; record = next) {
            next = record->next;
            end_work((int)((struct work *)record - works), TAKE_TASK);
        }
    }

    bool end_one(const uint64_t *tail)
    {
        struct entry entry;
        for (int at = 0; at < LANES; at++) {
            if (ring[at].head >= tail[at] || !ring_ready(&ring[at]))
                continue;
            enum take took = ring_take(&ring[at], &entry);
            end_entry(&entry, took);
            return took != TAKE_NOTHING;
        }
        return false;
    }

    bool look_again()
    {
        for (int at = 0; at < LANES; at++)
            if (ring_look_again(&ring[at]))
                return true;
        return records_look_again(&records);
    }

    void rest()
    {
        gate_idle(&gate);
        if (look_again()) {
            gate_found(&gate, model_clock);
            armed = true;
        }
    }

    void answer(bool ran)
    {
        bool more = ring_ready(&ring[0]) || ring_ready(&ring[1]);
        bool polite = Model::whims && ran && rl::rand(4) == 0;
        if (!more && !polite) {
            rest();
            return;
        }
        gate_pend(&gate, model_clock);
        armed = true;
    }

    bool gone(int began)
    {
        return epoch != began || gate_is_off(&gate);
    }

    void turn()
    {
        if (gate_is_off(&gate))
            return;
        int began = epoch;
        turns++;
        gate_run(&gate);
        if (Model::asks_busy)
            gate_busy(&gate);
        intake(false);
        uint64_t tail[LANES] = {ring_tail(&ring[0]), ring_tail(&ring[1])};
        unsigned budget = Model::whims ? 1 + rl::rand(3) : WORKS;
        unsigned ran = 0;
        while (ran < budget && !gone(began) && end_one(tail))
            ran++;
        if (gone(began))
            gate_door(&gate);
        else
            answer(ran > 0);
    }

    /* Loop thread: the host's loop. */

    int attach(struct host *to)
    {
        struct weir_pump pump = {sizeof pump, "model", host_wake, NULL, host_busy, NULL, NULL, false};
        host = to;
        armed = false;
        epoch++;
        return gate_open(&gate, &pump, to);
    }

    /* Nobody acquires what this releases but eaten.cpp, to know that time has passed. */
    bool host_calls()
    {
        bool rung = host->rung.exchange(0, rl::mo_release, $) != 0;
        bool due = armed && !(mood.eats && rl::rand(4) == 0);
        armed = false;
        return rung || due;
    }

    /* One round of the loop. False: nothing called. */
    bool round()
    {
        bool called = host_calls();
        if (!called && early && rl::rand(8) == 0) {
            early = false;
            called = true;
        }
        if (called)
            turn();
        return called;
    }

    /* Until all posters have left and the host has nothing more to answer. Only then are they waited for with
     * acquire: before, a turn must make do with what inbox and gate order by themselves. */
    void serve()
    {
        for (bool waited = false;;) {
            if (round())
                continue;
            if (waited)
                return;
            waited = left.load(rl::mo_relaxed, $) == POSTERS;
            if (waited)
                left.fetch_add(0, rl::mo_acquire, $);
            else
                rl::yield(1, $);
        }
    }

    void all_have_ended()
    {
        for (struct work &work : works)
            RL_ASSERT(work.ended == (work.accepted ? 1 : 0));
    }

    /* What a model can hide: */
    static bool const whims = true; /* turns come early, end early, and answer politely, at random */
    static bool const asks_busy = false;
};

/* Runs `Model` through so many schedules, chosen at random but the same each time. */
template <class Model>
static int
prove_at_random(rl::iteration_t schedules)
{
    rl::test_params params;
    params.iteration_count = schedules;
    params.execution_depth_limit = 4000;
    return rl::simulate<Model>(params) ? 0 : 1;
}

/* Runs a small `Model` through every schedule that takes the processor from a thread at most so often: that finds what
 * needs a long pause in one place, which chance hardly ever gives. */
template <class Model>
static int
prove_all(unsigned preemptions)
{
    rl::test_params params;
    params.search_type = rl::sched_bound;
    params.context_bound = preemptions;
    params.execution_depth_limit = 4000;
    return rl::simulate<Model>(params) ? 0 : 1;
}

#endif
