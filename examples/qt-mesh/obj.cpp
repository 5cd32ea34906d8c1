/* SPDX-License-Identifier: MIT */
/* Reads an OBJ file piece by piece. Not what is done with the pieces: that is load.cpp.
 *
 * Nothing in a file is trusted: every number is checked where it is read, and a line has a limit. Numbers are read
 * without regard to the locale, which Qt sets and in which a comma may stand for the point. */
#include "obj.h"

#include <QtCore/QFileInfo>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace
{

enum {
    LONGEST_LINE = 1 << 20, /* bytes */
    LONGEST_PIECE = 1 << 20 /* of the file, and the rest of a line */
};

bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

const char *
skip_blanks(const char *at)
{
    while (is_blank(*at))
        at++;
    return at;
}

bool
ends_word(char c)
{
    return c == 0 || is_blank(c);
}

/* Reads a number and moves behind it; from_chars takes no plus sign. */
template <typename number>
bool
read_number(const char *&at, const char *end, number &out)
{
    const char *begin = *at == '+' ? at + 1 : at;
    const std::from_chars_result result = std::from_chars(begin, end, out);
    at = result.ptr;
    return result.ec == std::errc();
}

/* Of a corner, what may stand behind the vertex: /texture, //normal or /texture/normal. None is used. */
bool
skip_rest_of_corner(const char *&at, const char *end)
{
    int64_t ignored;
    for (int slashes = 0; slashes < 2 && *at == '/'; slashes++) {
        at++;
        const bool left_out = slashes == 0 && *at == '/';
        if (!left_out && !read_number(at, end, ignored))
            return false;
    }
    return ends_word(*at);
}

} // namespace

obj_reader::obj_reader(const QString &path) : file(path), text(LONGEST_LINE), end(text.data())
{
    if (!QFileInfo(path).exists())
        fail("there is no such file");
    else if (!QFileInfo(path).isFile()) /* opening a pipe would wait for its other end */
        fail("it is not a regular file");
    else if (!file.open(QIODevice::ReadOnly))
        fail(file.errorString().toStdString());
}

const std::string &
obj_reader::error() const
{
    return problem;
}

bool
obj_reader::fail(const std::string &why)
{
    problem = why;
    ended = true;
    return false;
}

bool
obj_reader::fail_at_line(const std::string &why)
{
    return fail("line " + std::to_string(line) + ": " + why);
}

bool
obj_reader::end_file()
{
    if (file.error() != QFileDevice::NoError)
        return fail(file.errorString().toStdString());
    if (seen_nothing)
        return fail("there is no vertex and no face in it: it is not an OBJ file");
    ended = true;
    return false;
}

/* False: the end of the file, or something is wrong. */
bool
obj_reader::read_line()
{
    const qint64 length = file.readLine(text.data(), LONGEST_LINE);
    if (length <= 0)
        return end_file();
    line++;
    if (length == LONGEST_LINE - 1 && text[LONGEST_LINE - 2] != '\n')
        return fail_at_line("it is longer than a megabyte");
    char *last = text.data() + length;
    while (last > text.data() && (last[-1] == '\n' || last[-1] == '\r'))
        last--;
    *last = 0;
    end = last;
    return true;
}

bool
obj_reader::read_vertex(const char *at, chunk &part)
{
    float xyz[3];
    for (float &value : xyz) {
        at = skip_blanks(at);
        if (!read_number(at, end, value) || !ends_word(*at) || !std::isfinite(value))
            return fail_at_line("a vertex takes three numbers");
    }
    if (vertices == std::numeric_limits<uint32_t>::max())
        return fail_at_line("there are more vertices than can be counted here");
    vertices++;
    part.vertices.push_back({xyz[0], xyz[1], xyz[2]});
    return true;
}

/* A vertex is named by its number, from 1 on; a negative one counts back from the last. */
bool
obj_reader::read_face(const char *at, chunk &part)
{
    const int64_t known = static_cast<int64_t>(vertices);
    triangle fan{};
    int corners = 0;
    for (at = skip_blanks(at); *at; at = skip_blanks(at)) {
        int64_t name;
        if (!read_number(at, end, name) || !skip_rest_of_corner(at, end))
            return fail_at_line("a corner of a face is v, v/vt, v//vn or v/vt/vn, each a whole number");
        if (name == 0 || name > known || name < -known)
            return fail_at_line("vertex " + std::to_string(name) + " of " + std::to_string(known));
        fan.corner[std::min(corners++, 2)] = static_cast<uint32_t>(name > 0 ? name - 1 : known + name);
        if (corners < 3)
            continue;
        part.triangles.push_back(fan);
        fan.corner[1] = fan.corner[2];
    }
    if (corners < 3)
        return fail_at_line("a face takes three corners or more");
    part.faces++;
    return true;
}

void
obj_reader::read(chunk &part)
{
    const char *at = skip_blanks(text.data());
    if ((*at != 'v' && *at != 'f') || !ends_word(at[1]))
        return;
    seen_nothing = false;
    const std::size_t triangles = part.triangles.size();
    if (*at == 'v')
        read_vertex(at + 1, part);
    else if (!read_face(at + 1, part))
        part.triangles.resize(triangles); /* no half of a face */
}

std::unique_ptr<chunk>
obj_reader::next(std::size_t most)
{
    auto part = std::make_unique<chunk>();
    const qint64 until = file.pos() + LONGEST_PIECE;
    while (!ended && part->vertices.size() + part->triangles.size() < most && file.pos() < until &&
           read_line())
        read(*part);
    if (ended && part->vertices.empty() && part->faces == 0)
        return nullptr;
    const double size = static_cast<double>(std::max<qint64>(file.size(), 1));
    part->progress = std::min(static_cast<double>(file.pos()) / size, 1.0);
    return part;
}
