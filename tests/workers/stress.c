/* SPDX-License-Identifier: MIT */
/* Ten thousand works with random outcomes, cancelled at random from several threads, and an end in the middle: a close or
 * the end of the workers. Each ends once, with all that it left and said, and no thread stays. Not what one work does
 * (work.c).
 *
 * `stress [--seed N] [--count N]` works round after round until so many were started. Each round is what the seed says, but
 * for how its threads interleave. */
#include "stress.h"

#include "platform.h"

#include <weir/pump.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LIMIT WEIR_S(300) /* against a hang */

enum {
    STARTERS = 2,
    CANCELLERS = 2
};

/* xorshift64* */
uint32_t
dice(uint64_t *d, uint32_t below)
{
    *d ^= *d >> 12;
    *d ^= *d << 25;
    *d ^= *d >> 27;
    return below ? (uint32_t)((*d * UINT64_C(0x2545F4914F6CDD1D)) >> 33) % below : 0;
}

static void
nap(int64_t ns)
{
    nanosleep(&(struct timespec){0, (long)ns}, NULL);
}

static void *
return_at_once(void *arg)
{
    return arg;
}

/* A sanitizer has a thread of its own from the first that is started. */
static int
threads_at_first(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, return_at_once, NULL) != 0)
        abort();
    pthread_join(thread, NULL);
    return threads_now();
}

/* Threads beside the loop. */

struct hand {
    struct round *round;
    uint64_t dice;
    atomic_bool stop;
    pthread_t thread;
};

static void *
start_many(void *arg)
{
    struct hand *hand = arg;
    while (!atomic_load(&hand->stop) && start_one(hand->round, &hand->dice))
        nap(WEIR_US(20 + dice(&hand->dice, 300)));
    return NULL;
}

static void
meddle(struct round *round, uint64_t *d)
{
    struct weir_job_info info;
    void *result;
    int asked = atomic_load(&round->asked);
    int64_t id = asked ? atomic_load(&round->work[dice(d, (uint32_t)asked)].id) : 0;
    if (id <= 0)
        return;
    switch (dice(d, 40)) {
    case 0:
        weir_jobs_clear(round->w);
        break;
    case 1:
        weir_job_wait(round->w, id, WEIR_US(100));
        break;
    case 2:
        weir_job_get(round->w, id, &info, NULL, 0);
        break;
    case 3:
        if (weir_job_take(round->w, id, &result) == 0)
            atomic_fetch_add(&((struct parcel *)result)->ended, 1);
        break;
    default:
        weir_job_cancel(round->w, id);
    }
}

static void *
meddle_on(void *arg)
{
    struct hand *hand = arg;
    while (!atomic_load(&hand->stop)) {
        meddle(hand->round, &hand->dice);
        nap(WEIR_US(50 + dice(&hand->dice, 300)));
    }
    return NULL;
}

static void
begin_hands(struct hand *hands, int count, void *(*body)(void *), struct round *round, uint64_t *d)
{
    for (int i = 0; i < count; i++) {
        hands[i].round = round;
        hands[i].dice = *d + (uint64_t)dice(d, 1000000) + 1;
        atomic_init(&hands[i].stop, false);
        if (pthread_create(&hands[i].thread, NULL, body, &hands[i]) != 0)
            abort();
    }
}

static void
end_hands(struct hand *hands, int count)
{
    for (int i = 0; i < count; i++)
        atomic_store(&hands[i].stop, true);
    for (int i = 0; i < count; i++)
        pthread_join(hands[i].thread, NULL);
}

/* The loop. */

static void
must(struct round *round, int answer, const char *what)
{
    if (answer == 0)
        return;
    printf("%s answered %s\n", what, weir_error_name(answer));
    is_wrong(round, &round->work[0], what);
}

static void
strike(struct round *round, int scope)
{
    must(round, weir_scope_barrier(round->scope[scope], LIMIT), "weir_scope_barrier");
    atomic_store(&round->struck[scope], 1);
    if (scope < SCOPES / 2) /* and its child */
        atomic_store(&round->struck[scope + SCOPES / 2], 1);
}

static void
go_round(struct round *round, uint64_t *d)
{
    if (dice(d, 4) == 0)
        weir_frame(round->w, WEIR_FRAME_BEGIN);
    weir_turn(round->w, NULL, NULL);
    switch (dice(d, 1000)) {
    case 0:
        weir_scope_cancel(round->scope[dice(d, SCOPES)]);
        break;
    case 1:
        strike(round, (int)dice(d, SCOPES));
        break;
    case 2:
        weir_jobs_cancel_all(round->w);
        break;
    default:
        if (dice(d, 20) == 0)
            start_one(round, d);
    }
    nap(WEIR_US(30));
}

static int
started_so_far(struct round *round)
{
    int started = 0, asked = atomic_load(&round->asked);
    for (int i = 0; i < asked; i++)
        started += atomic_load(&round->work[i].id) > 0;
    return started;
}

static void
run_until_all_ended(struct round *round, uint64_t *d)
{
    int64_t limit = weir_now() + LIMIT;
    while (atomic_load(&round->ended) < started_so_far(round) && weir_now() < limit)
        go_round(round, d);
}

/* The end in the middle. */

static void
close_it(struct round *round, enum weir_close_how how)
{
    must(round, weir_close(round->w, how, LIMIT), how == WEIR_DRAIN ? "a drain" : "a drop");
}

struct closing {
    struct round *round;
    enum weir_close_how how;
};

static void
close_inside(void *arg)
{
    const struct closing *closing = arg;
    must(closing->round, weir_close(closing->round->w, closing->how, LIMIT) == 1 ? 0 : WEIR_EFAILED,
         "a close inside a task");
}

static void
close_in_a_task(struct round *round, enum weir_close_how how)
{
    struct closing closing = {round, how};
    struct weir_task task = {.run = close_inside, .arg = &closing, .lane = WEIR_URGENT};
    if (weir_post_task(round->w, &task, NULL) >= 0)
        while (weir_turn(round->w, NULL, NULL) >= 0)
            continue;
    close_it(round, how);
}

static void *
free_workers(void *arg)
{
    struct round *round = arg;
    must(round, weir_workers_free(round->workers, LIMIT), "weir_workers_free");
    atomic_store(&round->freed, 1);
    return NULL;
}

static void
free_beside(struct round *round)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, free_workers, round) != 0)
        abort();
    while (!atomic_load(&round->freed)) {
        weir_turn(round->w, NULL, NULL);
        nap(WEIR_US(30));
    }
    pthread_join(thread, NULL);
}

static void
end_round(struct round *round, struct hand *starters, uint64_t *d)
{
    enum weir_close_how how = dice(d, 2) ? WEIR_DRAIN : WEIR_DROP;
    switch (dice(d, 5)) {
    case 0:
        end_hands(starters, STARTERS); /* who frees workers is the last to use them */
        free_workers(round);
        break;
    case 1:
        end_hands(starters, STARTERS);
        free_beside(round);
        break;
    case 2:
        close_in_a_task(round, how);
        break;
    default:
        close_it(round, how);
    }
    if (!atomic_load(&round->freed)) {
        end_hands(starters, STARTERS);
        free_workers(round);
    } else {
        atomic_store(&round->most, 0);
        run_until_all_ended(round, d);
        close_it(round, how);
    }
}

/* Rounds. */

static void
open_round(struct round *round, uint64_t *d)
{
    struct weir_options options = {.name = "stress", .capacity = 4u << dice(d, 7)};
    struct weir_workers_options pool = {.name = "stress",
                                        .threads = 1 + dice(d, 4),
                                        .capacity = 1 + dice(d, 200),
                                        .dedicated = 1 + dice(d, 8)};
    must(round, weir_new(&round->w, &options), "weir_new");
    must(round, weir_attach(round->w, NULL, NULL), "weir_attach");
    must(round, weir_workers_new(&round->workers, &pool), "weir_workers_new");
    must(round, weir_jobs_keep(round->w, dice(d, 2) ? 2000 : dice(d, 50), WEIR_FOREVER), "weir_jobs_keep");
    for (int i = 0; i < SCOPES; i++)
        must(round,
             weir_scope_new_in(round->w, i < SCOPES / 2 ? NULL : round->scope[i - SCOPES / 2], NULL,
                               &round->scope[i]),
             "weir_scope_new_in");
    atomic_store(&round->most, 300 + (int)dice(d, MOST_WORKS - 300));
}

static void
close_round(struct round *round)
{
    for (int i = 0; i < SCOPES; i++)
        weir_scope_free(round->scope[i]);
    weir_free(round->w);
}

static void
no_thread_is_left(struct round *round, int before)
{
    int64_t limit = weir_now() + WEIR_S(60); /* the system's count may be a moment late */
    while (threads_now() > before && weir_now() < limit)
        nap(WEIR_MS(1));
    must(round, threads_now() > before ? WEIR_EBUSY : 0, "the count of threads");
}

/* How many works were started; below 0: something was wrong. */
static int
play_round(uint64_t *d, int threads_before)
{
    struct hand starters[STARTERS], cancellers[CANCELLERS];
    struct round *round = calloc(1, sizeof *round);
    if (!round)
        abort();
    open_round(round, d);
    int until = atomic_load(&round->most) * (int)(30 + dice(d, 70)) / 100;
    begin_hands(starters, STARTERS, start_many, round, d);
    begin_hands(cancellers, CANCELLERS, meddle_on, round, d);
    while (atomic_load(&round->asked) < until)
        go_round(round, d);
    end_round(round, starters, d);
    end_hands(cancellers, CANCELLERS);
    close_round(round);
    no_thread_is_left(round, threads_before);
    int started = check_ledger(round);
    int wrong = atomic_load(&round->wrong);
    free(round);
    return wrong ? -1 : started;
}

static uint64_t
number_after(int count, char **arguments, const char *name, uint64_t otherwise)
{
    for (int i = 1; i + 1 < count; i++)
        if (strcmp(arguments[i], name) == 0)
            return strtoull(arguments[i + 1], NULL, 10);
    return otherwise;
}

int
main(int count, char **arguments)
{
    uint64_t seed = number_after(count, arguments, "--seed", (uint64_t)time(NULL));
    uint64_t wanted = number_after(count, arguments, "--count", 10000), started = 0;
    uint64_t d = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
    int rounds = 0, threads = threads_at_first();
    printf("stress --seed %llu --count %llu\n", (unsigned long long)seed, (unsigned long long)wanted);
    fflush(stdout);
    for (; started < wanted; rounds++) {
        int now = threads_now(); /* that first one may have been counted on its way out */
        threads = now < threads ? now : threads;
        int more = play_round(&d, threads);
        if (more < 0) {
            printf("stress: wrong in round %d of --seed %llu\n", rounds + 1, (unsigned long long)seed);
            return 1;
        }
        started += (uint64_t)more;
    }
    printf("stress: %llu works in %d rounds, each ended once\n", (unsigned long long)started, rounds);
    return 0;
}
