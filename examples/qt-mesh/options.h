/* SPDX-License-Identifier: MIT */
/* What the command line asks for. Not what is done about it (main.cpp). */
#ifndef MESH_OPTIONS_H
#define MESH_OPTIONS_H

#include <QtCore/QStringList>

#include <cstdint>

struct options {
    bool help = false;
    QString wrong; /* empty, or what is wrong with it */
    QString file;  /* to open */
    QString make;  /* to write, with so many faces */
    uint64_t faces = 0;
    QString screenshot; /* to write while it loads */
    bool quit_when_done = false;
};

options options_read(const QStringList &arguments);
const char *options_help();

#endif
