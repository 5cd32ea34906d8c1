# SPDX-License-Identifier: MIT
"""The programs: how each is started with a probe inside, and where it shows the count. Not how it is watched (run)."""
import dataclasses
import os
import shutil
import subprocess
import typing

import wine

HERE = os.path.dirname(os.path.abspath(__file__))

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" width="200" height="120" viewBox="0 0 200 120">
<path d="M0 70 Q50 55 100 70 T200 70 V120 H0 Z" fill="#7aa6c2"/>
<rect x="92" y="40" width="16" height="80" fill="#6b5b4b"/>
</svg>
"""

NOTE = "A weir is a low dam across a river.\r\nThe water goes over it, and the river keeps its level.\r\n"

FORM = """<ui version="4.0"><class>Form</class><widget class="QWidget" name="Form">
<property name="geometry"><rect><x>0</x><y>0</y><width>320</width><height>200</height></rect></property>
<widget class="QPushButton" name="button"><property name="geometry"><rect><x>90</x><y>80</y><width>140</width>
<height>32</height></rect></property><property name="text"><string>A button</string></property></widget>
</widget></ui>
"""


@dataclasses.dataclass
class Start:
    """What one run gets: its own HOME, and the path of its probe."""

    home: str
    probe: str

    def file(self, name, text):
        path = os.path.join(self.home, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path


@dataclasses.dataclass
class Program:
    name: str  # of the host, in --only
    title: str  # for people
    package: str  # Debian's
    binary: str
    probe: str  # the file in the folder of the probes, without its ending
    command: typing.Callable  # (Program, Start) -> arguments
    environment: typing.Callable = lambda start: {}
    shows: str = "title"  # where the count is: "title", "file" (the script tells what was drawn), or "" for nowhere
    screen: str = "1000x640"
    windows: bool = False  # a program of Windows: under Wine, with a probe of the build for Windows

    def path(self):
        return shutil.which(self.binary) if not self.windows or wine.works() else None

    def packages(self):
        return "wine wine64" if self.windows else self.package

    def file_of_probe(self):
        return self.probe + (".dll" if self.windows else ".so")

    def version(self):
        """As Debian numbers it, without Debian's own part; not every program can be asked without a window."""
        asked = subprocess.run(
            ["dpkg-query", "-W", "-f", "${Version}", self.package], capture_output=True, text=True, check=False
        )
        return asked.stdout.split("-")[0].split("+")[0].split("~")[0] or "unknown"


def script(name):
    return os.path.join(HERE, name)


def inkscape(program, start):
    return [program.path(), start.file("drawing.svg", DRAWING)]


def designer(program, start):
    return [program.path(), start.file("form.ui", FORM)]


def freecad(program, _):
    return [program.path(), script("in_freecad.py")]


def blender(program, _):
    size = ["--window-geometry", "0", "0", "1000", "620"]
    return [program.path(), "--factory-startup", "--no-window-focus", *size, "--python", script("in_blender.py")]


def blender_loop(program, _):
    return [program.path(), "--factory-startup", "-b", "--python-exit-code", "1", "--python", script("in_blender_loop.py")]


def notepad(program, start):
    note = wine.path_of(start.file("note.txt", NOTE))
    inject = os.path.join(os.path.dirname(start.probe), "hosts_inject.exe")
    return [program.path(), inject, wine.path_of(start.probe), f'notepad.exe "{note}"']


PROGRAMS = [
    Program("inkscape", "Inkscape", "inkscape", "inkscape", "hosts_gtk3", inkscape,
            lambda start: {"GTK_MODULES": start.probe}),
    # A draw by software's OpenGL takes longer than a beat: they draw six times less often.
    Program("freecad", "FreeCAD", "freecad", "freecad", "hosts_qt5", freecad,
            lambda start: {"WEIR_HOSTS_PROBE": start.probe, "QTWEBENGINE_DISABLE_SANDBOX": "1",
                           "WEIR_HOSTS_DRAW_EVERY": "6"}, screen="1200x760"),
    Program("designer", "Qt Designer", "designer-qt6", "/usr/lib/qt6/bin/designer", "hosts_qt6", designer,
            lambda start: {"LD_PRELOAD": start.probe}),
    Program("blender", "Blender", "blender", "blender", "hosts_manual", blender,
            lambda start: {"WEIR_HOSTS_PROBE": start.probe, "WEIR_HOSTS_DRAW_EVERY": "6"}, shows="file"),
    Program("blender-b", "Blender -b", "blender", "blender", "hosts_manual", blender_loop,
            lambda start: {"WEIR_HOSTS_PROBE": start.probe}, shows=""),
    Program("notepad", "Wine's notepad", "wine", "wine", "hosts_win32", notepad,
            lambda start: {"WEIR_HOSTS_ROW": wine.path_of(os.path.join(start.home, "row.json"))}, windows=True),
]
