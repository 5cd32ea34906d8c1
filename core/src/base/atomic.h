/* SPDX-License-Identifier: MIT */
/* Atomic words, the same source for C11, for MSVC and for the relacy model checker. Not what any of
 * them means: each use names its order and its partner where it stands. */
#ifndef WEIR_BASE_ATOMIC_H
#define WEIR_BASE_ATOMIC_H

#include <stdint.h>

#define CACHE_LINE 64

/* Hints: bring a line here before it is needed, for reading, or to be the only one who has it. */
#if defined(__GNUC__) && defined(__x86_64__) && !defined(WEIR_RELACY)
#define prefetch_to_read(p)  __builtin_prefetch(p)
#define prefetch_to_write(p) __asm__ volatile("prefetchw %0" : : "m"(*(const char *)(p)))
#elif defined(__GNUC__) && !defined(WEIR_RELACY)
#define prefetch_to_read(p)  __builtin_prefetch(p)
#define prefetch_to_write(p) __builtin_prefetch((p), 1)
#else
#define prefetch_to_read(p)  ((void)(p))
#define prefetch_to_write(p) ((void)(p))
#endif

#if defined(WEIR_RELACY)

/* relacy: every access is a scheduling point, and a PLAIN field that two threads race for is an
 * error. */
#include <relacy/relacy.hpp>
typedef rl::atomic<uint64_t> atom_u64;
typedef rl::atomic<int64_t> atom_i64;
typedef rl::atomic<void *> atom_ptr;
/* rl::var holds numbers only: so one watches over a value that stands beside it. */
template <typename T> struct weir_plain {
    rl::var<int> watch;
    T value;
    T load(rl::debug_info where) const
    {
        (void)watch(where).load();
        return value;
    }
    void store(T then, rl::debug_info where)
    {
        watch(where).store(1);
        value = then;
    }
};
#define PLAIN(type)             weir_plain<type>
#define plain_load(field)       (field).load($)
#define plain_store(field, v)   (field).store((v), $)
#define atom_init(p, v)         (p)->store((v), rl::mo_relaxed, $)
#define atom_load(p, order)     (p)->load(rl::mo_##order, $)
#define atom_store(p, v, order) (p)->store((v), rl::mo_##order, $)
#define atom_swap(p, v, order)  (p)->exchange((v), rl::mo_##order, $)
#define atom_add(p, v, order)   (p)->fetch_add((v), rl::mo_##order, $)
#define atom_sub(p, v, order)   (p)->fetch_sub((v), rl::mo_##order, $)
#define atom_or(p, v, order)    (p)->fetch_or((v), rl::mo_##order, $)
#define atom_cas(p, seen, v, yes, no) \
    (p)->compare_exchange_strong(*(seen), (v), rl::mo_##yes, $, rl::mo_##no, $)
#define ON_OWN_CACHE_LINE

#elif defined(_MSC_VER) && !defined(__clang__)

/* MSVC: the Interlocked functions are full fences; loads and stores are those of the machine's
 * memory model. */
#include <intrin.h>
typedef struct {
    volatile int64_t v;
} atom_u64, atom_i64;
typedef struct {
    volatile int64_t v;
} atom_ptr;
static __inline int64_t
weir_msvc_load(const volatile int64_t *p)
{
#if defined(_M_ARM64)
    return (int64_t)__ldar64((unsigned __int64 volatile *)p);
#else
    int64_t v = *p;
    _ReadWriteBarrier();
    return v;
#endif
}
static __inline int
weir_msvc_cas(volatile int64_t *p, void *seen, int64_t v)
{
    int64_t expected = *(int64_t *)seen;
    int64_t found = _InterlockedCompareExchange64(p, v, expected);
    *(int64_t *)seen = found;
    return found == expected;
}
#define PLAIN(type)                   type
#define plain_load(field)             (field)
#define plain_store(field, x)         ((field) = (x))
#define atom_init(p, x)               ((p)->v = (int64_t)(x))
#define atom_load(p, order)           weir_msvc_load(&(p)->v)
#define atom_store(p, x, order)       ((void)_InterlockedExchange64(&(p)->v, (int64_t)(x)))
#define atom_swap(p, x, order)        _InterlockedExchange64(&(p)->v, (int64_t)(x))
#define atom_add(p, x, order)         _InterlockedExchangeAdd64(&(p)->v, (int64_t)(x))
#define atom_sub(p, x, order)         _InterlockedExchangeAdd64(&(p)->v, -(int64_t)(x))
#define atom_or(p, x, order)          _InterlockedOr64(&(p)->v, (int64_t)(x))
#define atom_cas(p, seen, x, yes, no) weir_msvc_cas(&(p)->v, (seen), (int64_t)(x))
#define ON_OWN_CACHE_LINE             __declspec(align(64))

#else

#include <stdatomic.h>
typedef _Atomic(uint64_t) atom_u64;
typedef _Atomic(int64_t) atom_i64;
typedef _Atomic(void *) atom_ptr;
#define PLAIN(type)             type
#define plain_load(field)       (field)
#define plain_store(field, v)   ((field) = (v))
#define atom_init(p, v)         atomic_init((p), (v))
#define atom_load(p, order)     atomic_load_explicit((p), memory_order_##order)
#define atom_store(p, v, order) atomic_store_explicit((p), (v), memory_order_##order)
#define atom_swap(p, v, order)  atomic_exchange_explicit((p), (v), memory_order_##order)
#define atom_add(p, v, order)   atomic_fetch_add_explicit((p), (v), memory_order_##order)
#define atom_sub(p, v, order)   atomic_fetch_sub_explicit((p), (v), memory_order_##order)
#define atom_or(p, v, order)    atomic_fetch_or_explicit((p), (v), memory_order_##order)
#define atom_cas(p, seen, v, yes, no) \
    atomic_compare_exchange_strong_explicit((p), (seen), (v), memory_order_##yes, memory_order_##no)
#define ON_OWN_CACHE_LINE _Alignas(CACHE_LINE)

#endif

#endif
