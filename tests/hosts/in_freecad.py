# SPDX-License-Identifier: MIT
# Run by FreeCAD at its start: loads the Qt probe, which does the rest by itself. Draws and measures nothing.
import ctypes
import os

ctypes.CDLL(os.environ["WEIR_HOSTS_PROBE"])
