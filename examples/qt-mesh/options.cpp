/* SPDX-License-Identifier: MIT */
/* What the command line asks for. Not what is done about it: that is main.cpp. */
#include "options.h"

#include <QtCore/QCommandLineParser>

namespace
{

const char *const HELP = //
    "usage: weir-qt5-mesh [options] [FILE.obj]\n"
    "       weir-qt6-mesh [options] [FILE.obj]\n"
    "\n"
    "Shows a mesh, and goes on showing it while it loads.\n"
    "\n"
    "  --screenshot PNG    turn by itself, save a picture in the middle of loading, and quit at the end\n"
    "  --quit-when-done    turn by itself, and quit when the file is loaded; say what was counted\n"
    "  --make FILE N       write a mesh of about N faces to FILE, and do nothing else\n"
    "  --help              print this\n";

const uint64_t MOST_FACES = 100 * 1000 * 1000;

/* What no option takes: the file, or with --make the number. */
void
take_rest(options &read, const QStringList &rest)
{
    if (rest.size() > 1)
        read.wrong = QStringLiteral("only one FILE can be shown");
    if (rest.size() != 1)
        return;
    if (read.make.isEmpty()) {
        read.file = rest.first();
        return;
    }
    bool is_number = false;
    read.faces = rest.first().toULongLong(&is_number);
    if (!is_number || read.faces > MOST_FACES)
        read.faces = 0;
}

void
look_at(options &read)
{
    const bool needs_file = !read.screenshot.isEmpty() || read.quit_when_done;
    if (!read.make.isEmpty() && read.faces == 0)
        read.wrong = QStringLiteral("--make takes FILE and a number of faces, 1 to 100000000");
    if (read.make.isEmpty() && needs_file && read.file.isEmpty())
        read.wrong = QStringLiteral("FILE is missing");
}

} // namespace

options
options_read(const QStringList &arguments)
{
    const QCommandLineOption help(QStringLiteral("help"));
    const QCommandLineOption make(QStringLiteral("make"), QString(), QStringLiteral("FILE"));
    const QCommandLineOption screenshot(QStringLiteral("screenshot"), QString(), QStringLiteral("PNG"));
    const QCommandLineOption quit(QStringLiteral("quit-when-done"));
    QCommandLineParser parser;
    parser.addOptions({help, make, screenshot, quit});
    options read;
    if (!parser.parse(arguments)) {
        read.wrong = parser.errorText();
        return read;
    }
    read.help = parser.isSet(help);
    read.make = parser.value(make);
    read.screenshot = parser.value(screenshot);
    read.quit_when_done = parser.isSet(quit) || parser.isSet(screenshot);
    take_rest(read, parser.positionalArguments());
    if (read.wrong.isEmpty() && !read.help)
        look_at(read);
    return read;
}

const char *
options_help()
{
    return HELP;
}
