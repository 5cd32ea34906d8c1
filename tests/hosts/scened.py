# SPDX-License-Identifier: MIT
"""weir-scened inside Blender: starts it, has agents fire thousands of operations at it, and looks at what becomes of
Blender's own beat; then the same with the usual way in weir's place. What Blender does is in_scened.py's, what the agents
do is agent.py's."""
import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import urllib.parse

import programs
import screen
from screen import Failed

NAME = "scened"
OPERATIONS = 20000
LIMIT = 300  # s; for each part of a run, on a slow machine
MOST = 2  # times its worst gap alone, that Blender's beat may be late with weir
EXAMPLE = os.path.join(programs.HERE, "..", "..", "examples", "scened", "blender")
WAYS = {"weir": "weir-scened", "usual": "the usual way"}
COLUMNS = ["Blender with", "operations", "time", "longest gap of its beat: alone", "with agents", "beats a second: alone",
           "with agents", "longest turn", "`/healthz`: half within", "99 % within", "all within"]


class Run:
    def __init__(self, way, home, environment, display):
        self.way, self.home, self.display = way, home, display
        self.environment = environment
        self.processes = []

    def path(self, name):
        return os.path.join(self.home, name)

    def start(self, arguments, **more):
        with open(self.path("log"), "ab") as log:
            process = subprocess.Popen(arguments, env=self.environment, cwd=self.home, stdout=log, stderr=log,
                                       start_new_session=True, **more)
        self.processes.append(process)
        return process

    def end_all(self):
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def read(self, name):
        with contextlib.suppress(OSError), open(self.path(name), encoding="utf-8") as file:
            return file.read()
        return ""

    def wait_for(self, name, process):
        screen.wait_until(name, lambda: self.read(name) or process.poll() is not None, LIMIT)
        if not self.read(name):
            raise Failed(f"{name}: it ended before")
        return self.read(name)

    def drawn(self):
        """The count in Blender's status bar, of the frame that is certainly on the screen and of the last one."""
        counts = [line.split()[1] for line in self.read("drawn").split("\n") if line.startswith("weir ")
                  and len(line.split()) > 1]
        return [int(count) for count in counts] if len(counts) == 2 else None

    def done(self, url):
        """How many operations have been run: what Blender shows; the usual server tells by itself, for Blender may not."""
        if self.way == "weir":
            drawn = self.drawn()
            return drawn[0] if drawn else 0
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=LIMIT)
        connection.request("GET", "/healthz")
        done = json.loads(connection.getresponse().read())["done"]
        connection.close()
        return done

    def take_picture(self, url, raw, agent):
        """Well in the middle: what the screen shows, and what has been done meanwhile."""
        screen.wait_until("the middle", lambda: agent.poll() is not None or self.done(url) > OPERATIONS * 0.4, LIMIT)
        before = self.done(url)
        shown = self.drawn()
        self.display.photograph(raw)
        after = self.done(url)
        if not 0 < before <= after < OPERATIONS:
            raise Failed(f"the picture was not taken in the middle: {before} done before, {after} after")
        return {"done": [before, after], "shown": shown[0] if shown else 0}

    def play(self, raw):
        """From Blender's start to its end."""
        blender = self.start(["blender", "--factory-startup", "--no-window-focus", "--window-geometry", "0", "0", "1000",
                              "620", "--python", os.path.join(programs.HERE, "in_scened.py")],
                             stdin=subprocess.DEVNULL)
        url = self.wait_for("url", blender)
        agent_py = [sys.executable, os.path.join(programs.HERE, "agent.py"), url, "--json"]
        pulse = self.start([*agent_py, self.path("pulse.json"), "--pulse"], stdin=subprocess.PIPE)
        agent = self.start([*agent_py, self.path("agent.json"), "--operations", str(OPERATIONS)],
                           stdin=subprocess.DEVNULL)
        picture = self.take_picture(url, raw, agent)
        row = {"picture_at": picture, "agent": json.loads(self.wait_for("agent.json", agent))}
        pulse.stdin.close()
        row["pulse"] = json.loads(self.wait_for("pulse.json", pulse))["waits_ms"]
        with open(self.path("stop"), "w", encoding="utf-8"):
            pass
        row.update(json.loads(self.wait_for("row.json", blender)))
        if blender.wait(LIMIT) != 0:
            raise Failed(f"Blender ended with status {blender.returncode}")
        return row


def faults_of(row):
    """What is wrong with what was seen."""
    agent, ran = row["agent"], row["ran"]
    faults = list(agent["faults"])
    if len(agent["ids"]) != OPERATIONS or len(set(agent["ids"])) != OPERATIONS:
        faults.append(f"{len(agent['ids'])} of {OPERATIONS} operations were taken")
    if len(set(ran)) != len(ran) or not set(agent["ids"]) <= set(ran):
        faults.append("not every operation ran exactly once")
    if row["elsewhere"]:
        faults.append(f"{row['elsewhere']} operations did not run on Blender's main thread")
    if row["way"] == "weir":
        faults += faults_of_ours(row)
    return faults


def faults_of_ours(row):
    faults, animated = [], row["agent"]["animated"]
    done = animated.get("partial", {}).get("frames", 0)
    if animated.get("status") != "cancelled" or not 0 < done == row["keyframes"]:
        faults.append(f"the animation was not cancelled in its middle: {animated}, {row['keyframes']} frames are there")
    if row["loaded"]["gap_ms"] > MOST * row["idle"]["gap_ms"]:
        faults.append(f"Blender's beat was {row['loaded']['gap_ms']:.0f} ms late, alone {row['idle']['gap_ms']:.0f} ms")
    if row["loaded_still"]:
        faults.append("the module is in Blender after it was unloaded")
    return faults


def try_way(way, options, environment_of):
    say(way, f"Blender starts, and agents with {OPERATIONS} operations")
    row = {"host": NAME, "way": way, "operations": OPERATIONS,
           "machine": {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 2)}}
    with contextlib.ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="weir-hosts-", ignore_cleanup_errors=True))
        environment = {**environment_of(home), "WEIR_HOSTS_WAY": way, "WEIR_HOSTS_OPERATIONS": str(OPERATIONS),
                       "WEIR_HOSTS_EXAMPLE": EXAMPLE, "WEIR_DOOR_MODULE": os.path.abspath(options.module)}
        display = stack.enter_context(screen.Screen(environment, "1000x640"))
        run = Run(way, home, display.environment, display)
        stack.callback(run.end_all)
        raw = run.path("picture")
        try:
            row.update(run.play(raw))
            faults = faults_of(row)
            if faults:
                raise Failed("; ".join(faults))
            row["result"] = "passed"
            say(way, "Blender quit cleanly")
        except Failed as failure:
            row.update(result="failed", why=str(failure))
            say(way, f"FAILED: {failure}")
            print("".join(f"    {line}\n" for line in run.read("log").splitlines()[-20:]), end="")
        if os.path.exists(raw):
            row["picture"] = os.path.join(options.pictures, f"{NAME}-{way}.png")
            screen.develop(raw, row["picture"])
    return row


def say(way, text):
    print(f"hosts: {NAME}: {WAYS[way]}: {text}", flush=True)


def share(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))] if values else 0


def cells_of(row):
    """Of one row; its lists are in the JSON too, for who wants another share."""
    head = WAYS[row["way"]] + (" FAILED" if row["result"] == "failed" else "")
    if "pulse" not in row:
        return [head, row["why"]] + [""] * (len(COLUMNS) - 2)
    return [head, str(row["operations"]), f"{row['agent']['time_s']:.1f} s", f"{row['idle']['gap_ms']:.0f} ms",
            f"{row['loaded']['gap_ms']:.0f} ms", f"{row['idle']['a_second']:.0f}", f"{row['loaded']['a_second']:.0f}",
            f"{row['longest_turn_ms']:.0f} ms" if row["longest_turn_ms"] else "",
            *(f"{share(row['pulse'], part):.1f} ms" for part in (0.5, 0.99, 1))]


def legend(rows):
    return [f"The picture of {WAYS[row['way']]}: {row['picture_at']['done'][0]} to {row['picture_at']['done'][1]} operations "
            f"had been run, {row['picture_at']['shown']} stood on the screen." for row in rows if "picture_at" in row]


def measure(options, environment_of):
    """Rows, one for each way."""
    return [try_way(way, options, environment_of) for way in WAYS]
