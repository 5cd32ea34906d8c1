# SPDX-License-Identifier: MIT
"""An X server with a window manager for one program, the titles of its windows, and pictures of it. Knows no program."""
import os
import shutil
import subprocess
import time

TOOLS = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool", "xprop": "x11-utils", "import": "imagemagick",
         "convert": "imagemagick"}
LIMIT = 30  # s; for what takes a moment

# Each window fills the screen, with its title bar in sight: FreeCAD would put its own above the upper edge.
MANAGER = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
<theme><name>Clearlooks</name></theme>
<applications><application type="normal"><decor>yes</decor><maximized>yes</maximized></application></applications>
</openbox_config>
"""


class Failed(Exception):
    """Something did not happen; its text says what."""


def missing():
    """The packages of the tools that are not here."""
    return sorted({package for tool, package in TOOLS.items() if not shutil.which(tool)})


def wait_until(what, done, limit=LIMIT):
    """The first true answer of done(), which is asked again and again."""
    until = time.monotonic() + limit
    while time.monotonic() < until:
        answer = done()
        if answer:
            return answer
        time.sleep(0.05)
    raise Failed(f"{what}: not within {limit} s")


class Screen:
    """Its own server, by `with`; everything of it ends there."""

    def __init__(self, environment, size):
        self.environment = dict(environment)
        self.size = size
        self.processes = []

    def __enter__(self):
        try:
            self.start_server()
            self.start_manager()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
            process.wait()

    def start(self, arguments, **more):
        process = subprocess.Popen(arguments, env=self.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
        self.processes.append(process)

    def start_server(self):
        """The server chooses a free number and writes it when it is ready."""
        reading, writing = os.pipe()
        self.start(["Xvfb", "-displayfd", str(writing), "-screen", "0", self.size + "x24", "-noreset", "-nolisten", "tcp",
                    "+extension", "GLX"], pass_fds=[writing])
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise Failed("Xvfb does not start")
        self.environment["DISPLAY"] = ":" + number

    def start_manager(self):
        config = os.path.join(self.environment["HOME"], "openbox.xml")
        with open(config, "w", encoding="utf-8") as file:
            file.write(MANAGER)
        self.start(["openbox", "--sm-disable", "--config-file", config])
        wait_until("openbox manages the screen", lambda: "# 0x" in self.ask("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"))

    def ask(self, *arguments):
        return subprocess.run(arguments, env=self.environment, capture_output=True, text=True, check=False,
                              timeout=LIMIT).stdout

    def title_like(self, pattern):
        """The title of a window on the screen that matches, or nothing."""
        found = self.ask("xdotool", "search", "--onlyvisible", "--name", pattern).split()
        return self.ask("xdotool", "getwindowname", found[0]).strip() if found else ""

    def photograph(self, raw):
        """The whole screen as it is, into a file of a format that is quick to write."""
        taken = subprocess.run(["import", "-window", "root", "ppm:" + raw], env=self.environment, check=False,
                               timeout=LIMIT)
        if taken.returncode != 0:
            raise Failed("no picture could be taken")


def develop(raw, path):
    """A small PNG of a photograph. Takes a while."""
    done = subprocess.run(["convert", "ppm:" + raw, "+dither", "-colors", "256", "-strip", "PNG8:" + path], check=False)
    if done.returncode != 0:
        raise Failed(f"{path} could not be written")
