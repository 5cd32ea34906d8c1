# SPDX-License-Identifier: MIT
"""Plays the terminal of weir-jobs, and who sits at it. Called by terminal.sh, which says what is to hold."""
import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time

program, folder, limit = sys.argv[1], sys.argv[2], float(sys.argv[3])
ROWS, COLUMNS = 12, 60  # fewer lines than there are jobs, and narrower than some
AS_IT_WAS = termios.ICANON | termios.ECHO  # a new terminal has both


class Terminal:
    """The program on a terminal of its own, and all that it has written there."""

    def __init__(self, *arguments):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.execv(program, [program, *arguments])
        self.said = b""
        self.end = time.monotonic() + limit

    def read(self):
        """False: it has ended."""
        ready, _, _ = select.select([self.fd], [], [], max(0, self.end - time.monotonic()))
        assert ready, f"waited {limit} s in vain; it said {self.said[-2000:]!r}"
        try:
            got = os.read(self.fd, 65536)
        except OSError:  # Linux says so when the other side is closed
            return False
        self.said += got
        return bool(got)

    def until(self, pattern):
        while not re.search(pattern, self.said):
            assert self.read(), f"it ended before it said {pattern!r}: {self.said[-2000:]!r}"

    def press(self, key):
        os.write(self.fd, key)

    def modes(self):
        return termios.tcgetattr(self.fd)[3] & (termios.ICANON | termios.ECHO)

    def ends(self, status):
        while self.read():
            pass
        got = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        assert got == status, f"exit status {got}, not {status}: {self.said[-2000:]!r}"


def frames(said):
    """What was drawn, each time that it began anew."""
    return re.split(rb"\x1b\[J", said)[1:]


def redrawn_in_its_place(said):
    drawn = frames(said)
    assert len(drawn) > 2, "it was not redrawn"
    assert re.search(rb"\nand \d+ more\r\n", drawn[-1]), "it does not say that lines are left out"
    for before, after in zip(drawn, drawn[1:]):
        up = re.search(rb"\r\x1b\[(\d+)A$", before)
        assert up, f"it does not go up before it draws again: {before!r}"
        table = before[:up.start()]
        assert table.count(b"\n") == int(up.group(1)), "it goes up by other than what it drew"
        assert table.count(b"\n") < ROWS, "it is higher than the terminal"
        assert b"task_id" in table.split(b"\n")[0], "the headings are gone"
        assert table.startswith(b"\x1b[?7l") and table.endswith(b"\x1b[?7h"), "its lines may wrap"


def c_cancels_the_export():
    terminal = Terminal("--side", "4000", "--rate", "0", folder)
    terminal.until(rb"running\s+export")
    assert terminal.modes() == 0, "keys are echoed, or wait for a line"
    terminal.press(b"xc")
    terminal.ends(0)
    assert re.search(rb"export: cancelled", terminal.said), terminal.said[-2000:]
    assert re.search(rb"download: completed", terminal.said), terminal.said[-2000:]
    assert terminal.modes() == AS_IT_WAS, "the terminal is not as it was"
    redrawn_in_its_place(terminal.said[:terminal.said.index(b"export: cancelled")])


def interrupt_key_ends_it():
    terminal = Terminal("--side", "4000", "--rate", "1", folder)
    terminal.until(rb"running\s+export")
    terminal.press(b"\x03")
    terminal.ends(130)
    assert re.search(rb"export: cancelled", terminal.said), terminal.said[-2000:]
    assert terminal.modes() == AS_IT_WAS, "the terminal is not as it was"


c_cancels_the_export()
interrupt_key_ends_it()
