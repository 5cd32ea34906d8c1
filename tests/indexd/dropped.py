# SPDX-License-Identifier: MIT
"""Holds up the loop of weir-indexd until thousands of results wait, then has it close at once.
Tests that the closing line accounts for each of them. Called with the program and its directory.

The loop thread writes a line for each request that is done. Nobody reads them, so that it stands
in write() as soon as the pipe is full, while the worker goes on filling the queue."""
import fcntl
import http.client
import os
import re
import signal
import subprocess
import sys
import time

program, root = sys.argv[1:]
LIMIT = 60  # s for any one thing to happen
LONG = "x" * 250
PIPE = 4096  # bytes


def until(what, done):
    end = time.monotonic() + LIMIT
    while not done():
        assert time.monotonic() < end, f"waited {LIMIT} s in vain: {what}"
        time.sleep(0.02)


def has_open(pid, path):
    names = (f"/proc/{pid}/fd/{fd}" for fd in os.listdir(f"/proc/{pid}/fd"))
    return any(os.path.lexists(name) and read_link(name) == path for name in names)


def read_link(name):
    try:
        return os.readlink(name)
    except FileNotFoundError:  # it was closed meanwhile
        return None


def ask_to_index(place, directory):
    client = http.client.HTTPConnection(place, timeout=LIMIT)
    client.request("POST", f"/index?dir={directory}")
    assert client.getresponse().status == 202, directory
    client.close()


def make_last(path):
    os.mkdir(os.path.dirname(path))
    with open(path, "wb") as file:
        file.truncate(1 << 40)


def fill_the_queue(service, place):
    gate, last = f"{root}/gate/endless", f"{root}/last/endless"
    until("the worker stands before the gate", lambda: has_open(service.pid, gate))
    make_last(last)  # only now: the first walk has listed root, and knows nothing of it
    os.mkdir(f"{root}/{LONG}")
    for _ in range(2 * PIPE // len(LONG)):
        ask_to_index(place, LONG)
    ask_to_index(place, "many")
    ask_to_index(place, "last")
    os.truncate(gate, 0)
    until("the worker has come to the last file", lambda: has_open(service.pid, last))


def account(output):
    line = re.search(r"^closed in .*: (\d+) tasks accepted, (\d+) run, (\d+) dropped", output, re.M)
    assert line, f"it did not say how it closed: {output[-500:]}"
    accepted, run, dropped = map(int, line.groups())
    print(line.group())
    assert accepted == run + dropped
    assert dropped > 0, "nothing was dropped, though thousands waited"


def main():
    service = subprocess.Popen(
        [program, "--listen", "127.0.0.1:0", "--threads", "1", "--queue", "65536", "--budget-ms", "1",
         "--drain-seconds", "0", root], stdout=subprocess.PIPE)
    try:
        fcntl.fcntl(service.stdout, fcntl.F_SETPIPE_SZ, PIPE)
        place = service.stdout.readline().decode().split("http://")[1].strip()
        fill_the_queue(service, place)
        service.send_signal(signal.SIGTERM)
        output = service.stdout.read().decode()
        assert service.wait(LIMIT) == 0, f"exit status {service.returncode}"
        account(output)
    finally:
        service.kill()


main()
