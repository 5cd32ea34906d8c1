# SPDX-License-Identifier: MIT
"""Requests that follow each other on one connection, as the bytes that they are. Called with the service's URL."""
import select
import socket
import sys
from urllib.parse import urlsplit

place = urlsplit(sys.argv[1])
MOST = 64 << 20  # bytes: far more than systems keep for two sockets
SILENCE = 2  # s without room, after which there will be none


def connect():
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
    client.settimeout(60)
    client.connect((place.hostname, place.port))
    return client


def question(method, path, *headers):
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: x", *headers, "", ""]).encode()


def all_of(client):
    parts = []
    while part := client.recv(1 << 16):
        parts.append(part)
    return b"".join(parts)


def send_until_full(client, what):
    """Answers how many bytes were taken while nobody read an answer."""
    sent = 0
    while sent < MOST and select.select([], [client], [], SILENCE)[1]:
        client.setblocking(False)
        try:
            sent += client.send(what[sent % len(what):])
        except BlockingIOError:
            pass
    client.settimeout(60)
    return sent


def who_reads_no_answer_is_not_listened_to():
    long = question("GET", "/metrics", "X: " + "x" * 8000)
    with connect() as client:
        sent = send_until_full(client, long)
        assert sent < MOST, f"{sent} bytes were taken, though no answer was read"
        # Then it reads, and nothing is lost.
        whole, part = divmod(sent, len(long))
        answers = bytearray()
        rest = (long[part:] if part else b"") + question("GET", "/metrics", "Connection: close")
        while rest:
            readable, writable, _ = select.select([client], [client], [], 60)
            assert readable or writable, "it neither answers nor listens"
            if readable:
                answers += client.recv(1 << 16)
            if writable:
                rest = rest[client.send(rest[:1000]):]
        answers += all_of(client)
        count = answers.count(b"HTTP/1.1 200 ")
        assert count == whole + bool(part) + 1, f"{count} answers for {whole + bool(part) + 1} requests"


def head_has_the_headers_of_get_and_no_body():
    for path in "/stats", "/metrics", "/find?name=x", "/nothing":
        with connect() as client:
            client.sendall(question("HEAD", path) + question("GET", "/healthz", "Connection: close"))
            head, _, rest = all_of(client).partition(b"\r\n\r\n")
        assert b"\r\ncontent-length: " in head.lower(), f"HEAD {path} does not say how long it would be: {head!r}"
        assert rest.startswith(b"HTTP/1.1 200 "), f"behind HEAD {path} comes {rest!r}"
        assert rest.endswith(b'{"status":"ok"}\n'), f"behind HEAD {path} comes {rest!r}"


head_has_the_headers_of_get_and_no_body()
who_reads_no_answer_is_not_listened_to()
