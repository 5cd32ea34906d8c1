/* SPDX-License-Identifier: MIT */
/* Writes the scene to a file while the UI thread goes on. Not how a file is read (obj.h). Everything here is called on
 * the UI thread. */
#ifndef MESH_SAVE_H
#define MESH_SAVE_H

#include "scene.h"

#include <QtCore/QString>

#include <cstdint>
#include <functional>

struct weir;
struct weir_job;
struct weir_job_info;
struct weir_scope;

class saver
{
  public:
    using ended_fn = std::function<void(const QString &how)>;

    /* While it saves, the scene must not change: cancel first. */
    saver(const scene &model, ended_fn ended);
    ~saver(); /* whatever was being saved has ended, and `ended` is not called */

    int start(struct weir *weir); /* first, once; 0, or a code of weir's */

    int save(const QString &path); /* 0, or a code of weir's; one at a time */
    void cancel();                 /* the scene is not looked at any more; `ended` comes a moment later */
    bool is_saving() const;
    double progress() const; /* 0 to 1 */

  private:
    struct file;
    static int step(struct weir_job *job, void *file) noexcept;
    static void is_over(void *file, const struct weir_job_info *info) noexcept;

    const scene &model;
    ended_fn ended;
    struct weir *w = nullptr;
    struct weir_scope *scope = nullptr;
    int64_t job = 0; /* 0: none */
};

#endif
