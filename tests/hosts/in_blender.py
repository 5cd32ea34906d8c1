# SPDX-License-Identifier: MIT
# Run by Blender at its start: beats and turns by Blender's own timers, draws the text in its status bar. Blender draws
# that when it likes; what it drew is told to the runner by a file. Measures nothing (probe.c).
import ctypes
import os

import bpy

probe = ctypes.CDLL(os.environ["WEIR_HOSTS_PROBE"])
probe.manual_turn.restype = ctypes.c_double
probe.manual_shown.restype = ctypes.c_char_p
told = os.environ["WEIR_HOSTS_DRAWN"]
bpy.context.preferences.view.show_splash = False
last = ""
drawn = ["", ""]  # the last one but one is on the screen for certain: the frame after it has begun


def draw(header, context):
    probe.manual_paint()
    drawn[:] = [drawn[1], probe.manual_shown().decode()]
    header.layout.label(text=drawn[1])
    with open(told + ".new", "w", encoding="utf-8") as file:
        file.write("\n".join(drawn))
    os.replace(told + ".new", told)


def beat():
    global last
    if not probe.manual_beat():
        bpy.ops.wm.quit_blender()
        return None
    if probe.manual_shown() != last:
        last = probe.manual_shown()
        bpy.context.window_manager.windows[0].workspace.status_text_set(draw)
    return 0.016


def turn():
    return probe.manual_turn()


def start():
    bpy.app.timers.register(beat)
    bpy.app.timers.register(turn)


probe.manual_open(f"Blender {bpy.app.version_string}: bpy.app.timers".encode(), 1)
bpy.app.timers.register(start, first_interval=0.1)
