/* SPDX-License-Identifier: MIT */
/* The window of weir-qt*-mesh, driven as by its user: each law loads a mesh and does something in the middle. Not the
 * program's command line: load.sh and refuse.sh test that. */
#include "knot.h"
#include "obj.h"
#include "window.h"

#include <QtCore/QTemporaryDir>
#include <QtGui/QMouseEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QToolBar>

#include <weir-qt.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace
{

const uint64_t FACES = 40000;
const double MIDDLE = 0.3;

void
demand(bool held, const char *what)
{
    if (held)
        return;
    std::printf("FAILED: %s\n", what);
    std::exit(1);
}

/* A large mesh, a small one, and one with a mistake, in a folder that goes with it. */
struct meshes {
    QTemporaryDir folder;
    QString large = folder.filePath("large.obj");
    QString small = folder.filePath("small.obj");
    QString broken = folder.filePath("broken.obj");
    QString saved = folder.filePath("saved.obj");

    meshes()
    {
        demand(knot_write(large, FACES).isEmpty(), "the large mesh is written");
        demand(knot_write(small, 9).isEmpty(), "the small mesh is written");
        QFile file(broken);
        demand(file.open(QIODevice::WriteOnly) && file.write("v 1 2 3\nf 1 1 2\n") > 0,
               "the broken mesh is written");
    }
};

/* A window that counts how its loads have ended. */
struct driven {
    window shown;
    int ends = 0;
    load_end end;
    frame_count frames;
    QStringList saves; /* how they have ended */

    driven()
    {
        demand(shown.start() == 0, "weir rides the loop");
        shown.ended = [this](const load_end &how, const frame_count &painted) {
            ends++;
            end = how;
            frames = painted;
        };
        shown.saved = [this](const QString &how) { saves << how; };
        shown.show();
    }

    void load(const QString &path)
    {
        ends = 0;
        shown.open(path);
        until_ended();
    }

    void until_saved()
    {
        while (saves.isEmpty())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }

    /* Begins to save, and comes back in the middle. */
    void save_half(const meshes &meshes)
    {
        load(meshes.large);
        shown.save(meshes.saved);
        while (shown.saving() <= 0 && saves.isEmpty())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        demand(saves.isEmpty() && shown.saving() < 1, "it is in the middle of saving");
    }

    /* Once, in the task that brings the middle of the file. */
    void in_the_middle(const std::function<void()> &act)
    {
        shown.arrived = [this, act] {
            if (shown.progress() < MIDDLE)
                return;
            const std::function<void()> now = act; /* which may be what is replaced */
            shown.arrived = nullptr;
            now();
        };
    }

    /* Test runners end what never comes. */
    void until_ended()
    {
        while (ends == 0)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }

    void go_on()
    {
        for (int i = 0; i < 100; i++)
            QCoreApplication::processEvents();
    }

    void demand_balance() const
    {
        demand(end.run + end.dropped == end.posted, "every chunk that was posted is run or dropped");
    }
};

void
cancel_leaves_what_has_come(const meshes &meshes)
{
    driven driven;
    std::size_t vertices = 0;
    auto *cancel = driven.shown.findChild<QAction *>("cancel");
    demand(cancel && !cancel->isEnabled(), "there is nothing to cancel yet");
    driven.in_the_middle([&] {
        vertices = driven.shown.shown().vertices.size();
        cancel->trigger();
    });
    driven.shown.open(meshes.large);
    demand(cancel->isEnabled(), "loading can be cancelled");
    driven.until_ended();
    driven.go_on();
    demand(driven.ends == 1 && driven.end.cancelled, "it says that it was cancelled");
    driven.demand_balance();
    demand(vertices > 0 && driven.shown.shown().vertices.size() == vertices,
           "nothing arrives after the cancel");
    demand(driven.end.progress >= MIDDLE && driven.end.progress < 1, "it says how far it was");
    demand(!cancel->isEnabled(), "there is nothing to cancel any more");
}

/* And of the first file nothing is left. */
void
another_file_takes_its_place(const meshes &meshes)
{
    driven driven;
    driven.in_the_middle([&] { driven.shown.open(meshes.small); });
    driven.shown.open(meshes.large);
    driven.until_ended();
    driven.go_on();
    demand(driven.ends == 1 && !driven.end.cancelled && driven.end.error.empty(),
           "only the second file's end is told");
    demand(driven.shown.shown().vertices.size() == 9 && driven.shown.shown().faces == 9,
           "only the second file is there");
    driven.demand_balance();
}

void
a_broken_file_takes_its_place(const meshes &meshes)
{
    driven driven;
    driven.in_the_middle([&] { driven.shown.open(meshes.broken); });
    driven.shown.open(meshes.large);
    driven.until_ended();
    driven.go_on();
    demand(driven.ends == 1, "only the second file's end is told");
    demand(driven.end.error.find("line 2") != std::string::npos, "it says which line is wrong");
    demand(driven.shown.shown().vertices.size() == 1 && driven.shown.shown().faces == 0,
           "what stands before it is there");
}

/* The window goes first, then the application; a worker is in the middle of the file. */
void
close_in_the_middle_is_clean(const meshes &meshes)
{
    driven driven;
    driven.in_the_middle([&] { driven.shown.close(); });
    driven.shown.open(meshes.large);
    demand(QApplication::exec() == 0, "the program ends when its window is closed");
    demand(driven.ends == 0, "the end of the file did not come");
}

void
send_mouse(QWidget *to, QEvent::Type type, const QPoint &at)
{
    QMouseEvent event(type, at, to->mapToGlobal(at), Qt::LeftButton, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(to, &event);
}

/* While the file comes the mouse turns the view, and it is painted. */
void
orbit_while_it_loads(const meshes &meshes)
{
    driven driven;
    viewport *view = driven.shown.view();
    driven.shown.open(meshes.large);
    send_mouse(view, QEvent::MouseButtonPress, QPoint(100, 100));
    int moves = 0;
    while (driven.ends == 0) {
        const double before = view->eye.yaw;
        send_mouse(view, QEvent::MouseMove, QPoint(100 + ++moves, 100));
        demand(view->eye.yaw < before, "dragging turns the view");
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    driven.demand_balance();
    demand(driven.end.dropped == 0 && driven.shown.progress() == 1, "all of the file has come");
    demand(driven.frames.frames * 60 >= driven.end.posted, "it was painted meanwhile");
}

/* Neither whole nor in part. */
void
demand_nothing_saved(const meshes &meshes)
{
    demand(!QFile::exists(meshes.saved), "there is no file of that name");
    demand(!QFile::exists(meshes.saved + ".part"), "no part of it is left");
}

bool
is_same(const scene &a, const scene &b)
{
    return a.vertices.size() == b.vertices.size() && a.triangles.size() == b.triangles.size() &&
           std::memcmp(a.vertices.data(), b.vertices.data(), a.vertices.size() * sizeof(vec3)) == 0 &&
           std::memcmp(a.triangles.data(), b.triangles.data(), a.triangles.size() * sizeof(triangle)) == 0;
}

/* And meanwhile the view can be turned; loaded again it is what it was. */
void
save_writes_what_is_shown(const meshes &meshes)
{
    driven driven;
    driven.load(meshes.large);
    const scene before = driven.shown.shown();
    viewport *view = driven.shown.view();
    send_mouse(view, QEvent::MouseButtonPress, QPoint(100, 100));
    driven.shown.save(meshes.saved);
    int moves = 0;
    while (driven.saves.isEmpty()) {
        const double yaw = view->eye.yaw;
        send_mouse(view, QEvent::MouseMove, QPoint(100 + ++moves, 100));
        demand(view->eye.yaw < yaw, "dragging turns the view");
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    demand(moves > 3, "it was saved in several steps");
    demand(driven.saves == QStringList("saved"), "it says that it was saved");
    demand(!QFile::exists(meshes.saved + ".part"), "no part of it is left");
    driven.load(meshes.small);
    driven.load(meshes.saved);
    demand(driven.end.error.empty() && is_same(driven.shown.shown(), before), "it is what was shown");
}

void
cancelled_save_leaves_nothing(const meshes &meshes)
{
    driven driven;
    driven.save_half(meshes);
    auto *cancel = driven.shown.findChild<QAction *>("cancel");
    demand(cancel && cancel->isEnabled(), "saving can be cancelled");
    cancel->trigger();
    driven.until_saved();
    demand(driven.saves == QStringList("saving was cancelled"), "it says that it was cancelled");
    demand(!cancel->isEnabled(), "there is nothing to cancel any more");
    demand_nothing_saved(meshes);
}

void
another_file_ends_the_save(const meshes &meshes)
{
    driven driven;
    driven.save_half(meshes);
    driven.load(meshes.small);
    driven.until_saved();
    demand(driven.saves == QStringList("saving was cancelled"), "it says that it was cancelled");
    demand(driven.shown.shown().vertices.size() == 9 && driven.end.error.empty(), "the other file is there");
    demand_nothing_saved(meshes);
}

void
close_while_it_saves_is_clean(const meshes &meshes)
{
    int told = 0;
    {
        driven driven;
        driven.save_half(meshes);
        driven.shown.saved = [&](const QString &) { told++; };
    }
    demand(told == 0, "a window that goes is not told");
    demand_nothing_saved(meshes);
}

/* The weir lives on, as in a host that owns it: what the saver began must not. */
void
a_saver_that_goes_takes_its_job_along(const meshes &meshes)
{
    struct weir *w = nullptr;
    demand(weir_new(&w, nullptr) == 0 && weir_qt_attach(w) == 0, "weir rides the loop");
    scene model;
    obj_reader reader(meshes.large);
    while (const std::unique_ptr<chunk> part = reader.next(FACES))
        model.add(*part);
    int told = 0;
    {
        saver saver(model, [&](const QString &) { told++; });
        demand(saver.start(w) == 0 && saver.save(meshes.saved) == 0, "it saves");
        while (saver.is_saving() && saver.progress() <= 0)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        demand(saver.is_saving(), "it is in the middle of saving");
    }
    demand_nothing_saved(meshes);
    demand(told == 0, "a saver that goes tells nobody");
    weir_close(w, WEIR_DROP, WEIR_FOREVER);
    weir_free(w);
}

void
save_to_nowhere_says_so(const meshes &meshes)
{
    driven driven;
    driven.load(meshes.small);
    const QString path = meshes.folder.filePath("no folder/saved.obj");
    driven.shown.save(path);
    driven.until_saved();
    demand(driven.saves == QStringList(path + " cannot be written"), "it says what cannot be written");
    driven.shown.save(meshes.saved);
    driven.saves.clear();
    driven.until_saved();
    demand(driven.saves == QStringList("saved"), "another place is no trouble");
}

/* A file of faces with so many triangles each, in pieces of so many: none is larger than that and one face. */
void
a_piece_is_bounded_by_its_triangles(const meshes &meshes)
{
    const std::size_t corners = 102, most = 1000;
    const QString path = meshes.folder.filePath("polygons.obj");
    QFile file(path);
    demand(file.open(QIODevice::WriteOnly), "the polygons are written");
    file.write("v 0 0 0\nv 1 0 0\nv 0 1 0\n");
    for (int i = 0; i < 100; i++)
        file.write("f" + QByteArray(" 1 2 3").repeated(corners / 3) + "\n");
    file.close();
    obj_reader reader(path);
    uint64_t faces = 0;
    while (const std::unique_ptr<chunk> part = reader.next(most)) {
        demand(part->triangles.size() < most + corners, "a piece is not much larger than was asked");
        faces += part->faces;
    }
    demand(faces == 100 && reader.error().empty(), "all faces have come");
}

/* Ten megabytes of remarks between two vertices: who reads comes back meanwhile, and knows how far it is. */
void
remarks_are_passed_over_in_pieces(const meshes &meshes)
{
    const QString path = meshes.folder.filePath("remarks.obj");
    QFile file(path);
    demand(file.open(QIODevice::WriteOnly), "the remarks are written");
    file.write("v 1 2 3\n");
    for (int i = 0; i < 10000; i++)
        file.write("#" + QByteArray(1000, 'x') + "\n");
    file.write("v 4 5 6\n");
    file.close();
    obj_reader reader(path);
    std::size_t vertices = 0;
    double reached = 0;
    while (const std::unique_ptr<chunk> part = reader.next(1000)) {
        demand(part->progress - reached < 0.25, "a piece ends though nothing was in it");
        reached = part->progress;
        vertices += part->vertices.size();
    }
    demand(vertices == 2 && reached == 1 && reader.error().empty(), "it comes to the end");
}

struct law {
    const char *name;
    void (*test)(const meshes &meshes);
};

const law laws[] = {
    {"cancel", cancel_leaves_what_has_come},
    {"reopen", another_file_takes_its_place},
    {"reopen_broken", a_broken_file_takes_its_place},
    {"close", close_in_the_middle_is_clean},
    {"orbit", orbit_while_it_loads},
    {"save", save_writes_what_is_shown},
    {"save_cancel", cancelled_save_leaves_nothing},
    {"save_reopen", another_file_ends_the_save},
    {"save_close", close_while_it_saves_is_clean},
    {"save_gone", a_saver_that_goes_takes_its_job_along},
    {"save_nowhere", save_to_nowhere_says_so},
    {"polygons", a_piece_is_bounded_by_its_triangles},
    {"remarks", remarks_are_passed_over_in_pieces},
};

} // namespace

int
main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const meshes meshes;
    for (const law &law : laws) {
        if (argc != 2 || std::strcmp(law.name, argv[1]) != 0)
            continue;
        law.test(meshes);
        return 0;
    }
    std::printf("which law?\n");
    return 2;
}
