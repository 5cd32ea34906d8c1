# SPDX-License-Identifier: MIT
"""Asks six things in one and the same moment of a service in which two searches may wait: the service stands still until
all are asked. Tests that two or more are answered, and the others refused with a time to come back. Called with the
service's address and process."""
import http.client
import os
import signal
import sys
import time
from urllib.parse import urlsplit

place, pid = urlsplit(sys.argv[1]).netloc, int(sys.argv[2])
LIMIT = 60  # s for any one thing to happen


def state():
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rsplit(")", 1)[1].split()[0]


clients = [http.client.HTTPConnection(place, timeout=LIMIT) for _ in range(6)]
for client in clients:  # so that it has accepted them all
    client.request("GET", "/healthz")
    client.getresponse().read()

os.kill(pid, signal.SIGSTOP)
end = time.monotonic() + LIMIT
while state() != "T":
    assert time.monotonic() < end, f"waited {LIMIT} s in vain for it to stop"
    time.sleep(0.01)
for client in clients:
    client.request("GET", "/find?name=needle")
os.kill(pid, signal.SIGCONT)

codes = []
for client in clients:
    answer = client.getresponse()
    body = answer.read()
    codes.append(answer.status)
    if answer.status == 503:
        assert int(answer.headers["Retry-After"]) >= 1 and b"too many searches" in body, body
    else:
        assert b'"count":1' in body, body
assert set(codes) == {200, 503} and codes.count(200) >= 2, codes
