/* SPDX-License-Identifier: MIT */
/* The window of weir-qt*-mesh, driven as by its user: each law loads a mesh and does something in the middle. Not the
 * program's command line: load.sh and refuse.sh test that. */
#include "knot.h"
#include "window.h"

#include <QtCore/QTemporaryDir>
#include <QtGui/QMouseEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QToolBar>

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

    driven()
    {
        demand(shown.start() == 0, "weir rides the loop");
        shown.ended = [this](const load_end &how, const frame_count &painted) {
            ends++;
            end = how;
            frames = painted;
        };
        shown.show();
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
    demand(driven.frames.frames * 40 >= driven.end.posted, "it was painted meanwhile");
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
