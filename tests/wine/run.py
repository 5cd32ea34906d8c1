#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs each law of a program in a process of its own, and counts them all. Not where it runs (session.sh).

    run.py [--at-once N] [--limit SECONDS] COMMAND...    as in: run.py wine kit_fake.exe

On Windows check has no fork, so one law that crashes would take the others with it; and since a crash under Wine may
look like success, a process has done its part only if it ended with 0 and with the line that counts its law.
"""
import argparse
import collections
import concurrent.futures
import re
import subprocess
import sys
import tempfile

CLOSING = re.compile(r"(.+): (\d+) passed, (\d+) failed, (\d+) not applicable")
LISTED = re.compile(r"(\d+) laws")
Ended = collections.namedtuple("Ended", "status lines")  # status None: it was ended for it hung
Counts = collections.namedtuple("Counts", "passed failed apart")


def run(command, limit):
    """Into a file, not a pipe: Wine's own services, which the first program starts, would hold the pipe open."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        try:
            status = process.wait(limit)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            status = None
        output.seek(0)
        return Ended(status, output.read().decode(errors="replace").splitlines())


def run_law(command, law, limit):
    """Once more if Wine did not start it, which happens on a machine under load: status 1 and not a word. A law says a word,
    and what crashes has another status."""
    ended = run(command + [law], limit)
    if ended.status == 1 and not ended.lines:
        print(f"again: {law}: it ended with status 1 and said nothing")
        ended = run(command + [law], limit)
    return ended


def list_laws(command, limit):
    ended = run(command + ["--list"], limit)
    closing = LISTED.fullmatch(ended.lines[-1]) if ended.lines else None
    laws = ended.lines[:-1]
    if ended.status != 0 or not closing or int(closing[1]) != len(laws) or not laws:
        print(*ended.lines, sep="\n")
        sys.exit(f"run.py: the list of laws ended with status {ended.status} and is not whole")
    if len(set(laws)) != len(laws):
        sys.exit("run.py: two laws have one name")
    return laws


def judge(ended):
    """What one law counts as, and what is wrong, if anything is."""
    closing = CLOSING.fullmatch(ended.lines[-1]) if ended.lines else None
    if ended.status is None:
        return Counts(0, 1, 0), "it hung, and was ended"
    if not closing:
        return Counts(0, 1, 0), f"it ended with status {ended.status}, without the line that counts it"
    counts = Counts(*map(int, closing.groups()[1:]))
    if counts.failed:
        return counts, f"it ended with status {ended.status}"
    if ended.status != 0:
        return Counts(0, 1, 0), f"all went well, but it ended with status {ended.status}"
    if counts.passed + counts.apart == 0:
        return Counts(0, 1, 0), "no law was run"
    return counts, None


def report(law, ended, wrong):
    if wrong:
        print(f"FAILED {law}: {wrong}", *("    " + line for line in ended.lines), sep="\n")
    else:
        for line in ended.lines:
            if line.startswith("not applicable: "):
                print(line)
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(usage="run.py [--at-once N] [--limit SECONDS] COMMAND...")
    parser.add_argument("--at-once", type=int, default=2, metavar="N")
    parser.add_argument("--limit", type=float, default=120, metavar="SECONDS", help="for one law, against a hang")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    if not arguments.command:
        parser.error("which program?")
    laws = list_laws(arguments.command, arguments.limit)
    total, title = Counts(0, 0, 0), "no law"
    with concurrent.futures.ThreadPoolExecutor(arguments.at_once) as pool:
        results = pool.map(lambda law: run_law(arguments.command, law, arguments.limit), laws)
        for law, ended in zip(laws, results):
            counts, wrong = judge(ended)
            report(law, ended, wrong)
            total = Counts(*map(sum, zip(total, counts)))
            closing = CLOSING.fullmatch(ended.lines[-1]) if ended.lines else None
            title = closing[1] if closing else title
    print(f"{title}: {total.passed} passed, {total.failed} failed, {total.apart} not applicable")
    sys.exit(total.failed > 0)


main()
