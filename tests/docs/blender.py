# SPDX-License-Identifier: MIT
# Runs the page's script for Blender with a `bpy` that has the two things that it uses, posts from threads as an add-on
# would, and ends it. Not Blender: tests/hosts has that.
#
#   blender.py SCRIPT       with WEIR_LIBRARY, a shared libweir
import runpy
import sys
import threading
import time
import types

TASKS = 2000
timers = []
bpy = types.ModuleType("bpy")
bpy.app = types.SimpleNamespace(
    background=False, timers=types.SimpleNamespace(register=lambda turn, persistent: timers.append(turn))
)
sys.modules["bpy"] = bpy
page = runpy.run_path(sys.argv[1])

ran = []


def task():
    ran.append(threading.current_thread() is threading.main_thread())


def work():
    left = TASKS // 4
    while left:
        try:
            page["post"](task)
            left -= 1
        except RuntimeError:  # full
            time.sleep(0.001)


threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
limit = time.monotonic() + 60
while len(ran) < TASKS and time.monotonic() < limit:
    for timer in timers:
        time.sleep(timer() + 0.001)
for thread in threads:
    thread.join()
closed = page["weir"].weir_close(page["w"], 1, page["ctypes"].c_int64(10**9))
page["weir"].weir_free(page["w"])
print(f"{sum(ran)} of {TASKS} tasks ran on the main thread; close answered {closed}, {len(page['tasks'])} left")
sys.exit(0 if ran == [True] * TASKS and closed == 0 and not page["tasks"] else 1)
