/* SPDX-License-Identifier: MIT */
/* The smallest weir around the real scopes: its posts, its turn, its close. What each model does with them is in models/.
 *
 * A model has OTHERS threads, and the loop thread, which is thread 0. These follow post.c, intake.c, turn.c and close.c as
 * far as scopes are concerned: who changes the one must change the other. */
#ifndef WEIR_PROVE_SCOPES_HPP
#define WEIR_PROVE_SCOPES_HPP

#include "scope_core.hpp"

template <class Model, int OTHERS> struct scopes_model : rl::test_suite<Model, OTHERS + 1> {
    struct house here;
    struct above above;
    rl::atomic<int> left; /* threads that have done all they will */

    void before()
    {
        house = &here;
        running = static_cast<Model *>(this);
        for (struct place &place : here.places)
            place.used = place.released = false;
        for (struct thing &thing : here.things) {
            thing.waits = false;
            thing.ended = 0;
        }
        here.bell.store(0, rl::mo_relaxed, $);
        here.pause.store(0, rl::mo_relaxed, $);
        here.ready = NULL;
        here.ready_last = &here.ready;
        here.sealed = false;
        left.store(0, rl::mo_relaxed, $);

        struct weir *w = here.w = new (model_allocate(sizeof *w)) weir();
        records_init(&w->records);
        for (struct lane &lane : w->lanes.lane)
            ring_init(&lane.ring, NULL, 0);
        memset(&above, 0, sizeof above);
        above.scope_cancelled = [](struct weir *, struct weir_scope *, int) { return false; };
        above.scope_empty = Model::is_empty;
        above.strike = [](struct weir *, struct weir_scope *, struct entry *) { return false; };
        atom_init(&w->above, (void *)&above);
    }

    static bool const whims = true; /* a model can hide it: turns end early, at random */

    /* And what the floor above does when a scope that is awaited is empty. */
    static void is_empty(struct weir *, struct weir_scope *)
    {
    }

    void thread(unsigned index)
    {
        Model *self = static_cast<Model *>(this);
        if (index == 0) {
            self->loop();
            return;
        }
        self->other(index);
        left.fetch_add(1, rl::mo_release, $);
    }

    struct weir_scope *scope_in(struct weir_scope *parent)
    {
        struct weir_scope *scope;
        if (weir_scope_new_in(here.w, parent, NULL, &scope) == 0)
            here.places[place_of(scope)].may_go = false;
        return scope;
    }

    void free_scope(struct weir_scope *scope)
    {
        uses(scope);
        here.places[place_of(scope)].may_go = true;
        weir_scope_free(scope);
    }

    void release(struct weir_scope *scope)
    {
        uses(scope);
        weir_scope_release(scope);
    }

    bool is_released(const void *memory)
    {
        return here.places[place_of(memory)].released;
    }

    /* A post: 0, WEIR_ECANCELLED or WEIR_ECLOSED. */
    int post(int id, struct weir_scope *scope)
    {
        struct thing *thing = &here.things[id];
        uses(scope);
        int refused = scope_enter(scope);
        if (refused)
            return refused;
        thing->scope = scope;
        thing->record.taken = thing_arrives;
        refused = records_push(&here.w->records, &thing->record);
        if (refused) {
            uses(scope);
            scope_leave(scope);
        } else {
            gate_notify(&here.w->gate);
        }
        return refused;
    }

    /* Loop thread. */

    bool attend()
    {
        struct entry entry;
        if (!ready_take(&entry))
            return false;
        entry.run(entry.arg);
        return true;
    }

    /* A turn, which may end before what has become ready is run: that is for the next. */
    bool round()
    {
        if (here.bell.exchange(0, rl::mo_relaxed, $) != 0) {
            intake_arrivals(here.w);
            if (Model::whims && rl::rand(2))
                return true;
        }
        return attend();
    }

    /* Until so many have gone, and nobody has rung. Only then are they waited for with acquire. */
    void serve(rl::atomic<int> *gone, int count)
    {
        for (bool waited = false;;) {
            if (round())
                continue;
            if (waited)
                break;
            waited = gone->load(rl::mo_relaxed, $) == count;
            if (waited)
                gone->fetch_add(0, rl::mo_acquire, $);
            else
                rl::yield(1, $);
        }
        RL_ASSERT(!records_look_again(&here.w->records));
    }

    void serve()
    {
        serve(&left, OTHERS);
    }

    void drop_ready()
    {
        struct entry entry;
        while (ready_take(&entry))
            entry.drop(entry.arg, WEIR_ECLOSED);
    }

    /* As close.c. */
    void close()
    {
        struct turn turn;
        turn.w = here.w;
        here.sealed = true;
        intake_arrivals(here.w);
        struct record *next;
        for (struct record *record = records_take(&here.w->records, true); record; record = next) {
            next = record->next;
            record->taken(here.w, record);
        }
        here.w->closing.ending = true;
        drop_ready();
        for (struct thing &thing : here.things)
            if (thing.waits)
                end_thing(&thing);
        drop_ready();
        scopes_close(&turn);
        drop_ready();
        here.w->closing.ending = false;
    }

    /* As weir_free: what touches it afterwards is in error. */
    void weir_ends()
    {
        here.w->~weir();
        model_release(here.w);
    }

    void all_is_released()
    {
        for (struct place &place : here.places)
            RL_ASSERT(!place.used || place.released);
    }
};

/* As in spine.hpp. */

template <class Model>
static int
prove_at_random(rl::iteration_t schedules)
{
    ground_is_laid();
    rl::test_params params;
    params.iteration_count = schedules;
    params.execution_depth_limit = 4000;
    return rl::simulate<Model>(params) ? 0 : 1;
}

template <class Model>
static int
prove_all(unsigned preemptions)
{
    ground_is_laid();
    rl::test_params params;
    params.search_type = rl::sched_bound;
    params.context_bound = preemptions;
    params.execution_depth_limit = 4000;
    return rl::simulate<Model>(params) ? 0 : 1;
}

#endif
