/* SPDX-License-Identifier: MIT */
/* The widget that shows a scene: drag to orbit, wheel to zoom, and a count of the frames. Not the drawing (raster.h). */
#ifndef MESH_VIEWPORT_H
#define MESH_VIEWPORT_H

#include "raster.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

/* Frames since begin(). */
struct frame_count {
    uint64_t frames = 0;
    int64_t worst_gap = 0; /* ns, between two of them, or from begin() to the first */
};

class viewport : public QWidget
{
  public:
    explicit viewport(const scene &scene, QWidget *parent = nullptr);

    void turn_by_itself(bool on); /* for when nobody drags */
    void begin();                 /* a load begins: count from here on, and let what comes glow */
    frame_count end();            /* it has ended */

    orbit eye{0.35, 0.85, 1};

  protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

  private:
    void count_frame();

    const scene &shown;
    raster drawn;
    QTimer turning;
    QPoint held; /* where the mouse was last */
    QElapsedTimer clock;
    int64_t last_frame = 0;
    frame_count count;
    bool loading = false;
};

#endif
