# SPDX-License-Identifier: MIT
"""A Wine prefix for one program of Windows, on a screen that is there. Knows no program."""
import contextlib
import os
import subprocess

from screen import Failed

LIMIT = 300  # s; a prefix takes some on an idle machine


def works():
    """Debian's command is there without what it starts, too."""
    try:
        return subprocess.run(["wine", "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def path_of(path):
    """As Wine names a file of this system."""
    return "Z:" + path.replace("/", "\\")


class Prefix:
    """By `with`; all that runs in it ends there. Its files lie in HOME, and go with it. Windows are not in a desktop of
    Wine's: so the window manager draws their titles, and tells them."""

    def __init__(self, environment):
        # A debugger would take a crash's exit status away; without .NET and HTML Wine does not ask for them.
        self.environment = {
            **environment, "WINEPREFIX": os.path.join(environment["HOME"], "prefix"), "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "winedbg.exe=d;winemenubuilder.exe=d;mscoree,mshtml=",
        }

    def __enter__(self):
        try:
            made = self.ask("wine", "wineboot", "--init")
        except BaseException:
            self.__exit__()
            raise
        if made != 0:
            self.__exit__()
            raise Failed(f"no Wine prefix: wineboot ended with status {made}")
        return self

    def __exit__(self, *_):
        if not os.path.isdir(self.environment["WINEPREFIX"]):
            return
        with contextlib.suppress(Failed):  # the program's row matters more
            self.ask("wineserver", "--kill")
            self.ask("wineserver", "--wait")

    def ask(self, *arguments):
        """What Wine leaves running holds no pipe of ours."""
        try:
            return subprocess.run(arguments, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, check=False, timeout=LIMIT).returncode
        except subprocess.TimeoutExpired as error:
            raise Failed(f"{' '.join(arguments)}: not within {LIMIT} s") from error
