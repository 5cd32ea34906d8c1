/* SPDX-License-Identifier: MIT */
/* Laws of two plug-ins in one program, each with a weir of its own, of another version. Not the program (gtk.c, qt.cpp)
 * nor the plug-in (plugin.c). */
#include "plugin.h"
#include "toolkit.h"

#include <check.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

enum {
    ROUNDS = 20,
    SOME = 200, /* tasks */
    FRAMES = 3,
    PASSES = 50
};

/* Fixture: the program, and what is loaded into it. */

static struct loaded {
    const char *const path;
    const char *const version;
    const uint32_t capacity;
    void *library; /* NULL: not loaded */
    const struct plugin_table *table;
    struct plugin *plugin;
} one = {PLUGIN_ONE, PLUGIN_ONE_VERSION, 128, NULL, NULL, NULL},
  other = {PLUGIN_OTHER, PLUGIN_OTHER_VERSION, 512, NULL, NULL, NULL};

static bool
is_mapped(const struct loaded *it)
{
    char line[4096];
    bool found = false;
    FILE *maps = fopen("/proc/self/maps", "r");
    ck_assert_ptr_nonnull(maps);
    while (fgets(line, sizeof line, maps))
        found |= strstr(line, it->path) != NULL;
    fclose(maps);
    return found;
}

static void
load(struct loaded *it, int scope, int threads)
{
    ck_assert(!is_mapped(it));
    it->library = dlopen(it->path, RTLD_NOW | scope);
    ck_assert_msg(it->library != NULL, "%s", dlerror());
    plugin_symbol *symbol = NULL;
    *(void **)&symbol = dlsym(it->library, PLUGIN_SYMBOL);
    ck_assert(symbol != NULL);
    it->table = symbol();
    it->plugin = it->table->open(threads, it->capacity);
    ck_assert_ptr_nonnull(it->plugin);
}

static void
unload(struct loaded *it, enum plugin_end how)
{
    ck_assert(it->table->close(it->plugin, how));
    ck_assert_int_eq(dlclose(it->library), 0);
    it->library = NULL;
    ck_assert_ptr_null(dlopen(it->path, RTLD_NOW | RTLD_NOLOAD));
    ck_assert(!is_mapped(it));
}

static void
teardown(void)
{
    /* The global one last: what C++ compilers export of std's inline functions binds the other to it. */
    if (other.library)
        unload(&other, PLUGIN_CLOSES);
    if (one.library)
        unload(&one, PLUGIN_CLOSES);
    ck_assert(toolkit_holds_only(0));
    toolkit_close();
}

/* Helpers. */

static struct plugin_counts
counts_of(const struct loaded *it)
{
    struct plugin_counts counts;
    it->table->count(it->plugin, &counts);
    return counts;
}

/* Those that are loaded drain, and the window is painted. */
struct progress {
    uint64_t one, other;
    long frames;
};

static bool
has_reached(void *arg)
{
    const struct progress *goal = arg;
    return toolkit_frames() >= goal->frames && (!one.library || counts_of(&one).ended >= goal->one) &&
           (!other.library || counts_of(&other).ended >= goal->other);
}

static void
go_on(void)
{
    struct progress goal = {.frames = toolkit_frames() + FRAMES};
    if (one.library)
        goal.one = counts_of(&one).ended + SOME;
    if (other.library)
        goal.other = counts_of(&other).ended + SOME;
    ck_assert(toolkit_run(has_reached, &goal));
}

/* Many passes of the loop, so that it comes upon whatever it still holds. */
static bool
has_passed(void *left)
{
    return --*(int *)left < 0;
}

static void
pass_often(void)
{
    int left = PASSES;
    ck_assert(toolkit_run(has_passed, &left));
}

static void
unload_one(void *how)
{
    unload(&one, *(enum plugin_end *)how);
}

/* Laws. */

static const int scopes[] = {RTLD_LOCAL, RTLD_GLOBAL};

static void
is_its_own(const struct loaded *it)
{
    struct plugin_counts counts = counts_of(it);
    ck_assert_str_eq(counts.headers, it->version);
    ck_assert_str_eq(counts.version, it->version);
    ck_assert_uint_eq(counts.capacity, it->capacity);
    ck_assert_uint_eq(counts.astray, 0);
    ck_assert_uint_ge(counts.wakes, 1);
}

START_TEST(each_plugin_has_its_own_weir)
{
    ck_assert_str_ne(one.version, other.version);
    load(&one, scopes[_i], PLUGIN_THREADS);
    load(&other, RTLD_LOCAL, PLUGIN_THREADS);
    is_its_own(&one);
    is_its_own(&other);
}
END_TEST

START_TEST(both_drain_and_the_host_paints)
{
    load(&one, scopes[_i], PLUGIN_THREADS);
    load(&other, RTLD_LOCAL, PLUGIN_THREADS);
    for (int i = 0; i < 3; i++)
        go_on();
    ck_assert(toolkit_holds_only(2));
    is_its_own(&one);
    is_its_own(&other);
}
END_TEST

START_TEST(unloading_one_under_fire_leaves_the_other_alive)
{
    struct loaded *const goes = _i ? &one : &other;
    load(_i ? &other : &one, RTLD_LOCAL, PLUGIN_THREADS);
    for (int round = 0; round < ROUNDS; round++) {
        load(goes, RTLD_LOCAL, PLUGIN_THREADS);
        go_on();
        unload(goes, (enum plugin_end)(round % PLUGIN_ENDS));
        pass_often();
        go_on();
        ck_assert(toolkit_holds_only(1));
    }
}
END_TEST

static bool
has_ended_one(void *goal)
{
    return counts_of(&one).ended >= *(uint64_t *)goal;
}

/* It has no threads: what it is asked to post ends, and then it waits for a wake. */
static void
let_it_rest(void)
{
    for (uint64_t goal = 1; goal < 5; goal++) {
        ck_assert(one.table->post(one.plugin));
        ck_assert(toolkit_run(has_ended_one, &goal));
    }
    pass_often();
}

static void
wake_one(void *unused)
{
    (void)unused;
    uint64_t wakes = counts_of(&one).wakes;
    ck_assert(one.table->post(one.plugin));
    ck_assert_uint_eq(counts_of(&one).wakes, wakes + 1);
}

/* The loop has found it ready to be called, but the host's own call is first. */
START_TEST(unloading_while_the_loop_is_about_to_call_it)
{
    load(&other, RTLD_LOCAL, PLUGIN_THREADS);
    for (int round = 0; round < ROUNDS; round++) {
        enum plugin_end how = (enum plugin_end)(round % PLUGIN_ENDS);
        load(&one, RTLD_LOCAL, 0);
        let_it_rest();
        toolkit_overtake(wake_one, unload_one, &how);
        ck_assert_ptr_null(one.library);
        pass_often();
        go_on();
    }
}
END_TEST

static void
do_nothing(void *unused)
{
    (void)unused;
}

START_TEST(unloading_under_fire_in_a_callback_of_the_hosts)
{
    load(&other, RTLD_LOCAL, PLUGIN_THREADS);
    for (int round = 0; round < ROUNDS; round++) {
        enum plugin_end how = (enum plugin_end)(round % PLUGIN_ENDS);
        load(&one, RTLD_LOCAL, PLUGIN_THREADS);
        go_on();
        toolkit_overtake(do_nothing, unload_one, &how);
        ck_assert_ptr_null(one.library);
        go_on();
    }
}
END_TEST

START_TEST(unloading_in_a_modal_loop)
{
    load(&other, RTLD_LOCAL, PLUGIN_THREADS);
    for (int round = 0; round < 4; round++) {
        enum plugin_end how = (enum plugin_end)(round % PLUGIN_ENDS);
        load(&one, RTLD_LOCAL, PLUGIN_THREADS);
        go_on();
        toolkit_modal(unload_one, &how);
        ck_assert_ptr_null(one.library);
        go_on();
    }
}
END_TEST

START_TEST(nothing_of_them_is_left_in_the_host)
{
    for (int round = 0; round < 4; round++) {
        load(&one, RTLD_LOCAL, PLUGIN_THREADS);
        load(&other, RTLD_LOCAL, PLUGIN_THREADS);
        go_on();
        unload(&one, (enum plugin_end)(round % PLUGIN_ENDS));
        unload(&other, (enum plugin_end)(round / 2 % PLUGIN_ENDS));
        ck_assert(toolkit_holds_only(0));
        pass_often();
        go_on();
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("plug-ins");
    TCase *tcase = tcase_create("plug-ins");
    suite_add_tcase(suite, tcase);
    tcase_add_checked_fixture(tcase, toolkit_open, teardown);
    tcase_set_timeout(tcase, 240);
    tcase_add_loop_test(tcase, each_plugin_has_its_own_weir, 0, 2);
    tcase_add_loop_test(tcase, both_drain_and_the_host_paints, 0, 2);
    tcase_add_loop_test(tcase, unloading_one_under_fire_leaves_the_other_alive, 0, 2);
    tcase_add_test(tcase, unloading_while_the_loop_is_about_to_call_it);
    tcase_add_test(tcase, unloading_under_fire_in_a_callback_of_the_hosts);
    tcase_add_test(tcase, unloading_in_a_modal_loop);
    tcase_add_test(tcase, nothing_of_them_is_left_in_the_host);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
