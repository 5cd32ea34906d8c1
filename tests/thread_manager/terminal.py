# SPDX-License-Identifier: MIT
"""Plays the terminal of weir-thread-manager, and who sits at it. Called by terminal.sh, which says what is to hold."""
import os
import pty
import re
import select
import sys
import time

program, limit = os.path.abspath(sys.argv[1]), float(sys.argv[2])
BAR = re.compile(r"  \[#*\.*\] +\d+ %  (.*)")


def replay(said):
    """What stands on the screen, line by line."""
    lines, row = [""], 0
    for token in re.findall(r"\x1b\[[?\d]*[A-Za-z]|\r|\n|[^\x1b\r\n]+", said):
        if token == "\r":
            pass  # nothing is written over
        elif token == "\n":
            row += 1
            lines += [""] * (row + 1 - len(lines))
        elif token == "\x1b[J":
            lines[row:] = [""]
        elif token.startswith("\x1b[?7"):
            pass
        elif token.endswith("A"):
            row -= int(token[2:-1])
            assert row >= 0, "it goes up beyond its own lines"
        else:
            lines[row] += token
    return [line for line in lines if line]


class Terminal:
    """The program on a terminal of its own, and all that it has written there."""

    def __init__(self, *arguments):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execv(program, [program, *arguments])
        self.said = ""
        self.end = time.monotonic() + limit

    def read(self):
        """False: it has ended."""
        ready, _, _ = select.select([self.fd], [], [], max(0, self.end - time.monotonic()))
        assert ready, f"waited {limit} s in vain; it said {self.said[-2000:]!r}"
        try:
            got = os.read(self.fd, 65536)
        except OSError:  # Linux says so when the other side is closed
            return False
        self.said += got.decode()
        return bool(got)

    def until(self, what, count):
        while self.said.count(what) < count:
            assert self.read(), f"it ended before it said {what!r} {count} times: {self.said[-2000:]!r}"

    def ends(self, status):
        while self.read():
            pass
        got = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        assert got == status, f"exit status {got}, not {status}: {self.said[-2000:]!r}"


DRAWN = "\x1b[?7h"  # how each drawing ends
LOG = re.compile(r"timeline: panel_say was called on thread sum \d; only thread \S+ may call it")

# The last task begins when the second has ended, while there is a bar: what the log says then comes in between.
terminal = Terminal("--conflict", "--threads", "2", "endless", "middle", "nothing")
terminal.until("nothing: No such file or directory", 1)
terminal.until(DRAWN, terminal.said.count(DRAWN) + 3)
screen = replay(terminal.said[:terminal.said.rindex(DRAWN)])
assert [match.group(1) for match in map(BAR.fullmatch, screen) if match] == ["endless"], screen
assert BAR.fullmatch(screen[-1]), f"the bar is not below the lines: {screen}"
assert sum(map(bool, map(LOG.fullmatch, screen))) == 3, f"not three whole lines of the log: {screen}"
assert "middle: 33554432 bytes" in screen and "nothing: No such file or directory" in screen, screen

os.write(terminal.fd, b"\x03")
terminal.ends(130)
screen = replay(terminal.said)
assert "endless: cancelled while it was running" in screen, screen
assert not any(map(BAR.fullmatch, screen)), f"a bar is left: {screen}"
assert re.fullmatch(r"1 of 3 summed; \d+ frames, .*", screen[-1]), screen
