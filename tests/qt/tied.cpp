/* SPDX-License-Identifier: MIT */
/* A plug-in that ties a scope to what is its program's, and is unloaded while that lives on. Its weir rides no loop: it
 * turns by hand. Not the program (unload.cpp). */
#include "tied.hpp"

#include <weir-qt.h>

namespace
{

struct weir *w;
struct weir_scope *scope;

bool
tied_open(QObject *object)
{
    return weir_new(&w, nullptr) == 0 && weir_attach(w, nullptr, nullptr) == 0 &&
           weir_scope_new(w, &scope) == 0 && weir_qt_scope(scope, object) == 0;
}

bool
tied_is_cancelled()
{
    return weir_scope_is_cancelled(scope);
}

bool
tied_close(bool scope_first)
{
    if (scope_first)
        weir_scope_free(scope);
    bool closed = weir_close(w, WEIR_DROP, 0) == 0;
    if (!scope_first)
        weir_scope_free(scope);
    weir_free(w);
    return closed;
}

} // namespace

extern "C" __attribute__((visibility("default"))) const tied_table *weir_test_tied();

const tied_table *
weir_test_tied()
{
    static const tied_table table = {tied_open, tied_is_cancelled, tied_close};
    return &table;
}
