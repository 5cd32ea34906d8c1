/* SPDX-License-Identifier: MIT */
/* The host on Qt: the viewport of ../../qt-mesh, turning, with a status bar. What the scene is it asks of mirror.h; how it
 * is drawn is the viewport's. */
#include "mirror.h"

#include "viewport.h"

#include <QtCore/QLocale>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMainWindow>
#include <QtWidgets/QStatusBar>

#include <weir-qt.h>

#include <cstdio>

namespace
{

const int BEAT = 16;              /* ms */
const uint64_t BEATS_A_TEXT = 16; /* a text takes longer to lay out than a frame has */
const double TURN = 0.006;        /* radians for a frame */
/* Drawn; by then a frame takes about as long as a slice of weir's. A file may have points and no triangles. */
const std::size_t TRIANGLES_MOST = 20000, POINTS_MOST = 3 * TRIANGLES_MOST;

QString
count_of(uint64_t number)
{
    return QLocale(QLocale::English).toString(qulonglong(number));
}

vec3
place(const mirror_object &object, const float (&point)[3])
{
    return {object.at[0] + object.size * point[0], object.at[1] + object.size * point[1],
            object.at[2] + object.size * point[2]};
}

/* Its whole mesh; or a dot where it is, once there is as much to draw as a frame has time for. */
void
append(chunk &part, const mirror_object &object)
{
    if (part.triangles.size() + object.triangle_count > TRIANGLES_MOST ||
        part.vertices.size() + object.point_count > POINTS_MOST) {
        part.vertices.push_back({object.at[0], object.at[1], object.at[2]});
        return;
    }
    const uint32_t first = uint32_t(part.vertices.size());
    for (std::size_t i = 0; i < object.point_count; i++)
        part.vertices.push_back(place(object, object.points[i]));
    for (std::size_t i = 0; i < object.triangle_count; i++) {
        const uint32_t(&corner)[3] = object.triangles[i];
        part.triangles.push_back({{first + corner[0], first + corner[1], first + corner[2]}});
    }
}

class panel : public QMainWindow
{
  public:
    explicit panel(const QString &title);

  private:
    void beat();
    void copy();
    void say();

    scene model; /* of the last frame */
    viewport *picture;
    QLabel *text;
    QTimer timer;
    uint64_t version = 0; /* of what is in the model */
};

panel::panel(const QString &title) : picture(new viewport(model, this)), text(new QLabel)
{
    setWindowTitle(title);
    setCentralWidget(picture);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(text, 1);
    timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&timer, &QTimer::timeout, this, [this] { beat(); });
    timer.start(BEAT);
    resize(900, 560);
    copy();
    say();
}

/* However many changes there were since the last frame, they are copied once. */
void
panel::beat()
{
    mirror_beat();
    if (version != mirror_version())
        copy();
    if (mirror_beats() % BEATS_A_TEXT == 0)
        say();
    picture->eye.yaw += TURN;
    picture->update();
}

void
panel::copy()
{
    chunk part;
    for (std::size_t i = 0; i < mirror_count(); i++)
        append(part, mirror_at(i));
    model.clear();
    model.add(part);
    version = mirror_version();
}

void
panel::say()
{
    text->setText(QStringLiteral("%1 objects, %2 beats, longest gap %3 ms")
                      .arg(count_of(mirror_count()), count_of(mirror_beats()))
                      .arg(double(mirror_worst_gap()) / 1e6, 0, 'f', 1));
}

void
dress()
{
    QApplication::setStyle(QStringLiteral("Fusion"));
    QPalette palette(QColor(54, 58, 66), QColor(40, 43, 50));
    QApplication::setPalette(palette);
}

/* QApplication would abort. */
bool
has_display()
{
    for (const char *name : {"QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"})
        if (!qEnvironmentVariableIsEmpty(name))
            return true;
    return false;
}

QApplication *application;
panel *window;

} // namespace

int
qt_window_start(struct weir *w, const char *title)
{
    static char name[] = "weir-scened";
    static char *arguments[] = {name, nullptr};
    static int count = 1;
    if (!has_display()) {
        std::fputs("weir-scened: cannot open a window: there is no display\n", stderr);
        return WEIR_EHOST;
    }
    application = new QApplication(count, arguments);
    dress();
    const int failed = weir_qt_attach(w);
    if (failed) {
        qt_window_end();
        return failed;
    }
    window = new panel(QString::fromUtf8(title));
    window->show();
    return 0;
}

void
qt_window_run()
{
    QApplication::exec();
}

void
qt_window_quit()
{
    QApplication::quit();
}

void
qt_window_end()
{
    delete window;
    delete application;
    window = nullptr;
    application = nullptr;
}
