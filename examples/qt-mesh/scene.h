/* SPDX-License-Identifier: MIT */
/* What there is to see: vertices, triangles, and the box around them. Not how it is drawn (raster.h), nor how it comes
 * here (load.h). A scene has no lock and belongs to one thread, as a scene in a DCC does: here the UI thread. */
#ifndef MESH_SCENE_H
#define MESH_SCENE_H

#include <cstddef>
#include <cstdint>
#include <vector>

struct vec3 {
    float x, y, z;
};

struct triangle {
    uint32_t corner[3]; /* places in the scene's vertices; what reads a file has checked them */
};

/* A piece of a file: what a scene grows by. */
struct chunk {
    std::vector<vec3> vertices;
    std::vector<triangle> triangles;
    uint64_t faces = 0;  /* polygons, which the triangles were cut from */
    double progress = 0; /* how much of the file has been read with it, 0 to 1 */
};

class scene
{
  public:
    void add(const chunk &part);
    void clear();

    std::vector<vec3> vertices;
    std::vector<char> used; /* of each vertex: some triangle has it for a corner */
    std::vector<triangle> triangles;
    std::vector<vec3> normals; /* of each triangle, of length 1, or 0 if it has no area */
    uint64_t faces = 0;
    vec3 low{}, high{}; /* the box; all 0 while there is no vertex */

  private:
    void add_vertex(const vec3 &vertex);
    void add_triangle(const triangle &triangle);
};

#endif
