/* SPDX-License-Identifier: MIT */
/* Everything that this program does with weir. Not how a file is read: that is obj.cpp.
 *
 * A worker thread reads the file, chunk by chunk, and posts each as a task that puts it into the scene. The queue is
 * short and the worker waits for room, so the file cannot outrun the UI. All tasks of a file are in its scope: after a
 * cancel none of them starts, and each chunk that still waited is dropped. The last task of a file is not in the scope,
 * so it comes in any case, behind all the others. */
#include "load.h"

#include "obj.h"

#include <weir-qt.h>

#include <system_error>
#include <thread>

namespace
{

enum {
    CHUNK = 1000,  /* vertices and faces */
    CAPACITY = 16, /* chunks that may wait */
};

} // namespace

/* One file on its way. */
struct loader::load {
    loader *owner;
    QString path;
    struct weir_scope *scope = nullptr;
    std::thread worker;
    load_end end; /* of the UI thread, but `error` and `posted`: the worker's until its last task has come */

    load(loader *loader, const QString &file) : owner(loader), path(file)
    {
    }
    ~load();
    bool post(std::unique_ptr<chunk> part);
    void read();
};

/* One chunk on its way. */
struct loader::parcel {
    load *from;
    std::unique_ptr<chunk> part;
};

/* UI thread: what becomes of a chunk. One of the two is called, once. */

void
loader::arrives(void *arg) noexcept
{
    const std::unique_ptr<parcel> parcel(static_cast<struct parcel *>(arg));
    parcel->from->end.run++;
    parcel->from->end.progress = parcel->part->progress;
    parcel->from->owner->arrived(*parcel->part);
}

void
loader::is_dropped(void *arg, int) noexcept
{
    const std::unique_ptr<parcel> parcel(static_cast<struct parcel *>(arg));
    parcel->from->end.dropped++;
}

/* UI thread: the worker has nothing more to say. */
void
loader::ends(void *arg) noexcept
{
    load *ending = static_cast<load *>(arg);
    loader *self = ending->owner;
    const bool is_newest = ending == self->newest;
    ending->worker.join();
    const load_end end = ending->end;
    self->loads.remove_if([=](const std::unique_ptr<load> &each) { return each.get() == ending; });
    if (!is_newest)
        return;
    self->newest = nullptr;
    self->ended(end);
}

/* The worker. */

bool
loader::load::post(std::unique_ptr<chunk> part)
{
    auto *const sent = new parcel{this, std::move(part)};
    struct weir_task task = {};
    task.run = arrives;
    task.drop = is_dropped;
    task.arg = sent;
    task.name = "chunk";
    task.scope = scope;
    task.wait_for_room = WEIR_FOREVER;
    const bool accepted = weir_post_task(owner->w, &task, nullptr) >= 0;
    if (!accepted) /* cancelled or closed */
        delete sent;
    return accepted;
}

void
loader::load::read()
{
    obj_reader reader(path);
    for (std::unique_ptr<chunk> part = reader.next(CHUNK); part && post(std::move(part));
         part = reader.next(CHUNK))
        end.posted++;
    end.error = reader.error();
    struct weir_task last = {};
    last.run = ends;
    last.arg = this;
    last.name = "end of file";
    last.wait_for_room = WEIR_FOREVER;
    weir_post_task(owner->w, &last, nullptr); /* refused: weir is closed, and the loader's end joins */
}

/* UI thread: life. */

loader::load::~load()
{
    if (worker.joinable())
        worker.join();
    weir_scope_free(scope);
}

int
loader::open(const QString &path)
{
    cancel();
    auto fresh = std::make_unique<load>(this, path);
    const int failed = weir_scope_new(w, &fresh->scope);
    if (failed)
        return failed;
    loads.push_back(std::move(fresh));
    newest = loads.back().get();
    try {
        newest->worker = std::thread(&load::read, newest);
    } catch (const std::system_error &) {
        loads.pop_back();
        newest = nullptr;
        return WEIR_ESYSTEM;
    }
    return 0;
}

void
loader::cancel()
{
    if (!newest)
        return;
    newest->end.cancelled = true;
    weir_scope_cancel(newest->scope);
}

loader::loader(arrived_fn when_arrived, ended_fn when_ended)
    : arrived(std::move(when_arrived)), ended(std::move(when_ended))
{
}

int
loader::start()
{
    struct weir_options options = {};
    options.name = "mesh";
    options.capacity = CAPACITY;
    options.timers = 1;
    const int failed = weir_new(&w, &options);
    return failed ? failed : weir_qt_attach(w);
}

struct weir *
loader::weir() const
{
    return w;
}

/* In the middle of a file too: close drops every chunk that waits, and refuses the worker's next. */
loader::~loader()
{
    cancel();
    weir_close(w, WEIR_DROP, WEIR_FOREVER);
    loads.clear(); /* joins */
    weir_free(w);
}
