/* SPDX-License-Identifier: MIT */
/* The widget that shows a scene and is orbited by the mouse. Not the drawing: that is raster.cpp. */
#include "viewport.h"

#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtGui/QWheelEvent>

#include <algorithm>
#include <cmath>

namespace
{

const double TURN = 0.006;      /* radians for a frame when it turns by itself */
const double DRAG = 0.008;      /* radians for a pixel */
const double PITCH = 1.5;       /* radians: not quite from above */
const std::size_t FRESH = 9000; /* triangles that glow */

} // namespace

viewport::viewport(const scene &scene, QWidget *parent) : QWidget(parent), shown(scene)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(160, 120);
    turning.setTimerType(Qt::PreciseTimer);
    QObject::connect(&turning, &QTimer::timeout, this, [this] {
        eye.yaw += TURN;
        update();
    });
}

void
viewport::turn_by_itself(bool on)
{
    if (on)
        turning.start(16);
    else
        turning.stop();
}

void
viewport::begin()
{
    loading = true;
    count = {};
    clock.start();
    last_frame = 0;
    update();
}

frame_count
viewport::end()
{
    loading = false;
    update();
    return count;
}

void
viewport::count_frame()
{
    const int64_t now = clock.nsecsElapsed();
    count.frames++;
    count.worst_gap = std::max(count.worst_gap, now - last_frame);
    last_frame = now;
}

void
viewport::paintEvent(QPaintEvent *)
{
    QPainter(this).drawImage(0, 0, drawn.draw(shown, eye, size(), loading ? FRESH : 0));
    if (loading)
        count_frame();
}

void
viewport::mousePressEvent(QMouseEvent *event)
{
    held = event->pos();
}

void
viewport::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint moved = event->pos() - held;
    held = event->pos();
    eye.yaw -= DRAG * moved.x();
    eye.pitch = std::clamp(eye.pitch + DRAG * moved.y(), -PITCH, PITCH);
    update();
}

void
viewport::wheelEvent(QWheelEvent *event)
{
    eye.zoom = std::clamp(eye.zoom * std::pow(1.001, event->angleDelta().y()), 0.1, 20.0);
    update();
}
