# SPDX-License-Identifier: MIT
# Run by Blender at its start: a scene, a beat by Blender's own timers, and after a while the server that agents ask,
# with weir or the usual way. Counts what runs and how late the beat is, draws the count in the status bar, and writes the
# row. What agents do is agent.py's, who starts them is scened.py.
import json
import os
import random
import sys
import threading
import time

import bpy

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path += [HERE, os.environ["WEIR_HOSTS_EXAMPLE"]]
# pylint: disable=wrong-import-position
import scened_blender
import weir_door
from usual import Usual

SIDE = 15
OPERATIONS = int(os.environ["WEIR_HOSTS_OPERATIONS"])
HOME = os.environ["HOME"]
WITH_WEIR = os.environ["WEIR_HOSTS_WAY"] == "weir"
BEAT = 0.016
SMOOTH, SETTLED, SETTLE_LIMIT, IDLE, AFTER = 0.15, 2.0, 30.0, 8.0, 1.0  # s
DRAW_EVERY = 6  # beats

ran, elsewhere, faults = [], [], []  # ids, in the order in which they ran
main_thread = threading.get_ident()


def note(number):
    if threading.get_ident() == main_thread:
        ran.append(number)
    else:
        elsewhere.append(number)


class Counted(weir_door.Door):
    """Notes each call that begins, and the longest turn: what of a late beat is weir's and the tools'."""

    longest_turn = 0.0

    def turn(self, budget):
        began_at = time.monotonic()
        pause = super().turn(budget)
        Counted.longest_turn = max(Counted.longest_turn, time.monotonic() - began_at)
        return pause

    def step(self, tool, job, call):
        number = self.fast.weir_job_id(job)
        if number not in self.running:
            note(number)
        return super().step(tool, job, call)


def run_usual(tool, arguments, number):
    note(number)
    return tool.run(**arguments)


class Gauge:
    def __init__(self):
        self.began = self.last = time.monotonic()
        self.longest, self.beats = 0.0, 0

    def tick(self):
        now = time.monotonic()
        self.longest, self.last, self.beats = max(self.longest, now - self.last), now, self.beats + 1

    def row(self):
        return {"gap_ms": self.longest * 1000, "a_second": self.beats / max(self.last - self.began, 0.001)}


def tell(name, text):
    path = os.path.join(HOME, name)
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(path + ".new", path)


def make_scene():
    bpy.data.objects.remove(bpy.data.objects["Cube"])
    chance = random.Random(1)
    for i in range(SIDE * SIDE):
        made = bpy.data.objects[scened_blender.create_object("cube", f"grid {i}", (i % SIDE, i // SIDE, 0), 0.8)["name"]]
        made.color = (0.15 + 0.6 * (i % SIDE) / SIDE, 0.35 + 0.2 * chance.random(), 0.9 - 0.6 * (i // SIDE) / SIDE, 1)
    scened_blender.create_object("cone", "jumper", (-3, SIDE / 2, 0), 2)
    scened_blender.create_object("cone", "beacon", (SIDE + 2, SIDE / 2, 0), 2)
    scened_blender.create_object("sphere", "own")
    bpy.context.preferences.system.viewport_aa = "OFF"  # where software draws, these take most of the time
    for area in bpy.context.window_manager.windows[0].screen.areas:
        if area.type == "VIEW_3D":
            space = area.spaces.active
            space.shading.color_type = "OBJECT"
            space.overlay.show_overlays = space.show_gizmo = False
            space.region_3d.view_distance = 27
            space.region_3d.view_location = (SIDE / 2, SIDE / 2, 0)


def draw(header, _):
    drawn[:] = [drawn[1], f"{len(ran)} of {OPERATIONS}"]
    header.layout.label(text=f"agents: {drawn[1]} operations")
    tell("drawn", "\n".join("weir " + text for text in drawn))


def beat():
    """Blender's own: in the viewport something moves, and an object takes the place of another, whoever else does what. So
    Blender has as much to work out and to draw for each frame alone as with agents."""
    gauge.tick()
    scened_blender.delete_object("own")
    scened_blender.create_object("sphere", "own", (SIDE + 2, SIDE / 2, 3))
    bpy.data.objects["beacon"].rotation_euler.z += 0.05
    if gauge.beats % DRAW_EVERY == 0:
        bpy.context.window_manager.windows[0].workspace.status_text_set(draw)
    return phase()


# Phases: each is a function that the beat calls, and answers when the next beat is to come.


def enter(new):
    global gauge, phase  # pylint: disable=global-statement
    was, gauge, phase = gauge, Gauge(), new
    return was.row()


def settle():
    global smooth_since  # pylint: disable=global-statement
    now = time.monotonic()
    if gauge.longest > SMOOTH:
        gauge.longest, smooth_since = 0.0, now
    if now - smooth_since > SETTLED or now - began > SETTLE_LIMIT:
        enter(idle)
    return BEAT


def idle():
    if time.monotonic() - gauge.began < IDLE:
        return BEAT
    row["idle"] = enter(loaded)
    if WITH_WEIR:
        scened_blender.Door = Counted
        url = scened_blender.register()
    else:
        server.append(Usual({tool.name: tool for tool in scened_blender.TOOLS}, run_usual))
        bpy.app.timers.register(server[0].timer)
        url = server[0].url
    enter(loaded)  # from here on: to open it takes a moment
    tell("url", url)
    return BEAT


def loaded():
    if not os.path.exists(os.path.join(HOME, "stop")):
        return BEAT
    row["loaded"] = enter(after)
    if WITH_WEIR:
        scened_blender.unregister()
    else:
        bpy.app.timers.unregister(server[0].timer)
        server[0].close()
    enter(after)
    return BEAT


def after():
    if time.monotonic() - gauge.began < AFTER:
        return BEAT
    row["after"] = enter(after)
    with open("/proc/self/maps", encoding="utf-8") as maps:
        row["loaded_still"] = any(os.environ["WEIR_DOOR_MODULE"] in line for line in maps)
    action = bpy.data.objects["jumper"].animation_data
    row["keyframes"] = len(action.action.fcurves[0].keyframe_points) if action else 0
    row["longest_turn_ms"] = Counted.longest_turn * 1000
    row.update(ran=ran, elsewhere=len(elsewhere), loop="bpy.app.timers", problem="; ".join(faults))
    tell("row.json", json.dumps(row))
    bpy.ops.wm.quit_blender()
    return None


def start():
    global gauge, began, smooth_since  # pylint: disable=global-statement
    gauge = Gauge()
    began = smooth_since = gauge.began
    make_scene()
    bpy.app.timers.register(beat)


gauge, phase, began, smooth_since = Gauge(), settle, 0.0, 0.0
row, server, drawn = {}, [], ["", ""]
bpy.context.preferences.view.show_splash = False
bpy.app.timers.register(start, first_interval=0.1)
