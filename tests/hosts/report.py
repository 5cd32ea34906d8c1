# SPDX-License-Identifier: MIT
"""Judges the row of a host, and prints all rows as a table. Measures nothing."""

COLUMNS = ["host", "loop", "tasks", "time", "longest wait of a task", "longest gap of its beat: with weir", "without",
           "of its paint: with weir", "without", "at the picture"]


LEAST_SHARE = 0.5  # of its own rate, that a host must keep; a program with a slow display loses some by chance


def faults_of(row):
    """What is wrong with what the probe wrote."""
    faults = [row["problem"]] if row["problem"] else []
    if row["ran_once"] != row["tasks"] or row["tasks"] <= 0:
        faults.append(f"{row['ran_once']} of {row['tasks']} tasks ran exactly once")
    if row["ran_elsewhere"] != 0:
        faults.append(f"{row['ran_elsewhere']} tasks did not run on the UI thread")
    for what in ("beats", "paints"):
        alone, loaded = row[f"{what}_a_second_without"], row[f"{what}_a_second_with"]
        if alone is not None and not 0 < alone * LEAST_SHARE <= loaded:
            faults.append(f"of its own {what} the host kept {loaded:.1f} a second of {alone:.1f}")
    return faults


def milliseconds(value):
    return "" if value is None else f"{value:.1f} ms"


def cells_of(row):
    host = f"{row['program']} {row['version']}".strip()
    if row["result"] == "not run":
        return [host, "not run: " + row["why"]] + [""] * (len(COLUMNS) - 2)
    if "tasks" not in row:
        return [host, "failed: " + row["why"]] + [""] * (len(COLUMNS) - 2)
    shown = row.get("shown")
    if row["result"] == "failed":
        host = "FAILED: " + host
    return [host, row["loop"], str(row["ran_once"]), f"{row['time_ms'] / 1000:.2f} s", milliseconds(row["longest_wait_ms"]),
            milliseconds(row["beat_gap_with_ms"]), milliseconds(row["beat_gap_without_ms"]),
            milliseconds(row["paint_gap_with_ms"]), milliseconds(row["paint_gap_without_ms"]),
            f"{shown[0]} to {shown[1]}" if shown else "no window"]


def table(rows):
    return lined([COLUMNS] + [cells_of(row) for row in rows])


def lined(lines):
    """A table in Markdown that is readable as it is; the first line has the headings."""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in lines)


def legend(rows):
    """What the figures are of, in lines, from the rows themselves."""
    ran = [row for row in rows if "tasks" in row]
    if not ran:
        return []
    one = ran[0]
    most = one["producers"] * one["window"]
    drawn = ", ".join(f"{row['program']} {row['draw_ms']} ms" for row in ran if row.get("shown"))
    return [
        f"Each task holds the UI thread for {one['task_us'] / 1000} ms; {one['producers']} threads post them, at most {most} wait:"
        f" {most * one['task_us'] / 1000:.0f} ms of work before the last of them.",
        f"The host's own timer is asked for every {one['beat_ms']} ms; a new count is drawn every: {drawn or 'never'}.",
        f"The machine has {one['machine']['cores']} cores; its load averages just before: "
        + ", ".join(f"{row['machine']['load']:.1f}" for row in ran) + ".",
        "",
    ]
