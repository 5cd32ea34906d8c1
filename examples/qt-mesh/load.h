/* SPDX-License-Identifier: MIT */
/* Brings a file into the scene while the UI thread goes on. Not how a file is read (obj.h), nor what is shown of it
 * (window.h). Everything here is called on the UI thread. */
#ifndef MESH_LOAD_H
#define MESH_LOAD_H

#include "scene.h"

#include <QtCore/QString>

#include <functional>
#include <string>

struct weir_job;
struct weir_job_info;
struct weir_workers;

/* How a load ended. Every chunk that was posted was run or dropped. */
struct load_end {
    bool cancelled = false;
    std::string error;   /* empty, or why the file could not be read to its end */
    double progress = 0; /* how much of it is in the scene, 0 to 1 */
    uint64_t posted = 0, run = 0, dropped = 0;
};

class loader
{
  public:
    using arrived_fn = std::function<void(const chunk &part)>;
    using ended_fn = std::function<void(const load_end &end)>;

    /* `arrived` puts a chunk into the scene. Neither is called any more for a file when another is opened. */
    loader(arrived_fn arrived, ended_fn ended);
    ~loader();

    int start(); /* first, once; 0, or a code of weir's */
    struct weir *weir() const;

    int open(const QString &path); /* cancels what is being loaded; 0, or a code of weir's */
    void cancel();                 /* `ended` comes a moment later */

  private:
    struct load;
    struct parcel;
    static int read(struct weir_job *job, void *load) noexcept;
    static void arrives(void *parcel) noexcept;
    static void is_dropped(void *parcel, int why) noexcept;
    static void ends(void *load, const struct weir_job_info *info) noexcept;

    const arrived_fn arrived;
    const ended_fn ended;
    struct weir *w = nullptr;
    struct weir_workers *workers = nullptr;
    load *newest = nullptr; /* the others are cancelled, and end unheard */
};

#endif
