# SPDX-License-Identifier: MIT
"""weir-scened in Blender: agents create, move, delete, list and animate Blender's objects while Blender goes on drawing.

Run it in Blender's text editor or by `blender --python scened_blender.py`, with WEIR_DOOR_MODULE naming the built module
(weir-door-module), or with that beside this file; or install the folder as an add-on. It prints where it listens. What
is Blender's is here, what is the door's in weir_door.py."""
import math
import os
import sys
import time

import bpy

HERE = os.path.dirname(os.path.abspath(__file__))
if HERE not in sys.path:
    sys.path.append(HERE)
from weir_door import Door, Tool  # pylint: disable=wrong-import-position

bl_info = {"name": "weir-scened", "author": "the authors of weir", "version": (0, 1, 0), "blender": (3, 0, 0),
           "category": "Development", "description": "Agents work on the scene while Blender goes on drawing"}

IDLE = 0.01  # s between two looks while nothing waits: nothing outside of Blender may wake it
SHARE = 0.33  # of the time that Blender took for itself since the last turn: its frames get no longer than by that
LEAST, MOST = 0.004, 0.03  # s; whatever Blender took
MOST_LISTED = 1000
FAR = 1e6
SMALL = 1e-3
MOST_FRAMES = 100000
POINT = {"type": "array", "items": {"type": "number", "minimum": -FAR, "maximum": FAR}, "minItems": 3, "maxItems": 3}
KINDS = ["cube", "sphere", "cone"]
NAME = {"type": "string", "description": "the object's name in Blender"}


def takes(required, **properties):
    return {"type": "object", "properties": properties, "required": required}


# The schemas are for the agent to read: nobody has held its arguments against them. Before anything is made.


def number(what, value, least, most, kinds=(int, float)):
    if isinstance(value, bool) or not isinstance(value, kinds) or not least <= value <= most:
        raise ValueError(f"{what} must be a number from {least:g} to {most:g}")
    return value


def whole(what, value, least, most):
    return number(what, value, least, most, int)


def point(at):
    if not isinstance(at, (list, tuple)) or len(at) != 3:
        raise ValueError("at must be three numbers")
    return [number("at", part, -FAR, FAR) for part in at]


def shape(kind):
    """A mesh of its own for each object, so that it can be edited."""
    import bmesh  # pylint: disable=import-outside-toplevel # not there before Blender has started

    model = bmesh.new()
    if kind == "cube":
        bmesh.ops.create_cube(model, size=1)
    elif kind == "sphere":
        bmesh.ops.create_icosphere(model, subdivisions=2, radius=0.5)
    else:
        bmesh.ops.create_cone(model, cap_ends=True, segments=24, radius1=0.5, radius2=0, depth=1)
    mesh = bpy.data.meshes.new(kind)
    model.to_mesh(mesh)
    model.free()
    return mesh


def find(name):
    if not isinstance(name, str):
        raise ValueError("name must be a string")
    found = bpy.data.objects.get(name)
    if not found:
        raise KeyError(f"no object is named {name}")
    return found


def create_object(kind, name=None, at=(0, 0, 0), size=1.0):
    at, size = point(at), number("size", size, SMALL, FAR)
    if kind not in KINDS or not isinstance(name or "", str):
        raise ValueError("kind must be one of " + ", ".join(KINDS) + ", and name a string")
    made = bpy.data.objects.new(name or kind, shape(kind))
    made.location = at
    made.scale = (size, size, size)
    bpy.context.scene.collection.objects.link(made)
    bpy.context.view_layer.update()  # Blender works out its size: else the next tool would read what it was before
    return {"name": made.name, "size": list(made.dimensions)}


def move_object(name, at):
    find(name).location = point(at)
    return {"name": name}


def delete_object(name):
    found = find(name)
    mesh = found.data if found.type == "MESH" else None
    bpy.data.objects.remove(found)
    if mesh and not mesh.users:
        bpy.data.meshes.remove(mesh)
    return {"name": name}


def list_objects(skip=0, limit=100):
    whole("skip", skip, 0, sys.maxsize - MOST_LISTED)
    whole("limit", limit, 1, MOST_LISTED)  # all of them would take longer than a frame
    part = bpy.data.objects[skip:skip + limit]
    return {"objects": [{"name": one.name, "type": one.type, "at": list(one.location)} for one in part],
            "count": len(bpy.data.objects)}


def animate(name, frames=250, height=3.0):
    """One frame a step: Blender draws in between, and a call that is cancelled has done what it says."""
    whole("frames", frames, 1, MOST_FRAMES)
    number("height", height, -FAR, FAR)
    x, y, z = find(name).location
    for frame in range(1, frames + 1):
        moved = find(name)  # anew: between two steps it may be deleted, and an undo makes all that was found invalid
        moved.location = (x, y, z + height * abs(math.sin(frame / 10)))
        moved.keyframe_insert("location", frame=frame)
        yield frame, frames, {"name": name, "frames": frame}
    return {"name": name, "frames": frames}


TOOLS = [
    Tool("list_objects", "List objects of the scene with their places, by their names: `limit` of them after the first `skip`."
         " `count` is how many there are.", list_objects,
         takes([], skip={"type": "integer", "minimum": 0, "default": 0},
               limit={"type": "integer", "minimum": 1, "maximum": MOST_LISTED, "default": 100}), read_only=True),
    Tool("create_object", "Create a cube, a sphere or a cone. Answers its name, which may differ from the one asked for,"
         " and its size.",
         create_object, takes(["kind"], kind={"type": "string", "enum": KINDS}, name=NAME, at=POINT,
                              size={"type": "number", "minimum": SMALL, "maximum": FAR})),
    Tool("move_object", "Move an object.", move_object, takes(["name", "at"], name=NAME, at=POINT)),
    Tool("delete_object", "Delete an object.", delete_object, takes(["name"], name=NAME), destructive=True),
    Tool("animate", "Have an object jump: one keyframe for each of so many frames. Takes a while: call it async.", animate,
         takes(["name"], name=NAME, frames={"type": "integer", "minimum": 1, "maximum": MOST_FRAMES},
               height={"type": "number", "minimum": -FAR, "maximum": FAR}), long_running=True, timeout=3600),
]

DOOR = None
ended = 0.0  # s; when the last turn did


def module_path():
    return os.environ.get("WEIR_DOOR_MODULE") or os.path.join(HERE, "libweir-door-module.so")


def turn():
    """Called by Blender's timers, on its main thread."""
    global ended  # pylint: disable=global-statement
    pause = DOOR.turn(min(max(SHARE * (time.monotonic() - ended), LEAST), MOST))
    ended = time.monotonic()
    return IDLE if pause is None else min(pause, IDLE)


def register(port=0, tools=TOOLS):
    global DOOR  # pylint: disable=global-statement
    DOOR = Door(module_path(), "Blender " + bpy.app.version_string, "0.1.0", tools, port)
    bpy.app.timers.register(turn, persistent=True)
    print("listening on", DOOR.url, flush=True)
    return DOOR.url


def unregister():
    """Each call ends and each client is told; then nothing of weir is left in Blender."""
    global DOOR  # pylint: disable=global-statement
    bpy.app.timers.unregister(turn)
    while not DOOR.close():
        pass
    DOOR = None


if __name__ == "__main__":
    register(int(os.environ.get("WEIR_SCENED_PORT", "8765")))
