# SPDX-License-Identifier: MIT
# Run by `blender -b`, which has no timers and no window: the script's own loop goes through the frames of the scene,
# one a beat, and turns in between. Measures nothing (probe.c).
import ctypes
import os
import time

import bpy

probe = ctypes.CDLL(os.environ["WEIR_HOSTS_PROBE"])
probe.manual_turn.restype = ctypes.c_double
BEAT = 0.016


def step(scene):
    last = scene.frame_current >= scene.frame_end
    scene.frame_set(scene.frame_start if last else scene.frame_current + 1)


def main():
    probe.manual_open(f"Blender {bpy.app.version_string}: a loop of its own".encode(), 0)
    due = time.monotonic()
    while True:
        if time.monotonic() >= due:
            step(bpy.context.scene)
            due = time.monotonic() + BEAT
            if not probe.manual_beat():
                return
        pause = probe.manual_turn()
        time.sleep(max(0.0, min(pause, due - time.monotonic())))


main()
