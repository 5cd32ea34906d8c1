/* SPDX-License-Identifier: MIT */
/* Draws a scene into an image: flat-shaded triangles and a depth buffer, no GPU. Not when it is drawn (viewport.h). */
#ifndef MESH_RASTER_H
#define MESH_RASTER_H

#include "scene.h"

#include <QtGui/QImage>

/* Where one looks from: around the middle of the scene, which fills the picture at zoom 1. */
struct orbit {
    double yaw = 0, pitch = 0; /* radians */
    double zoom = 1;
};

class raster
{
  public:
    /* Draws into an image of this size, which is good until the next call. The last `fresh` triangles glow: they have
     * just come. Vertices without a triangle are dots. */
    const QImage &draw(const scene &scene, const orbit &orbit, const QSize &size, std::size_t fresh);

  private:
    /* A vertex on the picture. Nearness is 1 / distance, which is linear on the picture, as depth is not. */
    struct spot {
        float x, y, nearness;
    };
    struct view;

    void clear(const QSize &size);
    void project(const scene &scene, const view &view);
    void dot(const spot &at);
    void fill(const spot &a, const spot &b, const spot &c, QRgb colour);
    void span(float *depth, QRgb *pixel, int count, const float edge[3], const float step[3],
              const float near[3], QRgb colour);

    QImage image;
    std::vector<float> depth; /* nearness of each pixel; 0 is the background */
    std::vector<spot> spots;
};

#endif
