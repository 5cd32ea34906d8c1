#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Drags a window of Windows by its title bar and by its border, with the mouse, and sees that tasks run all along. Not the
window (drag.c), nor where all this runs (tests/wine/session.sh).

    drag.py input_drag.exe

Nothing here depends on how long it takes: each step of a drag waits until the window has followed the mouse and its
title says that more tasks have run. Wine itself must move and size the window, as it does in a desktop of its own.
"""
import re
import subprocess
import sys
import tempfile
import time

LIMIT = 60  # seconds, for anything to happen
STEPS = 20
STEP = 6  # pixels
TITLE = 12  # pixels from the upper edge of the window to the middle of its title bar
BORDER = 2  # from the right edge to the middle of the border

DRAGGED = re.compile(r"dragged: moved (\d+), sized (\d+), tasks (\d+), turns (\d+), changes after tasks (\d+)")
TITLE_SAYS = re.compile(r"ran (\d+)( in a drag)?")
CLOSING = re.compile(r"drag: (\d+) tasks posted, (\d+) ran, 0 refused, 0 dropped, closed")


def ask(*command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT)
    return done.stdout if done.returncode == 0 else ""


def xdotool(*words):
    return ask("xdotool", *map(str, words))


class Window:
    """The window that `program` opens."""

    def __init__(self, program):
        self.program = program
        self.number = ""
        search = "search", "--onlyvisible", "--name", "^ran [0-9]+"
        self.number = self.wait("it opens its window", lambda: xdotool(*search)).split()[0]

    def wait(self, what, happens):
        end = time.monotonic() + LIMIT
        while not (answer := happens()):
            if self.program.poll() is not None:
                sys.exit(f"drag.py: it ended with status {self.program.returncode} before {what}")
            if time.monotonic() > end:
                print(f"drag.py: waited {LIMIT} s until {what}", file=sys.stderr)
                for question in "getwindowname", "getwindowgeometry":
                    print(xdotool(question, self.number), file=sys.stderr)
                sys.exit(xdotool("getmouselocation"))
            time.sleep(0.005)
        return answer

    def title(self):
        """How many tasks have run, and whether the loop of a drag runs."""
        match = TITLE_SAYS.match(xdotool("getwindowname", self.number))
        return (int(match[1]), bool(match[2])) if match else (0, False)

    def ran(self):
        return self.title()[0]

    def place(self):
        """Left, top, width, height; only differences of the first two mean something, in a desktop of Wine's own."""
        answer = self.wait("its window is there", lambda: xdotool("getwindowgeometry", "--shell", self.number))
        values = dict(line.split("=") for line in answer.split())
        return tuple(int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))

    def wait_for_tasks(self, when):
        before = self.ran()
        self.wait(f"tasks run {when}", lambda: self.ran() > before)

    def step(self, pixels, index, what):
        """Moves the mouse; what must grow is place()[index]."""
        before = self.place()[index]
        xdotool("mousemove_relative", "--", pixels, 0)
        self.wait(f"the window is {what}", lambda: self.place()[index] > before)
        self.wait_for_tasks(f"while it is {what}")

    def point_at(self, x, y):
        xdotool("mousemove", "--window", self.number, x, y)

    def drag(self, x, y, index, what):
        self.point_at(x, y)
        self.wait_for_tasks("before the drag")
        xdotool("mousedown", 1)
        self.wait("Windows' loop of a drag runs", lambda: self.title()[1])
        self.wait_for_tasks("while the button is down")
        for _ in range(STEPS):
            self.step(STEP, index, what)
        xdotool("mouseup", 1)
        self.wait("the loop of the drag has ended", lambda: not self.title()[1])
        self.wait_for_tasks("after the drag")


def drag_both_ways(window):
    _, _, width, height = window.place()
    window.drag(width // 2, TITLE, 0, "moved")
    window.drag(width - BORDER, height // 2, 2, "sized")
    window.point_at(width // 2, height // 2)
    xdotool("click", 3)


def judge(status, lines):
    """What is wrong with what the program itself has seen."""
    drags = [tuple(map(int, match.groups())) for match in map(DRAGGED.fullmatch, lines) if match]
    closing = CLOSING.fullmatch(lines[-1]) if lines else None
    if len(drags) != 2:
        yield f"it went through {len(drags)} loops of Windows that move or size, not 2"
    for (moved, sized, tasks, turns, after), changed in zip(drags, (0, 1)):
        what = ("moved", "sized")[changed]
        if (moved, sized)[changed] < STEPS:
            yield f"it was {what} only {(moved, sized)[changed]} times in {STEPS} steps"
        if min(tasks, turns, after) < STEPS:
            yield f"while it was {what} only {tasks} tasks ran, in {turns} turns, before {after} of the changes"
    if not closing or closing[1] != closing[2]:
        yield "it did not say that all its tasks ran"
    if status != 0:
        yield f"it ended with status {status}"


def run(program, output):
    """Its exit status."""
    with subprocess.Popen(["wine", program], stdin=subprocess.DEVNULL, stdout=output) as running:
        try:
            drag_both_ways(Window(running))
            return running.wait(LIMIT)
        finally:
            xdotool("mouseup", 1)
            running.kill()


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: drag.py input_drag.exe")
    with tempfile.TemporaryFile() as output:  # not a pipe, which Wine's own services would hold open
        try:
            status = run(sys.argv[1], output)
        finally:
            output.seek(0)
            lines = output.read().decode(errors="replace").splitlines()
            print(*lines, sep="\n", flush=True)
    wrong = list(judge(status, lines))
    if wrong:
        sys.exit("\n".join(f"drag.py: {line}" for line in wrong))


main()
