#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads the table that jobs_table prints with a JSON reader that is not ours, and finds every job as it was started.

    table.py JOBS_TABLE [SEED]     a new seed at each run, printed; the one that failed can be given

Not the program that starts them (table.c)."""
import codecs
import datetime
import json
import subprocess
import sys
import time

# What the program calls the end of a job: status, when, why, does the error say what the job says.
ENDS = {
    "waits": ("pending", "", None, None),
    "waits-between": ("running", "", None, None),
    "done": ("completed", "while running", None, None),
    "fails": ("failed", "while running", "WEIR_EFAILED", True),
    "fails-by-code": ("failed", "while running", "WEIR_ENOMEM", False),
    "cancelled-before": ("cancelled", "before start", "WEIR_ECANCELLED", False),
    "cancelled-between": ("cancelled", "while running", "WEIR_ECANCELLED", False),
    "late": ("timeout", "before start", "WEIR_ETIMEOUT", False),
}
CLOSED = ("cancelled", "at close", "WEIR_ECLOSED", False)
MEMBERS = ["task_id", "status", "cancel_requested", "when", "why", "description", "duration", "created_at",
           "completed_at", "error", "info", "progress", "steps", "label"]


def one_for_each_byte(error):
    return "\ufffd", error.start + 1


codecs.register_error("one for each byte", one_for_each_byte)


def fail(what):
    raise SystemExit(f"table.py: {what}")


def check(good, job, what):
    if not good:
        fail(f"{what}: {job}")


def text_of(field):
    return bytes.fromhex(field[1:]).decode("utf-8", "one for each byte")


def refuse(word):
    fail(f"{word} is no JSON")


def read(program, seed, state):
    out = subprocess.run([program, str(seed), state], stdout=subprocess.PIPE, check=True, timeout=60).stdout
    expected, table = out.split(b"\n\n", 1)
    jobs = json.loads(table.decode("utf-8", "strict"), parse_constant=refuse)
    return [line.split(" ") for line in expected.decode("ascii").splitlines()], jobs


def time_of(text):
    check(len(text) == 24 and text[23] == "Z", text, "no time in UTC with milliseconds")
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z").timestamp()


def check_times(job, ended):
    check(abs(time_of(job["created_at"]) - time.time()) < 3600, job, "not created lately")
    check(job["duration"] >= 0, job, "a negative duration")
    check((job["completed_at"] is not None) == ended, job, "completed_at")
    if ended:
        time_of(job["completed_at"])


def check_job(job, line, state):
    number, end, description, says, label, info = line
    status, when, why, error_is_its_own = ENDS[end]
    if state == "closed" and when == "":
        status, when, why, error_is_its_own = CLOSED
    check(list(job) == MEMBERS, job, "other members")
    check(job["task_id"] == int(number), job, f"not job {number}")
    check((job["status"], job["when"], job["why"]) == (status, when, why), job, f"not {status} {when} {why}")
    check(job["description"] == text_of(description), job, "description")
    if when == "":  # the record need not outlive its scope
        check(job["label"] == text_of(label), job, "label")
    check(job["info"] == (json.loads(text_of(info)) if info != "x" else None), job, "info")
    stepped = end in ("waits-between", "done", "fails", "fails-by-code", "cancelled-between")
    check(job["steps"] == (1 if stepped else 0), job, "steps")
    progress = {"done": 1, "total": 3, "text": text_of(says)} if stepped else {"done": 0, "total": 0, "text": ""}
    check(job["progress"] == progress, job, "progress")
    if error_is_its_own:
        check((job["error"] or "") == text_of(says), job, "error")
    else:
        check((job["error"] is None) == (error_is_its_own is None), job, "error")
    check_times(job, when != "")


def main():
    program = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 2**32
    for state in ("open", "closed"):
        print(f"seed {seed}, {state}", flush=True)
        lines, jobs = read(program, seed, state)
        check(jobs == sorted(jobs, key=lambda job: (job["created_at"], job["task_id"])), jobs, "not oldest first")
        by_id = {job["task_id"]: job for job in jobs}
        check(len(jobs) == len(by_id) == len(lines), len(jobs), "not as many jobs")
        for line in lines:
            check(int(line[0]) in by_id, line, "not there")
            check_job(by_id[int(line[0])], line, state)
        print(f"{len(jobs)} jobs are as they were started")


main()
