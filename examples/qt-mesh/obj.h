/* SPDX-License-Identifier: MIT */
/* Reads an OBJ file piece by piece, on whichever thread one likes. Not what is done with the pieces (load.cpp).
 *
 * Read are v and f; of a face's corners only the vertex, and a face is cut into a fan of triangles. Every other line is
 * passed over. A face may name only vertices that stand before it in the file. */
#ifndef MESH_OBJ_H
#define MESH_OBJ_H

#include "scene.h"

#include <QtCore/QFile>

#include <memory>
#include <string>
#include <vector>

class obj_reader
{
  public:
    explicit obj_reader(const QString &path);

    /* The next piece: `most` vertices and triangles, and the rest of the last face; or fewer, or none, when a megabyte
     * has been read. Null at the end of the file, or at the first line that is wrong; what stands before that line has
     * been given. */
    std::unique_ptr<chunk> next(std::size_t most);

    /* Empty, or why the file could not be read to its end. */
    const std::string &error() const;

  private:
    bool read_line();
    bool end_file();
    void read(chunk &part);
    bool read_vertex(const char *at, chunk &part);
    bool read_face(const char *at, chunk &part);
    bool fail(const std::string &why);
    bool fail_at_line(const std::string &why);

    QFile file;
    std::string problem;
    std::vector<char> text;   /* the line, and a 0 */
    const char *end;          /* of it: the 0 */
    uint64_t line = 0;        /* its number */
    uint64_t vertices = 0;    /* read so far */
    bool seen_nothing = true; /* neither vertex nor face yet */
    bool ended = false;
};

#endif
