/* SPDX-License-Identifier: MIT */
/* Brings a file here as a work of weir's. Not how a file is read: that is obj.cpp.
 *
 * On a worker the file is read, chunk by chunk, and each is posted as a task that puts it into the scene. The queue is
 * short and the worker waits for room, so the file cannot outrun the UI. The work and its tasks are in a scope: after a
 * cancel none of them starts, and each chunk that still waited is dropped. The work's end is told in any case, behind
 * all the chunks. */
#include "load.h"

#include "obj.h"

#include <weir-qt.h>
#include <weir/workers.h>

#include <memory>

namespace
{

enum {
    CHUNK = 1000,  /* vertices and triangles */
    CAPACITY = 16, /* chunks that may wait */
};

} // namespace

/* One file on its way. */
struct loader::load {
    loader *owner;
    QString path;
    struct weir_scope *scope = nullptr;
    load_end end; /* of the UI thread, but `posted`: the worker's */

    load(loader *loader, const QString &file) : owner(loader), path(file)
    {
    }
    ~load()
    {
        weir_scope_free(scope);
    }
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

/* The worker. */

int
loader::read(struct weir_job *job, void *arg) noexcept
{
    auto *const self = static_cast<load *>(arg);
    struct weir_task task = {};
    task.run = arrives;
    task.drop = is_dropped;
    task.name = "chunk";
    task.scope = weir_job_scope(job);
    task.wait_for_room = WEIR_FOREVER;
    obj_reader reader(self->path);
    while (std::unique_ptr<chunk> part = reader.next(CHUNK)) {
        auto sent = std::make_unique<parcel>(parcel{self, std::move(part)});
        task.arg = sent.get();
        const int refused = weir_post_task(weir_job_weir(job), &task, nullptr);
        if (refused < 0)
            return refused; /* cancelled or closed */
        (void)sent.release();
        self->end.posted++;
    }
    return reader.error().empty() ? weir_done(job, nullptr) : weir_fail(job, "%s", reader.error().c_str());
}

/* UI thread: life. */

/* However it ended. */
void
loader::ends(void *arg, const struct weir_job_info *info) noexcept
{
    const std::unique_ptr<load> self(static_cast<load *>(arg));
    loader *const owner = self->owner;
    if (self.get() != owner->newest)
        return;
    owner->newest = nullptr;
    self->end.cancelled = weir_scope_is_cancelled(self->scope);
    if (info->status == WEIR_JOB_FAILED)
        self->end.error = info->error;
    owner->ended(self->end);
}

int
loader::open(const QString &path)
{
    cancel();
    newest = nullptr;
    auto fresh = std::make_unique<load>(this, path);
    const int failed = weir_scope_new(w, &fresh->scope);
    if (failed)
        return failed;
    struct weir_work work = {};
    work.job.step = read;
    work.job.arg = fresh.get();
    work.job.on_done = ends;
    work.job.name = "load";
    work.job.scope = fresh->scope;
    const int64_t id = weir_work_start(workers, w, &work);
    if (id < 0)
        return int(id);
    newest = fresh.release(); /* ends deletes it */
    return 0;
}

void
loader::cancel()
{
    if (newest)
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
    int failed = weir_new(&w, &options);
    if (!failed)
        failed = weir_workers_new(&workers, nullptr);
    return failed ? failed : weir_qt_attach(w);
}

struct weir *
loader::weir() const
{
    return w;
}

/* In the middle of a file too: close drops every chunk that waits, refuses the next, and waits for the work's end. */
loader::~loader()
{
    newest = nullptr;
    weir_close(w, WEIR_DROP, WEIR_FOREVER);
    weir_workers_free(workers, WEIR_FOREVER);
    weir_free(w);
}
