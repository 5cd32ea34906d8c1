/* SPDX-License-Identifier: MIT */
/* Laws of what can be expected of where a request is sent. Not of requests (dispatch.c). */
#include "dispatch.h"

static struct weir_capabilities
capabilities_of(const struct weir_dispatcher *there, enum weir_affinity affinity, const char *name)
{
    struct weir_capabilities capabilities;
    ck_assert_int_eq(weir_capabilities(there, affinity, name, &capabilities), 0);
    ck_assert(weir_supported(there, affinity, name));
    return capabilities;
}

static struct weir_capabilities
of_main(void)
{
    return capabilities_of(&(struct weir_dispatcher){.main = kit.w}, WEIR_MAIN, NULL);
}

START_TEST(capabilities_tell_what_the_host_is)
{
    char sentence[256], attached[64];
    struct weir_capabilities is = of_main();
    ck_assert(is.attached && !is.headless);
    ck_assert(is.main_thread == thread_is_first());
    ck_assert(is.busy == ((host->can & HOST_SHOWS_BUSY) != 0));
    ck_assert(!is.nested || (host->can & HOST_NESTS));
    ck_assert(is.nested || !(host->can & HOST_HAS_MODALS));
    snprintf(attached, sizeof attached, "attached to %s ", is.host);
    weir_print(kit.w, sentence, sizeof sentence);
    ck_assert_ptr_nonnull(strstr(sentence, attached));
}
END_TEST

/* Again and again, as a host does: a slow machine may let a frame grow old before it is asked about. */
static bool
frame_is_told_of(enum weir_frame_edge edge)
{
    for (int i = 0; i < 1000; i++) {
        ck_assert_int_eq(weir_frame(kit.w, edge), 0);
        struct weir_capabilities is = of_main();
        if (edge == WEIR_FRAME_BEGIN ? is.frames : is.frame_end)
            return true;
    }
    return false;
}

static bool
frames_are_old(void *unused)
{
    (void)unused;
    struct weir_capabilities is = of_main();
    return !is.frames && !is.frame_end;
}

START_TEST(capabilities_tell_of_frames_once_the_host_gives_them_and_as_long_as_it_does)
{
    ck_assert(frames_are_old(NULL));
    ck_assert(frame_is_told_of(WEIR_FRAME_BEGIN));
    ck_assert(!of_main().frame_end);
    ck_assert(frame_is_told_of(WEIR_FRAME_END));
    run_until(frames_are_old, NULL);
}
END_TEST

START_TEST(capabilities_tell_of_a_weir_without_a_host)
{
    struct weir_capabilities is;
    struct weir *const named[] = {kit.w};
    struct weir_dispatcher there = {.main = kit.w, .fallback = kit.w, .named = named, .named_count = 1};
    ck_assert_int_eq(weir_detach(kit.w), 0);
    is = capabilities_of(&there, WEIR_NAMED, "weir"); /* which weir_new calls it */
    ck_assert(!is.attached && is.headless);
    ck_assert_str_eq(is.host, "");
    is = capabilities_of(&there, WEIR_MAIN, NULL);
    ck_assert(!is.attached && is.headless);
    ck_assert_int_eq(host->attach(kit.loop, kit.w), 0);
    is = capabilities_of(&there, WEIR_NAMED, "weir");
    ck_assert(is.attached && !is.headless);
}
END_TEST

START_TEST(capabilities_of_a_weirs_own_thread_and_of_workers_are_told)
{
    struct weir *other;
    struct weir_thread *thread;
    ck_assert_int_eq(weir_new(&other, &(struct weir_options){.name = "other"}), 0);
    ck_assert_int_eq(weir_thread_start(&thread, other), 0);
    struct weir_workers *workers = begin_workers(1);
    struct weir *const named[] = {other};
    struct weir_dispatcher there = {.fallback = other, .workers = workers, .named = named, .named_count = 1};
    struct weir_capabilities is = capabilities_of(&there, WEIR_NAMED, "other");
    ck_assert_str_eq(is.host, "thread");
    ck_assert(is.attached && is.headless && !is.main_thread && !is.busy && !is.nested && !is.frames);
    is = capabilities_of(&there, WEIR_ANY, NULL);
    ck_assert_str_eq(is.host, "workers");
    ck_assert(is.attached && is.headless && !is.main_thread);
    end_workers(workers);
    ck_assert_int_eq(weir_thread_stop(thread, WEIR_DROP, WEIR_FOREVER), 0);
    weir_free(other);
}
END_TEST

static void
is_unknown(const struct weir_dispatcher *there, enum weir_affinity affinity, const char *name, int answer)
{
    const struct weir_capabilities none = {.headless = there && !there->main};
    struct weir_capabilities is;
    memset(&is, 0xff, sizeof is);
    ck_assert_int_eq(weir_capabilities(there, affinity, name, &is), answer);
    ck_assert(is.headless == none.headless);
    ck_assert(!is.attached && !is.main_thread && !is.frames && !is.frame_end && !is.busy && !is.nested);
    ck_assert_str_eq(is.host, "");
    ck_assert(!weir_supported(there, affinity, name));
}

START_TEST(capabilities_are_refused_where_a_request_would_be)
{
    struct weir_dispatcher there = {.main = kit.w}, nowhere = {.main = NULL};
    is_unknown(&there, WEIR_NAMED, "nobody", WEIR_EUNSUPPORTED);
    is_unknown(&there, WEIR_NAMED, NULL, WEIR_EINVAL);
    is_unknown(&there, WEIR_ANY, NULL, WEIR_EUNSUPPORTED);
    is_unknown(&there, (enum weir_affinity)0, NULL, WEIR_EINVAL);
    is_unknown(&nowhere, WEIR_MAIN, NULL, WEIR_EDETACHED);
    is_unknown(NULL, WEIR_MAIN, NULL, WEIR_EINVAL);
}
END_TEST

void
laws_of_capabilities(Suite *suite)
{
    TCase *tcase = kit_case(suite, "capabilities");
    tcase_add_test(tcase, capabilities_tell_what_the_host_is);
    tcase_add_test(tcase, capabilities_tell_of_frames_once_the_host_gives_them_and_as_long_as_it_does);
    tcase_add_test(tcase, capabilities_tell_of_a_weir_without_a_host);
    tcase_add_test(tcase, capabilities_of_a_weirs_own_thread_and_of_workers_are_told);
    tcase_add_test(tcase, capabilities_are_refused_where_a_request_would_be);
}
