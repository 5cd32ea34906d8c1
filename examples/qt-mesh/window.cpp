/* SPDX-License-Identifier: MIT */
/* The window: the viewport, Open, Save and Cancel, and how far it is. Not how a file comes and goes: load.cpp, save.cpp. */
#include "window.h"

#include <QtCore/QFileInfo>
#include <QtCore/QLocale>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QStatusBar>
#include <QtWidgets/QToolBar>

#include <weir/error.h>

namespace
{

const int REFRESH = 50; /* ms between two looks at the counts */

int
percent_of(double progress)
{
    return static_cast<int>(100 * progress);
}

QString
count_of(uint64_t number)
{
    return QLocale(QLocale::English).toString(qulonglong(number));
}

QString
how_it_ended(const load_end &end, const frame_count &frames)
{
    if (!end.error.empty())
        return QString::fromStdString(end.error);
    if (end.cancelled)
        return QStringLiteral("cancelled at %1 %").arg(percent_of(end.progress));
    return QStringLiteral("%1 frames while it came, longest gap %2 ms")
        .arg(count_of(frames.frames))
        .arg(double(frames.worst_gap) / 1e6, 0, 'f', 1);
}

} // namespace

window::window()
    : picture(new viewport(model, this)), counts(new QLabel), bar(new QProgressBar),
      files([this](const chunk &part) { chunk_arrives(part); },
            [this](const load_end &end) { load_ends(end); }),
      saves(model, [this](const QString &how) { save_ends(how); })
{
    setWindowTitle(QStringLiteral("weir mesh"));
    setCentralWidget(picture);
    make_actions();
    make_status();
    resize(1000, 650);
}

void
window::make_actions()
{
    QToolBar *tools = addToolBar(QStringLiteral("File"));
    tools->setMovable(false);
    QAction *open_file = tools->addAction(QStringLiteral("Open…"));
    open_file->setShortcut(QKeySequence::Open);
    QObject::connect(open_file, &QAction::triggered, this, [this] { ask_for_file(); });
    keep = tools->addAction(QStringLiteral("Save…"));
    keep->setShortcut(QKeySequence::Save);
    QObject::connect(keep, &QAction::triggered, this, [this] { ask_where_to_save(); });
    stop = tools->addAction(QStringLiteral("Cancel"));
    stop->setObjectName(QStringLiteral("cancel"));
    stop->setShortcut(Qt::Key_Escape);
    QObject::connect(stop, &QAction::triggered, this, [this] { cancel(); });
}

void
window::make_status()
{
    bar->setRange(0, 100);
    bar->setFixedWidth(260);
    QObject::connect(&refresh, &QTimer::timeout, this, [this] { show_counts(); });
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(counts, 1);
    statusBar()->addPermanentWidget(bar);
    counts->setText(QStringLiteral("Open an OBJ file. Drag to orbit, wheel to zoom."));
    show_state();
}

int
window::start()
{
    const int failed = files.start();
    return failed ? failed : saves.start(files.weir());
}

void
window::ask_for_file()
{
    const QString path = QFileDialog::getOpenFileName(this, QStringLiteral("Open a mesh"), QString(),
                                                      QStringLiteral("Wavefront OBJ (*.obj);;All files (*)"));
    if (!path.isEmpty())
        open(path);
}

void
window::ask_where_to_save()
{
    const QString path = QFileDialog::getSaveFileName(this, QStringLiteral("Save the mesh"), QString(),
                                                      QStringLiteral("Wavefront OBJ (*.obj)"));
    if (!path.isEmpty())
        save(path);
}

void
window::cancel()
{
    files.cancel();
    saves.cancel();
}

/* What there is to do, and whether anything is under way. */
void
window::show_state()
{
    const bool busy = loading || saves.is_saving();
    stop->setEnabled(busy);
    keep->setEnabled(!busy && !model.vertices.empty());
    bar->setVisible(busy);
    if (busy)
        refresh.start(REFRESH);
    else
        refresh.stop();
}

/* What the last file brought goes; of what is still on its way from there nothing arrives. */
void
window::open(const QString &path)
{
    saves.cancel();
    const int failed = files.open(path);
    loading = !failed;
    model.clear();
    reached = 0;
    name = QFileInfo(path).fileName();
    picture->begin();
    bar->setValue(0);
    say(failed ? QString::fromUtf8(weir_error_text(failed)) : QString());
    show_state();
}

void
window::save(const QString &path)
{
    const int failed = loading ? WEIR_EBUSY : saves.save(path);
    bar->setValue(0);
    say(failed ? QString::fromUtf8(weir_error_text(failed)) : QString());
    show_state();
}

/* In a task of weir's: short, since a turn is a slice of the UI's time. The frame is drawn later; so are the counts, since
 * a QProgressBar that changes paints the window there and then. */
void
window::chunk_arrives(const chunk &part)
{
    model.add(part);
    reached = part.progress;
    picture->update();
    if (arrived)
        arrived();
}

void
window::load_ends(const load_end &end)
{
    const frame_count frames = picture->end();
    loading = false;
    show_state();
    say(how_it_ended(end, frames));
    if (ended)
        ended(end, frames);
}

void
window::save_ends(const QString &how)
{
    show_state();
    if (!loading)
        say(how);
    if (saved)
        saved(how);
}

void
window::say(const QString &how)
{
    const QString what = QStringLiteral("%1: %2 vertices, %3 faces")
                             .arg(name, count_of(model.vertices.size()), count_of(model.faces));
    counts->setText(how.isEmpty() ? what : what + QStringLiteral("; ") + how);
}

void
window::show_counts()
{
    bar->setValue(percent_of(loading ? reached : saving()));
    say(QString());
}

QPixmap
window::snapshot()
{
    show_counts();
    return grab();
}

bool
window::is_loading() const
{
    return loading && reached < 1;
}

double
window::progress() const
{
    return reached;
}

double
window::saving() const
{
    return saves.progress();
}

const scene &
window::shown() const
{
    return model;
}

viewport *
window::view() const
{
    return picture;
}
