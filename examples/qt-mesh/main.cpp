/* SPDX-License-Identifier: MIT */
/* weir-qt5-mesh and weir-qt6-mesh: a viewport that can be orbited while a mesh loads. This file starts it, and plays the
 * user for --screenshot and --quit-when-done. Where weir is used: load.cpp. */
#include "knot.h"
#include "options.h"
#include "window.h"

#include <QtWidgets/QApplication>

#include <weir/error.h>

#include <cinttypes>
#include <cstdio>
#include <optional>

namespace
{

const double PICTURE_AT = 0.67; /* of the file */
const QString TOO_LATE = QStringLiteral("the file was loaded before a picture could be taken");

int
complain(const QString &what, const QString &why)
{
    std::fprintf(stderr, "weir-mesh: %s: %s\n", qPrintable(what), qPrintable(why));
    return 1;
}

void
dress()
{
    QApplication::setStyle(QStringLiteral("Fusion"));
    QPalette palette(QColor(54, 58, 66), QColor(40, 43, 50));
    palette.setColor(QPalette::Highlight, QColor(214, 128, 60));
    QApplication::setPalette(palette);
}

int
percent_of(double progress)
{
    return static_cast<int>(100 * progress);
}

/* Nobody is there to look: it lets the view turn, takes the picture, says what was counted, and quits. */
class player : public QObject
{
  public:
    player(window &window, const options &options);

  protected:
    void customEvent(QEvent *event) override;

  private:
    void sum_up(const load_end &end, const frame_count &frames);

    window &shown;
    const options &wanted;
    bool asked = false, pictured = false;
    int status = 0;
};

player::player(window &window, const options &options) : shown(window), wanted(options)
{
    shown.view()->turn_by_itself(true);
    shown.arrived = [this] {
        if (wanted.screenshot.isEmpty() || asked || shown.progress() < PICTURE_AT)
            return;
        asked = true;
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
    };
    shown.ended = [this](const load_end &end, const frame_count &frames) {
        sum_up(end, frames);
        QCoreApplication::exit(status);
    };
}

/* Takes the picture; not in a task, since it takes more than a slice of the UI's time. */
void
player::customEvent(QEvent *)
{
    const QString &path = wanted.screenshot;
    if (!shown.is_loading())
        return;
    pictured = shown.snapshot().save(path, "PNG");
    if (!pictured) {
        status = complain(path, QStringLiteral("it cannot be written"));
        return;
    }
    std::printf("%s: at %d %%, %zu vertices and %" PRIu64 " faces\n", qPrintable(path),
                percent_of(shown.progress()), shown.shown().vertices.size(), shown.shown().faces);
}

void
player::sum_up(const load_end &end, const frame_count &frames)
{
    if (!end.error.empty())
        status = complain(wanted.file, QString::fromStdString(end.error));
    else if (!wanted.screenshot.isEmpty() && !pictured && status == 0)
        status = complain(wanted.screenshot, TOO_LATE);
    std::printf("%zu vertices, %" PRIu64 " faces; %" PRIu64 " chunks posted, %" PRIu64 " run, %" PRIu64
                " dropped; %" PRIu64 " frames meanwhile, longest gap %.1f ms\n",
                shown.shown().vertices.size(), shown.shown().faces, end.posted, end.run, end.dropped,
                frames.frames, double(frames.worst_gap) / 1e6);
}

int
show(int argc, char **argv, const options &options)
{
    QApplication application(argc, argv);
    dress();
    window window;
    if (const int failed = window.start())
        return complain(QStringLiteral("weir"), QString::fromUtf8(weir_error_text(failed)));
    window.show();
    std::optional<player> player;
    if (options.quit_when_done)
        player.emplace(window, options);
    if (!options.file.isEmpty())
        window.open(options.file);
    return QApplication::exec();
}

} // namespace

int
main(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 0; i < argc; i++)
        arguments << QString::fromLocal8Bit(argv[i]);
    const options options = options_read(arguments);
    if (options.help)
        return std::fputs(options_help(), stdout) < 0;
    if (!options.wrong.isEmpty()) {
        std::fprintf(stderr, "weir-mesh: %s\n%s", qPrintable(options.wrong), options_help());
        return 2;
    }
    if (options.make.isEmpty())
        return show(argc, argv, options);
    const QString failed = knot_write(options.make, options.faces);
    return failed.isEmpty() ? 0 : complain(options.make, failed);
}
