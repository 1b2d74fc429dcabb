"""How much processor time and memory each report of a campus takes for a million sessions.

`python -m tests.benchmarks.measured_reports [REPORT …]`: each in a process of its own, three times, of which the least
is printed. `decoding` is what turns an answer's rows into sessions, `report` all that comes after: sessions as columns,
and the table. Memory is that of the whole process at the most, Python and the program's own modules among it. The time
of making the rows up is in neither.
"""

from __future__ import annotations

import gc
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from tests.benchmarks.campus_server import STOP
from tui.core.collection import Query
from tui.core.record import Record
from tui.core.time.time_range import TimeRange
from tui.reading.report import Tabulated

__all__ = ["REPORTS", "Measured", "measured"]

ROOMS, DAYS, PEOPLE, PAGE = 60, 180, 1200, 2000
SESSIONS = 1_000_000
NOW = STOP + timedelta(hours=1)
SPAN = TimeRange(STOP - timedelta(days=DAYS), STOP)
REPORTS = (
    "certificate",
    "attendance-by-person",
    "attendance-by-room",
    "occupancy",
    "movements",
    "silent",
    "regulars",
    "newcomers",
    "service-level",
    "summary",
)


@dataclass(frozen=True)
class Measured:
    """What a report took."""

    decoding: float
    """Seconds of processor time."""
    report: float
    megabytes: float
    """Of the whole process, at the most."""
    rows: int


def _answers(kind: str, rooms: int) -> Iterator[tuple[str, list[msgspec.Raw]]]:
    """Yield a page's rows as they are sent, room by room and in each by the time of joining."""
    for number in range(rooms):
        dice = random.Random(number)
        each = SESSIONS // rooms + (number < SESSIONS % rooms)
        starts = sorted(dice.randrange(DAYS * 86_400 - 3600) for _ in range(each))
        for first in range(0, each, PAGE):
            yield f"R{number:02}", [_row(kind, after, dice) for after in starts[first : first + PAGE]]


def _row(kind: str, after: int, dice: random.Random) -> msgspec.Raw:
    join = SPAN.start + timedelta(seconds=after)
    user = f"u{dice.randrange(PEOPLE):05}"
    if kind == "events":
        row: dict[str, Any] = {
            "time": join.isoformat(timespec="milliseconds"),
            "userId": user,
            "supportUserId": f"a{dice.randrange(12)}",
            "room": "WorkRm100",
            "secondsInLine": str(dice.randrange(600)),
        }
    else:
        lasted = dice.randint(60, 3600)
        row = {
            "userId": user,
            "joinTime": join.isoformat(timespec="milliseconds"),
            "leaveTime": (join + timedelta(seconds=lasted)).isoformat(timespec="milliseconds"),
            "talkMinutes": "1.50",
            "attendanceMinutes": f"{lasted / 60:.2f}",
        }
    return msgspec.Raw(json.dumps(row).encode())


class _Spent:
    """Adds up processor time by what it went into."""

    def __init__(self) -> None:
        self.decoding = self.report = 0.0

    def decoded(self, work: Callable[[], Any]) -> Any:
        began = time.process_time()
        done = work()
        self.decoding += time.process_time() - began
        return done

    def reported(self, work: Callable[[], Any]) -> Any:
        began = time.process_time()
        done = work()
        self.report += time.process_time() - began
        return done


def _sessions(spent: _Spent, rooms: int) -> Iterator[Sequence[Any]]:
    from tui.transport.sent_rows import SentRows
    from tui.vendors.virbela.api.listings import ATTENDANCE
    from tui.vendors.virbela.api.models import PlainAttendanceRow
    from tui.vendors.virbela.attendance import SessionMerge
    from tui.vendors.virbela.people import Person

    people = {f"u{number:05}": Person(f"P {number}", f"p{number}@example.org") for number in range(PEOPLE)}
    merges: dict[str, SessionMerge] = {}
    for room, rows in _answers("sessions", rooms):
        if room not in merges:
            for before in merges.values():
                before.close()
            merges = {room: SessionMerge(SPAN, now=NOW, settled=True, room_id=room, room_name=f"Room {room}")}
        merge = merges[room]
        sent = SentRows(rows, ATTENDANCE.decoded, plain=PlainAttendanceRow)
        records: Sequence[Record[Any]] = spent.decoded(lambda: merge.take(sent, people))  # noqa: B023
        yield [record.value for record in records]


def _calls(spent: _Spent) -> Iterator[Sequence[Any]]:
    from tui.vendors.virbela.api.listings import WAITLISTS
    from tui.vendors.virbela.waitlist.figures import Event

    for _, rows in _answers("events", 1):
        decoded: Any = spent.decoded(lambda: WAITLISTS["called"].decoded(rows))  # noqa: B023
        yield [
            Event(
                time=record.value.time,
                agent=record.value.support_user_id,
                lasted=timedelta(seconds=number % 600),
            )
            for number, record in enumerate(decoded)
        ]


def _tabulator(name: str) -> tuple[Callable[[Sequence[Any], Query], Tabulated], dict[str, Any]]:
    from tui.vendors.virbela.reports import by_person, by_room, certificate, levels, movements, regulars

    return {
        "certificate": (certificate.certificate, {"roomId": "R00"}),
        "attendance-by-person": (by_person.attendance_by_person, {}),
        "attendance-by-room": (by_room.attendance_by_room, {}),
        "occupancy": (levels.levels, {"roomId": "R00"}),
        "movements": (movements.movements, {}),
        "silent": (by_person.silent, {}),
        "regulars": (regulars.regulars, {}),
        "newcomers": (regulars.newcomers, {}),
    }[name]


def _attendance(name: str, spent: _Spent) -> int:
    from tui.vendors.virbela.attendance.sheets import Cast

    tabulate, values = _tabulator(name)
    cast = Cast()
    pages = _sessions(spent, 1 if "roomId" in values else ROOMS)
    sheets = [spent.reported(lambda: cast.sheet(sessions)) for sessions in pages]  # noqa: B023
    # Newcomers are looked for in the last 150 days, which the 30 before them are read for as well.
    span = TimeRange(SPAN.start + timedelta(days=30), SPAN.stop) if name == "newcomers" else SPAN
    query = Query(values, span, now=NOW, zone=ZoneInfo("Europe/Stockholm"), settled=True)
    return len(spent.reported(lambda: tabulate(sheets, query)).rows)


def _service_level(spent: _Spent) -> int:
    from tui.vendors.virbela.reports.desk import Desk
    from tui.vendors.virbela.reports.service_level import service_level

    desk = Desk()
    sheets = [spent.reported(lambda: desk.sheet(events, called=True)) for events in _calls(spent)]  # noqa: B023
    query = Query({}, SPAN, now=NOW, zone=ZoneInfo("Europe/Stockholm"), settled=True)
    return len(spent.reported(lambda: service_level(sheets, query)).rows)


def _summary(spent: _Spent) -> int:
    """The figures over a list of sessions, which are held by it anyhow; they are not in the memory."""
    from tui.vendors.virbela.attendance import Ledger, occupancy, summarise

    sessions = [session for page in _sessions(spent, ROOMS) for session in page]
    gc.collect()

    def sums() -> Any:
        ledger = Ledger.of(sessions, SPAN)
        return summarise(ledger, occupancy(ledger))

    return int(spent.reported(sums).sessions)


def _measure(name: str) -> Measured:
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # as the app and the command line do
    spent = _Spent()
    if name == "service-level":
        rows = _service_level(spent)
    elif name == "summary":
        rows = _summary(spent)
    else:
        rows = _attendance(name, spent)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(spent.decoding, spent.report, peak, rows)


def measured(name: str, *, times: int = 3) -> Measured:
    """Measure a report so many times, each in a process of its own, and return the least of everything."""
    root = str(Path(__file__).parents[2])
    found = []
    for _ in range(times):
        command = [sys.executable, "-m", "tests.benchmarks.measured_reports", "--one", name]
        said = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
        found.append(Measured(**json.loads(said)))
    return Measured(
        min(each.decoding for each in found),
        min(each.report for each in found),
        min(each.megabytes for each in found),
        found[0].rows,
    )


def main(names: Sequence[str]) -> None:
    """Measure each and print a table."""
    sys.stdout.write(f"{SESSIONS:,} records; processor time in seconds, the least of three\n")
    for name in names or REPORTS:
        each = measured(name)
        figures = f"decoding {each.decoding:5.2f}  report {each.report:5.2f}  {each.megabytes:4.0f} MB"
        sys.stdout.write(f"{name:<22} {figures}  {each.rows:,} rows\n")
        sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        sys.stdout.write(json.dumps(vars(_measure(sys.argv[2]))))
    else:
        main(sys.argv[1:])
