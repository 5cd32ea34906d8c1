/* SPDX-License-Identifier: MIT */
/* Writes the scene as a job of the UI thread. Not how a file is read: that is obj.cpp.
 *
 * Only the UI thread may touch the scene, so no worker can do this. Each step writes for as long as the turn has time;
 * Qt paints and takes the mouse in between. The file is called PATH.part until it is whole. */
#include "save.h"

#include <weir/job.h>

#include <QtCore/QFile>

#include <cinttypes>
#include <cstdio>
#include <memory>

namespace
{

const std::size_t LINES = 64; /* between two looks at the clock */

std::size_t
lines_of(const scene &model)
{
    return model.vertices.size() + model.triangles.size();
}

/* As many digits as it takes to read the same number again. */
QByteArray
line_of(const vec3 &vertex)
{
    char text[64];
    std::snprintf(text, sizeof text, "v %.9g %.9g %.9g\n", double(vertex.x), double(vertex.y),
                  double(vertex.z));
    return text;
}

/* Corners are numbered from 1. */
QByteArray
line_of(const triangle &triangle)
{
    char text[64];
    const uint32_t *corner = triangle.corner;
    std::snprintf(text, sizeof text, "f %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", uint64_t(corner[0]) + 1,
                  uint64_t(corner[1]) + 1, uint64_t(corner[2]) + 1);
    return text;
}

} // namespace

/* One file on its way. */
struct saver::file {
    saver *owner;
    QString path;
    QFile part;
    std::size_t next = 0; /* the line */

    file(saver *saver, const QString &name) : owner(saver), path(name), part(name + QStringLiteral(".part"))
    {
    }
    bool open();
    bool write_some();
    bool finish();
};

bool
saver::file::open()
{
    return part.isOpen() || part.open(QIODevice::WriteOnly | QIODevice::Truncate);
}

bool
saver::file::write_some()
{
    const scene &model = owner->model;
    const std::size_t vertices = model.vertices.size();
    bool good = true;
    for (std::size_t i = 0; i < LINES && next < lines_of(model) && good; i++, next++) {
        const QByteArray line =
            next < vertices ? line_of(model.vertices[next]) : line_of(model.triangles[next - vertices]);
        good = part.write(line) == line.size();
    }
    return good;
}

/* Nobody finds a file of that name that is not whole. */
bool
saver::file::finish()
{
    const QByteArray from = QFile::encodeName(part.fileName()), to = QFile::encodeName(path);
    return part.flush() && std::rename(from, to) == 0;
}

/* The job. */

int
saver::step(struct weir_job *job, void *arg) noexcept
{
    auto *const self = static_cast<file *>(arg);
    const std::size_t total = lines_of(self->owner->model);
    bool good = self->open();
    do
        good = good && self->write_some();
    while (good && self->next < total && weir_job_has_time(job));
    weir_job_progress(job, int64_t(self->next), int64_t(total), "lines");
    if (good && self->next < total)
        return weir_after(job, 0);
    if (good && self->finish())
        return weir_done(job, nullptr);
    return weir_fail(job, "%s cannot be written", self->path.toUtf8().constData());
}

/* However it ended. */
void
saver::is_over(void *arg, const struct weir_job_info *info) noexcept
{
    const std::unique_ptr<file> self(static_cast<file *>(arg));
    saver *const owner = self->owner;
    owner->job = 0;
    if (info->status != WEIR_JOB_COMPLETED)
        self->part.remove();
    if (!owner->ended)
        return;
    if (info->status == WEIR_JOB_COMPLETED)
        owner->ended(QStringLiteral("saved"));
    else if (info->status == WEIR_JOB_FAILED)
        owner->ended(QString::fromUtf8(info->error));
    else
        owner->ended(QStringLiteral("saving was cancelled"));
}

saver::saver(const scene &scene, ended_fn when_ended) : model(scene), ended(std::move(when_ended))
{
}

int
saver::start(struct weir *weir)
{
    w = weir;
    return weir_scope_new_in(w, nullptr, "window", &scope);
}

/* The barrier ends what is being saved: afterwards nobody looks at the scene, or at us. */
saver::~saver()
{
    ended = nullptr;
    weir_scope_barrier(scope, WEIR_FOREVER);
    weir_scope_free(scope);
}

int
saver::save(const QString &path)
{
    if (job)
        return WEIR_EBUSY;
    auto fresh = std::make_unique<file>(this, path);
    struct weir_job_spec spec = {};
    spec.step = step;
    spec.arg = fresh.get();
    spec.on_done = is_over;
    spec.name = "save";
    spec.scope = scope;
    const int64_t id = weir_job_start(w, &spec);
    if (id < 0)
        return int(id);
    (void)fresh.release(); /* is_over deletes it */
    job = id;
    return 0;
}

void
saver::cancel()
{
    weir_job_cancel(w, job);
}

bool
saver::is_saving() const
{
    return job != 0;
}

double
saver::progress() const
{
    struct weir_job_info info;
    if (weir_job_get(w, job, &info, nullptr, 0) != 0 || info.total == 0)
        return 0;
    return double(info.done) / double(info.total);
}
