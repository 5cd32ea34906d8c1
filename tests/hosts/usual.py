# SPDX-License-Identifier: MIT
"""The usual way to have a server in Blender, as Blender's own manual shows it: threads put functions into a queue.Queue,
and a timer runs all that is in it. Speaks as much of MCP as agent.py asks for. Measured beside weir by in_scened.py."""
import http.server
import itertools
import json
import queue
import threading

PAUSE = 0.02  # s; the manual has 1.0


class Usual:
    """tools: by name; run(tool, arguments, id): what one call does, on the main thread."""

    def __init__(self, tools, run):
        self.tools, self.run = tools, run
        self.queue = queue.Queue()
        self.ids = itertools.count(1)
        self.done = 0
        self.timer = self.drain  # Blender knows a timer by its function, and a method is a new one each time
        usual = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self):
                self.reply({"status": "ok", "done": usual.done})

            def do_POST(self):
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.reply({"jsonrpc": "2.0", "id": request["id"],
                            "result": usual.answer(request["method"], request["params"])})

            def reply(self, value):
                body = json.dumps(value).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.url = "http://127.0.0.1:%d" % self.server.server_port

    def answer(self, method, params):
        if method == "tools/list":
            return {"tools": [{"name": name} for name in self.tools]}
        if method != "tools/call":
            return {}
        arguments = dict(params["arguments"])
        number, is_async, ended = next(self.ids), arguments.pop("async", False), queue.Queue()
        self.queue.put(lambda: ended.put(self.call(params["name"], arguments, number)))
        value = {"job_id": number, "status": "pending"} if is_async else ended.get()
        return {"structuredContent": value, "isError": False}

    def call(self, name, arguments, number):
        try:
            return self.run(self.tools[name], arguments, number)
        finally:
            self.done += 1

    def drain(self):
        """The timer, as the manual has it."""
        while not self.queue.empty():
            function = self.queue.get()
            function()
        return PAUSE

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
