/* SPDX-License-Identifier: MIT */
/* The window: the viewport, Open and Cancel, and how far it is. Not how a file comes (load.h). */
#ifndef MESH_WINDOW_H
#define MESH_WINDOW_H

#include "load.h"
#include "viewport.h"

#include <QtWidgets/QLabel>
#include <QtWidgets/QMainWindow>
#include <QtWidgets/QProgressBar>

class window : public QMainWindow
{
  public:
    using arrived_fn = std::function<void()>;
    using ended_fn = std::function<void(const load_end &end, const frame_count &frames)>;

    window();

    int start(); /* first, once; 0, or a code of weir's */
    void open(const QString &path);

    /* For who drives the program; either may be left out. After each chunk, and after each file. */
    arrived_fn arrived;
    ended_fn ended;

    bool is_loading() const; /* and not all of the file has come */
    double progress() const; /* 0 to 1 */
    QPixmap snapshot();      /* as it looks now */
    const scene &shown() const;
    viewport *view() const;

  private:
    void make_actions();
    void make_status();
    void ask_for_file();
    void chunk_arrives(const chunk &part);
    void load_ends(const load_end &end);
    void say(const QString &how);
    void show_counts();

    scene model; /* touched by the UI thread only */
    viewport *picture;
    QAction *stop = nullptr;
    QLabel *counts;
    QProgressBar *bar;
    QTimer refresh;
    QString name;
    double reached = 0;
    loader files; /* last, so that it ends first */
};

#endif
