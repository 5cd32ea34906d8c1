/* SPDX-License-Identifier: MIT */
/* What a plug-in with ties of its own is to the program that loads it. Not how it works (tied.cpp). */
#ifndef TESTS_QT_TIED_HPP
#define TESTS_QT_TIED_HPP

class QObject;

/* All on one thread, which the plug-in takes for the loop thread. */
struct tied_table {
    bool (*open)(QObject *object); /* ties a scope to it; the object is not its own */
    bool (*is_cancelled)();
    bool (*close)(bool scope_first); /* frees its scope and its weir, in this order or the other */
};

/* The one symbol that it exports, by this name. */
#define TIED_SYMBOL "weir_test_tied"
using tied_symbol = const tied_table *();

#endif
