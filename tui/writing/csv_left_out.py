"""The rows of a file that are not sent, written to a file of their own: to be mended there and sent afterwards."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tui.core.errors import UsageError
from tui.storage.atomic import open_atomic
from tui.writing.csv_rows import CellProblem, Sheet

__all__ = ["PROBLEM", "free_name", "write_left_out"]

PROBLEM: Final = "Problem"
"""The heading of the column that says what is wrong with a row. It stands last, and is no field of anybody's."""


def write_left_out(path: Path, sheet: Sheet, problems: Sequence[CellProblem]) -> int:
    """Write the rows with problems, as they are in the file, each with what is wrong; return how many they are.

    Raises:
        UsageError: when it cannot be written, or a file of that name is there: it may be the one that was read.
    """
    wrong: dict[int, list[str]] = defaultdict(list)
    for problem in problems:
        wrong[problem.line].append(f"{problem.column}: {problem.text}" if problem.column else problem.text)
    rows = [row for row in sheet.rows if row.line in wrong]
    try:
        with open_atomic(path, newline="", fresh=True) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([*sheet.header, PROBLEM])
            for row in rows:
                cells = [*row.cells, *[""] * (len(sheet.header) - len(row.cells))]
                writer.writerow([*cells, " ".join(wrong[row.line])])
    except FileExistsError as there:
        raise UsageError(f"{path} is there already.", way_out="Nothing was sent. Give another name.") from there
    except OSError as unwritable:
        reason = unwritable.strerror or str(unwritable)
        raise UsageError(f"{path} cannot be written: {reason}.", way_out="Nothing was sent.") from unwritable
    return len(rows)


def free_name(folder: Path, name: str) -> Path:
    """Return a path for what was left out of a file of this name: `people-bad.csv`, `people-bad-2.csv` …"""
    stem, number = Path(name).stem.removesuffix("-bad"), 1
    while (path := folder / f"{stem}-bad{'' if number == 1 else f'-{number}'}.csv").exists():
        number += 1
    return path
