/* SPDX-License-Identifier: MIT */
/* The window: the viewport, Open, Save and Cancel, and how far it is. Not how a file comes (load.h) and goes (save.h). */
#ifndef MESH_WINDOW_H
#define MESH_WINDOW_H

#include "load.h"
#include "save.h"
#include "viewport.h"

#include <QtWidgets/QLabel>
#include <QtWidgets/QMainWindow>
#include <QtWidgets/QProgressBar>

class window : public QMainWindow
{
  public:
    using arrived_fn = std::function<void()>;
    using ended_fn = std::function<void(const load_end &end, const frame_count &frames)>;
    using saved_fn = std::function<void(const QString &how)>;

    window();

    int start(); /* first, once; 0, or a code of weir's */
    void open(const QString &path);
    void save(const QString &path); /* what is shown; not while a file comes */

    /* For who drives the program; any may be left out. After each chunk, after each file, and after each that was
     * saved. */
    arrived_fn arrived;
    ended_fn ended;
    saved_fn saved;

    bool is_loading() const; /* and not all of the file has come */
    double progress() const; /* 0 to 1 */
    double saving() const;   /* 0 to 1; 0: nothing is being saved */
    QPixmap snapshot();      /* as it looks now */
    const scene &shown() const;
    viewport *view() const;

  private:
    void make_actions();
    void make_status();
    void ask_for_file();
    void ask_where_to_save();
    void cancel();
    void chunk_arrives(const chunk &part);
    void load_ends(const load_end &end);
    void save_ends(const QString &how);
    void say(const QString &how);
    void show_counts();
    void show_state();

    scene model; /* touched by the UI thread only */
    viewport *picture;
    QAction *stop = nullptr, *keep = nullptr;
    QLabel *counts;
    QProgressBar *bar;
    QTimer refresh;
    QString name;
    bool loading = false;
    double reached = 0;
    loader files;
    saver saves; /* last, so that it ends first: it needs the weir of the loader */
};

#endif
