# SPDX-License-Identifier: MIT
"""Clients that misbehave: they leave before the answer, or ask ten things at once. Tests that the
questions of a patient client are all answered, in order."""
import socket
import sys
from urllib.parse import urlsplit

place = urlsplit(sys.argv[1])


def connect():
    return socket.create_connection((place.hostname, place.port), timeout=60)


def question(path, last=False):
    end = "Connection: close\r\n" if last else ""
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n{end}\r\n".encode()


for _ in range(50):
    with connect() as leaver:
        leaver.sendall(question("/find?name=file"))

with connect() as half:
    half.sendall(b"GET /find?na")

with connect() as patient:
    names = [f"file-19{n:02}" for n in range(10)]
    patient.sendall(b"".join(question(f"/find?name={n}", n == names[-1]) for n in names))
    answer = b""
    while more := patient.recv(65536):
        answer += more

places = [answer.find(f'"path":"a/{name}"'.encode()) for name in names]
assert -1 not in places, f"not all were answered: {answer!r}"
assert places == sorted(places), f"out of order: {places}"
