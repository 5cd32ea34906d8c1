# SPDX-License-Identifier: MIT
"""Each thing that can be wrong with a row is found, and the table has every row. Starts no program: that is run's."""
import sys
import unittest

sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
import report
import scened

RIGHT = {
    "program": "Program", "version": "1.0", "result": "passed", "loop": "a loop", "tasks": 10, "producers": 2, "window": 4,
    "task_us": 500, "ran_once": 10, "ran_elsewhere": 0, "time_ms": 12.5, "longest_wait_ms": 3.25, "beat_ms": 16, "draw_ms": 96,
    "beat_gap_with_ms": 17.5, "beat_gap_without_ms": 16.5, "beats_a_second_with": 60.0, "beats_a_second_without": 62.0,
    "paint_gap_with_ms": None, "paint_gap_without_ms": None, "paints_a_second_with": None, "paints_a_second_without": None, "problem": "",
    "machine": {"cores": 2, "load": 0.5},
}


class Judged(unittest.TestCase):
    """faults_of"""

    def faults(self, **changed):
        return report.faults_of({**RIGHT, **changed})

    def test_what_is_right_has_no_fault(self):
        self.assertEqual(self.faults(), [])
        self.assertEqual(self.faults(paints_a_second_with=8.0, paints_a_second_without=10.0), [])

    def test_each_fault_is_found(self):
        for changed in ({"problem": "detach: WEIR_EHOST"}, {"ran_once": 9}, {"ran_once": 11}, {"tasks": 0, "ran_once": 0},
                        {"ran_elsewhere": 1}, {"beats_a_second_with": 0.0}, {"beats_a_second_without": 0.0},
                        {"beats_a_second_with": 30.0}, {"paints_a_second_with": 0.0, "paints_a_second_without": 10.0}):
            with self.subTest(changed):
                self.assertEqual(len(self.faults(**changed)), 1)


class Printed(unittest.TestCase):
    """table and legend"""

    def test_every_row_has_a_line_of_as_many_cells(self):
        rows = [RIGHT, {**RIGHT, "shown": [1, 2]}, {"program": "A", "version": "", "result": "not run", "why": "not there"},
                {"program": "B", "version": "2", "result": "failed", "why": "it ended"}]
        rows.append({**RIGHT, "result": "failed", "ran_once": 9})
        lines = report.table(rows).splitlines()
        self.assertEqual(len(lines), 2 + len(rows))
        self.assertEqual({line.count("|") for line in lines}, {len(report.COLUMNS) + 1})
        for text, line in zip(("no window", "1 to 2", "not run: not there", "failed: it ended", "FAILED: Program 1.0"), lines[2:]):
            self.assertIn(text, line)

    def test_the_legend_counts_from_the_rows(self):
        self.assertIn("at most 8 wait: 4 ms", report.legend([RIGHT])[0])
        self.assertEqual(report.legend([{"result": "not run"}]), [])


class Agents(unittest.TestCase):
    """scened.faults_of and its table"""

    def row(self, **changed):
        ids = list(range(scened.OPERATIONS))
        row = {"way": "weir", "result": "passed", "operations": len(ids), "ran": ids + [-1], "elsewhere": 0, "keyframes": 25,
               "loaded_still": False, "longest_turn_ms": 9.0, "pulse": [1.0, 2.0, 30.0],
               "idle": {"gap_ms": 30.0, "a_second": 40.0}, "loaded": {"gap_ms": 50.0, "a_second": 30.0},
               "agent": {"ids": ids, "faults": [], "time_s": 12.5, "animated": {"status": "cancelled", "partial": {"frames": 25}}}}
        return {**row, **changed}

    def test_what_is_right_has_no_fault(self):
        self.assertEqual(scened.faults_of(self.row()), [])

    def test_each_fault_is_found(self):
        ids, agent = list(range(scened.OPERATIONS)), self.row()["agent"]
        for changed in ({"ran": ids[1:]}, {"ran": ids + [0]}, {"elsewhere": 1}, {"keyframes": 24}, {"loaded_still": True},
                        {"loaded": {"gap_ms": 61.0, "a_second": 30.0}}, {"agent": {**agent, "ids": ids[1:]}},
                        {"agent": {**agent, "animated": {}}}, {"agent": {**agent, "faults": ["refused"]}}):
            with self.subTest(changed.keys()):
                self.assertEqual(len(scened.faults_of(self.row(**changed))), 1)

    def test_the_usual_way_is_shown_and_not_judged_by_its_beat(self):
        self.assertEqual(scened.faults_of(self.row(way="usual", loaded={"gap_ms": 999.0, "a_second": 1.0})), [])

    def test_every_row_has_as_many_cells(self):
        for row in (self.row(), self.row(way="usual"), {"way": "weir", "result": "not run", "why": "not there"}):
            self.assertEqual(len(scened.cells_of(row)), len(scened.COLUMNS))


if __name__ == "__main__":
    unittest.main()
