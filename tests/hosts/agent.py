# SPDX-License-Identifier: MIT
"""Plays agents on a server that speaks MCP: some connections that ask for thousands of changes to the scene and wait for
none of them, one that has an object animated and thinks better of it, and one that asks whether the server is alive.
Writes what it saw as JSON. A process of its own; knows nothing of the host."""
import argparse
import http.client
import json
import math
import os
import random
import sys
import threading
import time
import urllib.parse

SIDE = 15  # objects in a row of the grid that stands there already
HEADERS = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream",
           "MCP-Protocol-Version": "2025-11-25"}


class Client:
    """One connection that is kept."""

    def __init__(self, url):
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=300)
        self.number = 0

    def send(self, method, path, body=None):
        self.connection.request(method, path, body, HEADERS)
        answer = self.connection.getresponse()
        return answer, answer.read()

    def ask(self, method, params):
        """(result, 0), or (nothing, seconds to wait) where the server is full."""
        self.number += 1
        text = json.dumps({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params})
        answer, body = self.send("POST", "/mcp", text)
        message = json.loads(body)
        if answer.status == 503:
            return None, message["error"]["data"]["retry_after_ms"] / 1000
        if "result" not in message:
            raise RuntimeError(f"{method} {params}: {message}")
        return message["result"], 0

    def call(self, tool, refused=None, **arguments):
        while True:
            result, pause = self.ask("tools/call", {"name": tool, "arguments": arguments})
            if result:
                if result["isError"]:
                    raise RuntimeError(f"{tool} {arguments}: {result}")
                return result["structuredContent"]
            if refused is not None:
                refused.append(pause)
            time.sleep(max(pause, 0.005))


def operations(share, count, chance):
    """What one connection asks for: a wave through its part of the grid, and objects that come and go above it."""
    mine = [i for i in range(SIDE * SIDE) if i % share[1] == share[0]]
    made = []
    for i in range(count):
        kind = chance.random()
        if kind < 0.3 and len(made) < 10:
            made.append(f"drop {share[0]} {i}")
            yield "create_object", {"kind": chance.choice(["cube", "sphere", "cone"]), "name": made[-1], "size": 0.5,
                                    "at": [chance.uniform(0, SIDE), chance.uniform(0, SIDE), chance.uniform(3, 6)]}
        elif kind < 0.3:
            yield "delete_object", {"name": made.pop(0)}
        elif kind < 0.31:
            yield "list_objects", {}
        else:
            place = mine[i % len(mine)]
            x, y = place % SIDE, place // SIDE
            height = 1.5 * math.sin(math.hypot(x - SIDE / 2, y - SIDE / 2) - i / count * 25)
            yield "move_object", {"name": f"grid {place}", "at": [x, y, height]}


class Flood:
    """All the connections that change the scene; each gets as many ids as it asked for changes."""

    def __init__(self, options):
        self.options = options
        self.ids, self.refused, self.faults = [], [], []
        self.threads = [threading.Thread(target=self.one, args=(i,)) for i in range(options.connections)]

    def one(self, which):
        try:
            client, count = Client(self.options.url), self.options.operations // self.options.connections
            for tool, arguments in operations((which, self.options.connections), count, random.Random(which)):
                answer = client.call(tool, self.refused, **arguments, **{"async": True})
                if answer["status"] != "pending":
                    raise RuntimeError(f"not asynchronous: {answer}")
                self.ids.append(answer["job_id"])
        except Exception as error:  # pylint: disable=broad-except # a thread has nobody else to tell
            self.faults.append(repr(error))

    def run(self):
        for thread in self.threads:
            thread.start()
        for thread in self.threads:
            thread.join()


class Pulse(threading.Thread):
    """Asks for the server's health again and again."""

    def __init__(self, url):
        super().__init__(daemon=True)
        self.client, self.waits, self.over = Client(url), [], threading.Event()

    def run(self):
        while not self.over.wait(0.02):
            began = time.monotonic()
            answer, _ = self.client.send("GET", "/healthz")
            if answer.status != 200:
                return
            self.waits.append(time.monotonic() - began)


def animate(url, frames, ended):
    """Cancelled in the middle: the answer says how many frames it has done."""
    client = Client(url)
    number = client.call("animate", name="jumper", frames=frames, **{"async": True})["job_id"]
    while client.call("job_status", job_id=number)["progress"]["done"] < frames // 10:
        time.sleep(0.05)
    client.call("job_cancel", job_id=number)
    while client.call("job_status", job_id=number)["status"] == "running":
        time.sleep(0.01)
    ended.update(client.call("job_result", job_id=number))


MISTAKES = [
    ("list_objects", {"limit": -1}), ("list_objects", {"limit": "all"}), ("list_objects", {"skip": -1}),
    ("create_object", {"kind": "moon"}), ("create_object", {"kind": "cube", "name": 5}),
    ("create_object", {"kind": "cube", "at": [1, 2]}), ("create_object", {"kind": "cube", "at": [0, 0, "up"]}),
    ("create_object", {"kind": "cube", "size": "big"}), ("create_object", {"kind": "cube", "size": 1e300}),
    ("move_object", {"name": "jumper", "at": None}), ("move_object", {"name": 5, "at": [0, 0, 0]}),
    ("animate", {"name": "jumper", "frames": 0}), ("animate", {"name": "jumper", "height": "far"}),
]


def mistake(client):
    """What is wrong is told, and changes nothing."""
    before = client.call("list_objects")["count"]
    for tool, arguments in MISTAKES:
        if not client.ask("tools/call", {"name": tool, "arguments": arguments})[0]["isError"]:
            raise RuntimeError(f"nothing wrong in {tool} {arguments}")
    if client.call("list_objects")["count"] != before:
        raise RuntimeError("a mistake changed the scene")


def play(options):
    client = Client(options.url)
    client.ask("initialize", {"protocolVersion": "2025-11-25", "capabilities": {},
                              "clientInfo": {"name": "agent", "version": "1"}})
    tools = [tool["name"] for tool in client.ask("tools/list", {})[0]["tools"]]
    animated, extra = {}, []
    if "job_cancel" in tools:
        extra.append(threading.Thread(target=animate, args=(options.url, options.frames, animated)))
        mistake(client)
    flood = Flood(options)
    began = time.monotonic()
    for thread in extra:
        thread.start()
    flood.run()
    asked = time.monotonic() - began
    left = Client(options.url).call("list_objects")["count"]  # comes behind all of them
    took = time.monotonic() - began
    for thread in extra:
        thread.join()
    return {"asked_s": asked, "time_s": took, "objects": left, "ids": flood.ids, "refused": len(flood.refused),
            "faults": flood.faults, "animated": animated}


def pulse(url):
    """In a process of its own, so that it does not wait for the flood's Python: until its input ends."""
    beat = Pulse(url)
    beat.start()
    sys.stdin.read()
    if not beat.is_alive():
        raise RuntimeError("/healthz was not answered any more")
    beat.over.set()
    beat.join(300)
    return {"waits_ms": [round(wait * 1000, 3) for wait in beat.waits]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--json", required=True, metavar="FILE")
    parser.add_argument("--pulse", action="store_true", help="ask for its health only")
    parser.add_argument("--operations", type=int, default=20000)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--frames", type=int, default=250)
    options = parser.parse_args()
    if not options.pulse:
        os.nice(10)  # agents have machines of their own; on this one they would take the time that Blender draws in
    seen = pulse(options.url) if options.pulse else play(options)
    with open(options.json + ".new", "w", encoding="utf-8") as file:
        json.dump(seen, file)
    os.replace(options.json + ".new", options.json)


if __name__ == "__main__":
    main()
