# SPDX-License-Identifier: MIT
"""The door for Python in a host: a weir on the thread that opens it, and tools that are Python functions. Knows no host.

A tool is a function of the call's arguments. It returns a dict, which is the answer; it raises, which fails the call; or
it is a generator: then each `yield (done, total, partial)` ends one step, the host goes on in between, and what was
yielded last is what a call that is cancelled leaves. Whatever it does to the host it does on the host's thread. When a
call ends early its generator is closed there too, so `finally:` cleans up.

Python is entered in turn() and close() only. The door's own thread never needs Python's lock, so it answers whatever the
host does."""
import _ctypes
import ctypes
import dataclasses
import inspect
import json
import traceback
import typing
from ctypes import POINTER, c_bool, c_char_p, c_int, c_int64, c_size_t, c_uint16, c_uint32, c_void_p

MAIN = 1  # WEIR_MAIN
DROP = 2  # WEIR_DROP
COMPLETED = 2  # WEIR_JOB_COMPLETED; from here on a job has ended
FOREVER = 2**63 - 1
ETIMEOUT = -9

STEP = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p)


@dataclasses.dataclass
class Tool:
    name: str
    description: str
    run: typing.Callable
    arguments: dict = dataclasses.field(default_factory=lambda: {"type": "object", "properties": {}})
    timeout: float = 0  # s; 0: the door's
    long_running: bool = False
    read_only: bool = False
    destructive: bool = False


class DoorTool(ctypes.Structure):
    _fields_ = [("name", c_char_p), ("title", c_char_p), ("description", c_char_p), ("arguments", c_char_p),
                ("affinity", c_int), ("on", c_char_p), ("timeout", c_int64), ("long_running", c_bool),
                ("read_only", c_bool), ("destructive", c_bool), ("step", STEP), ("prepare", c_void_p),
                ("forget", c_void_p)]


class Dispatcher(ctypes.Structure):
    _fields_ = [("main", c_void_p), ("fallback", c_void_p), ("workers", c_void_p), ("named", c_void_p),
                ("named_count", c_size_t)]


class DoorOptions(ctypes.Structure):
    _fields_ = [("name", c_char_p), ("version", c_char_p), ("instructions", c_char_p), ("address", c_char_p),
                ("port", c_uint16), ("on", Dispatcher), ("tools", POINTER(DoorTool)), ("tool_count", c_size_t),
                ("host", c_void_p), ("capacity", c_uint32), ("timeout", c_int64)]


class WeirOptions(ctypes.Structure):
    _fields_ = [("name", c_char_p), ("capacity", c_uint32), ("timers", c_uint32), ("budget_time", c_int64),
                ("budget_tasks", c_int64), ("max_latency", c_int64), ("age_limit", c_int64), ("fence", c_int64)]


class Budget(ctypes.Structure):
    _fields_ = [("time", c_int64), ("tasks", c_int64)]


class Next(ctypes.Structure):
    _fields_ = [("earliest", c_int64), ("latest", c_int64)]


class JobInfo(ctypes.Structure):
    """The beginning of weir's; it has not more than these bytes."""
    _fields_ = [("id", c_int64), ("status", c_int), ("rest", ctypes.c_char * 1012)]


class Refused(Exception):
    """weir said no; its text says why."""


# Of the module: (result, arguments...). Those of `waits` may wait for another thread, so they let go of Python's lock.
CALLS = {
    "weir_turn": (c_int, c_void_p, POINTER(Budget), POINTER(Next)), "weir_now": (c_int64,),
    "weir_error_text": (c_char_p, c_int), "weir_job_id": (c_int64, c_void_p),
    "weir_job_get": (c_int, c_void_p, c_int64, POINTER(JobInfo), c_void_p, c_size_t),
    "weir_job_progress": (c_int, c_void_p, c_int64, c_int64, c_char_p), "weir_after": (c_int, c_void_p, c_int64),
    "door_arguments": (c_char_p, c_void_p), "door_done": (c_int, c_void_p, c_char_p),
    "door_leave": (c_int, c_void_p, c_char_p), "door_url": (c_char_p, c_void_p),
}
WAITS = {
    "weir_new": (c_int, POINTER(c_void_p), POINTER(WeirOptions)), "weir_attach": (c_int, c_void_p, c_void_p, c_void_p),
    "weir_close": (c_int, c_void_p, c_int, c_int64), "weir_free": (None, c_void_p),
    "door_open": (c_int, POINTER(c_void_p), POINTER(DoorOptions)), "door_close": (c_int, c_void_p, c_int64),
}


def declare(library, calls):
    for name, (result, *arguments) in calls.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments


def text(value):
    """JSON has neither an infinity nor a NaN: a tool whose answer has one fails, and its agent is told why."""
    return json.dumps(value, allow_nan=False).encode()


def clean_up(generator):
    """Of a call that has ended, so that nobody is left to be told what goes wrong in it: the host's log is."""
    try:
        generator.close()
    except BaseException:  # pylint: disable=broad-except # a host drops a timer that raises, and the door with it
        traceback.print_exc()


class Door:
    """Open from its making on. All on one thread, the host's."""

    def __init__(self, module, name, version, tools, port=0):
        self.fast, self.waits = ctypes.PyDLL(module), ctypes.CDLL(module)
        declare(self.fast, CALLS)
        declare(self.waits, WAITS)
        self.fast.weir_fail.restype = c_int
        self.running = {}  # generators, by the id of their job
        self.next = Next()
        self.weir, self.door = c_void_p(), c_void_p()
        self.check(self.waits.weir_new(self.weir, WeirOptions(name=name.encode())))
        self.check(self.waits.weir_attach(self.weir, None, None))  # the host turns by itself
        self.tools = (DoorTool * len(tools))(*map(self.described, tools))  # lives as long as the door
        self.options = DoorOptions(name=name.encode(), version=version.encode(), address=b"127.0.0.1", port=port,
                                   on=Dispatcher(main=self.weir), tools=self.tools, tool_count=len(tools))
        try:
            self.check(self.waits.door_open(self.door, self.options))
        except Refused:
            self.end_weir()
            raise

    @property
    def url(self):
        return self.fast.door_url(self.door).decode()

    def turn(self, budget):
        """One slice of what waits, bounded to so many seconds. Answers in how many to come back; None: nothing waits."""
        self.fast.weir_turn(self.weir, Budget(time=int(budget * 1e9)), self.next)
        if self.running:
            self.sweep()
        if self.next.earliest == FOREVER:
            return None
        return max(0.0, (self.next.earliest - self.fast.weir_now()) / 1e9)

    def close(self, timeout=5.0):
        """Every call ends, every client is told. False: one has not ended in time; call again."""
        if self.door:
            answer = self.waits.door_close(self.door, int(timeout * 1e9))
            if answer == ETIMEOUT:
                return False
            self.check(answer)
            self.door = c_void_p()
        self.end_weir()
        return True

    def end_weir(self):
        self.check(self.waits.weir_close(self.weir, DROP, FOREVER))
        for generator in self.running.values():
            clean_up(generator)
        self.running.clear()
        self.waits.weir_free(self.weir)
        self.weir = self.tools = self.options = None
        for library in (self.fast, self.waits):
            _ctypes.dlclose(library._handle)  # pylint: disable=protected-access

    def check(self, answer):
        if answer < 0:
            raise Refused(self.fast.weir_error_text(answer).decode())

    def described(self, tool):
        def step(job, call):
            try:
                return self.step(tool, job, call)
            except BaseException as error:  # pylint: disable=broad-except # it is the agent who is told, also of an exit
                return self.fast.weir_fail(c_void_p(job), b"%s", f"{type(error).__name__}: {error}".encode())

        return DoorTool(name=tool.name.encode(), description=tool.description.encode(), affinity=MAIN, step=STEP(step),
                        arguments=json.dumps(tool.arguments).encode(), timeout=int(tool.timeout * 1e9),
                        long_running=tool.long_running, read_only=tool.read_only, destructive=tool.destructive)

    def step(self, tool, job, call):
        """The first step calls the function; those of a generator go on with it."""
        number = self.fast.weir_job_id(job)
        generator = self.running.pop(number, None)
        if not generator:
            answer = tool.run(**json.loads(self.fast.door_arguments(call)))
            if not inspect.isgenerator(answer):
                return self.fast.door_done(job, text(answer))
            generator = answer
        try:
            done, total, partial = next(generator)
        except StopIteration as end:
            return self.fast.door_done(job, text(end.value))
        self.running[number] = generator
        self.fast.weir_job_progress(job, done, total, None)
        self.fast.door_leave(job, text(partial))
        return self.fast.weir_after(job, 0)

    def sweep(self):
        """Closes the generators whose calls have ended between two steps."""
        info = JobInfo()
        for number in list(self.running):
            gone = self.fast.weir_job_get(self.weir, number, info, None, 0) < 0
            if gone or info.status >= COMPLETED:
                clean_up(self.running.pop(number))
