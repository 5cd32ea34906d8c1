/* SPDX-License-Identifier: MIT */
/* Laws of memory that operator new does not find, for Qt or for the pump. Not of the core's own, which the kit fails
 * (tests/kit). */
#include "fixture.hpp"

#include <climits>
#include <cstdlib>
#include <new>

namespace
{

thread_local int news_left = INT_MAX;
thread_local bool failed;

void *
allocate(std::size_t size) noexcept
{
    if (news_left != INT_MAX && news_left-- == 0) {
        news_left = INT_MAX;
        failed = true;
        return nullptr;
    }
    return std::malloc(size ? size : 1);
}

} // namespace

/* For the whole program, Qt's libraries included. */

void *
operator new(std::size_t size)
{
    void *memory = allocate(size);
    if (!memory)
        throw std::bad_alloc();
    return memory;
}

void *
operator new(std::size_t size, const std::nothrow_t &) noexcept
{
    return allocate(size);
}

void
operator delete(void *memory) noexcept
{
    std::free(memory);
}

void
operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}

void
operator delete(void *memory, const std::nothrow_t &) noexcept
{
    std::free(memory);
}

void
fail_new(int n)
{
    failed = false;
    news_left = n;
}

bool
stop_failing()
{
    news_left = INT_MAX;
    return failed;
}

namespace
{

constexpr int news_at_most = 100;

/* What a call answers when its n-th allocation fails; WEIR_EHOST, which none of these may answer, if it throws. */
int
when_new_fails(int n, bool *did, const std::function<int()> &call)
{
    int answer;
    fail_new(n);
    try {
        answer = call();
    } catch (const std::bad_alloc &) {
        answer = WEIR_EHOST;
    }
    *did = stop_failing();
    return answer;
}

START_TEST(an_attach_without_memory_throws_nothing_and_leaves_nothing)
{
    bool did = true;
    int before = objects();
    for (int n = 0; did; n++) {
        int answer = when_new_fails(n, &did, [] { return weir_qt_attach(w); });
        ck_assert_int_lt(n, news_at_most);
        if (answer == 0)
            continue; /* Qt went without, or it was the last */
        ck_assert(did);
        ck_assert_msg(answer == WEIR_ENOMEM || answer == WEIR_ESYSTEM, "allocation %d: %s", n,
                      weir_error_name(answer));
        ck_assert(n > 0 || answer == WEIR_ENOMEM);
        ck_assert_int_eq(objects(), before);
        ck_assert_int_eq(weir_turn(w, nullptr, nullptr), WEIR_EDETACHED);
        did = true;
    }
    ck_assert(it_works());
    ck_assert_int_eq(weir_detach(w), 0);
    ck_assert_int_eq(objects(), before);
}
END_TEST

START_TEST(a_wake_without_memory_is_told_and_the_next_post_tries_again)
{
    std::atomic<int> ran{0};
    int posted = 0;
    bool did = true;
    ck_assert_int_eq(weir_qt_attach(w), 0);
    ck_assert(it_works());
    for (int n = 0; did; n++) {
        pass_often(); /* to rest: it must be woken for a post */
        int answer = when_new_fails(n, &did, [&] { return weir_post(w, add_one, &ran); });
        ck_assert_int_lt(n, news_at_most);
        ck_assert_int_eq(answer, did);
        posted++;
        if (did) {
            ck_assert_int_eq(weir_post(w, add_one, &ran), 0);
            posted++;
        }
        ck_assert(run_until([&] { return ran == posted; }));
        ck_assert(n > 0 || did); /* it does allocate */
    }
}
END_TEST

} // namespace

void
laws_of_memory(TCase *tcase)
{
    tcase_add_test(tcase, an_attach_without_memory_throws_nothing_and_leaves_nothing);
    tcase_add_test(tcase, a_wake_without_memory_is_told_and_the_next_post_tries_again);
}
