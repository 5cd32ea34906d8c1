/* SPDX-License-Identifier: MIT */
/* Loads plug-ins into the program and takes them out. Each time the host is looked over: it holds what is loaded, and no
 * more. Not the laws (laws.c, laws_win32.c). */
#include "loaded.h"
#include "toolkit.h"

enum {
    SOME = 200, /* tasks */
    FRAMES = 3,
    PASSES = 50
};

struct loaded one = {PLUGIN_ONE, PLUGIN_ONE_VERSION, 128, NULL, NULL, NULL},
              other = {PLUGIN_OTHER, PLUGIN_OTHER_VERSION, 512, NULL, NULL, NULL};

/* Loading. */

static bool
host_holds_what_is_loaded(void)
{
    return toolkit_holds_only((one.plugin != NULL) + (other.plugin != NULL));
}

void
load(struct loaded *it, enum library_scope scope, int threads)
{
    ck_assert(!library_is_mapped(it->path));
    it->library = library_load(it->path, scope);
    ck_assert_ptr_nonnull(it->library);
    ck_assert(library_is_mapped(it->path));
    plugin_symbol *symbol = (plugin_symbol *)library_symbol(it->library, PLUGIN_SYMBOL);
    ck_assert(symbol != NULL);
    it->table = symbol();
    it->plugin = it->table->open(threads, it->capacity);
    ck_assert_ptr_nonnull(it->plugin);
    ck_assert(host_holds_what_is_loaded());
}

void
close_plugin(struct loaded *it, enum plugin_end how)
{
    struct plugin *plugin = it->plugin;
    it->plugin = NULL;
    ck_assert(it->table->close(plugin, how));
    ck_assert(host_holds_what_is_loaded());
}

void
unload(struct loaded *it, enum plugin_end how)
{
    void *library = it->library;
    if (it->plugin)
        close_plugin(it, how);
    it->library = NULL;
    ck_assert(library_unload(library));
    ck_assert(!library_is_mapped(it->path));
    ck_assert(host_holds_what_is_loaded());
}

void
unload_one(void *how)
{
    unload(&one, *(enum plugin_end *)how);
}

enum plugin_end
end_of_round(int round)
{
    return (enum plugin_end)(round % PLUGIN_ENDS);
}

/* Fixture. */

void
setup(void)
{
    toolkit_open();
}

void
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

/* The program goes on. */

struct plugin_counts
counts_of(const struct loaded *it)
{
    struct plugin_counts counts;
    it->table->count(it->plugin, &counts);
    return counts;
}

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

void
go_on(void)
{
    struct progress goal = {.frames = toolkit_frames() + FRAMES};
    if (one.library)
        goal.one = counts_of(&one).ended + SOME;
    if (other.library)
        goal.other = counts_of(&other).ended + SOME;
    ck_assert(toolkit_run(has_reached, &goal));
}

static bool
has_passed(void *left)
{
    return --*(int *)left < 0;
}

void
pass_often(void)
{
    int left = PASSES;
    ck_assert(toolkit_run(has_passed, &left));
}

static bool
has_ended_one(void *goal)
{
    return counts_of(&one).ended >= *(uint64_t *)goal;
}

void
let_one_rest(void)
{
    for (uint64_t goal = 1; goal < 5; goal++) {
        ck_assert(one.table->post(one.plugin, 0));
        ck_assert(toolkit_run(has_ended_one, &goal));
    }
    pass_often();
}

bool one_was_woken;

void
wake_one(void *unused)
{
    (void)unused;
    uint64_t wakes = counts_of(&one).wakes;
    ck_assert(one.table->post(one.plugin, 0));
    one_was_woken = counts_of(&one).wakes > wakes;
}
