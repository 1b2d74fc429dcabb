"""Numbers that nobody can mean cost a value or a row its reading, and no list anything else: for every vendor."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.column import Kind
from tui.core.present import exact, short
from tui.core.record import Record
from tui.core.rows.view import RecordView
from tui.core.time.lengths import LONGEST, length_in, total_length
from tui.core.time.time_range import TimeRange
from tui.export import Format, open_writer
from tui.export.grouped import GroupWriter, grouped_by
from tui.transport.decode import decode_rows
from tui.vendors.biot.api.models import UsageSession
from tui.vendors.namecoach.api.models import Event
from tui.vendors.registry import load
from tui.vendors.virbela.api.listings import ATTENDANCE
from tui.vendors.virbela.api.models import AttendanceRow, CalledRow, HelpedRow, Room, ShiftRow, User
from tui.vendors.virbela.attendance import SessionMerge
from tui.vendors.virbela.waitlist.events import event_of
from tui.vendors.vitec.api.models import Comeback
from tui.vendors.vuforia.api.models import ReportSession
from tui.vendors.vuforia.rows import run_record

NOW = datetime(2026, 11, 23, 12, 51, tzinfo=UTC)
AT = "2026-11-23T09:00:00Z"
SPAN = TimeRange(NOW - timedelta(days=1), NOW + timedelta(days=1))
ABSURD = (
    *("1e308", "-1e300", "1e400", "-1e400", "9" * 400, "9" * 5000, "12345678901234567890", "0.1e-400"),
    *(f'"{number}"' for number in ("12345678901234567890", "1e308", "-1e300", "1e400", "9" * 5000, "inf", "nan")),
)
"""As JSON has them."""

Made = Callable[[Sequence[bytes]], Sequence[Record[Any]]]


def decoding(model: type[Any], then: Callable[[Record[Any]], Record[Any]] = lambda record: record) -> Made:
    def made(rows: Sequence[bytes]) -> Sequence[Record[Any]]:
        return [then(row) for row in decode_rows([msgspec.Raw(row) for row in rows], model, identify=lambda _: "")]

    return made


def stays(rows: Sequence[bytes]) -> Sequence[Record[Any]]:
    sent = ATTENDANCE.decoded([msgspec.Raw(row) for row in rows])
    return SessionMerge(SPAN, now=NOW, room_id="R", room_name="Hall").take(sent)


STAY = {"userId": "u", "joinTime": AT, "leaveTime": "2026-11-23T10:00:00Z", "talkMinutes": "1.50"}
RUN = {
    "sessionId": "S",
    "procedure": {
        "startTime": AT,
        "latestEventTimestamp": AT,
        "steps": [{"number": 1, "lastVisitTime": AT}],
        "versionId": "1",
        "serialNumber": "2",
    },
}
LISTS: list[tuple[str, str, type[Any], Made, dict[str, Any]]] = [
    ("virbela", "campus-attendance", AttendanceRow, stays, STAY),
    ("virbela", "waitlist-called", CalledRow, decoding(CalledRow, event_of), {"time": AT, "userId": "u"}),
    ("virbela", "waitlist-helped", HelpedRow, decoding(HelpedRow, event_of), {"time": AT, "userId": "u"}),
    ("virbela", "waitlist-shifts", ShiftRow, decoding(ShiftRow, event_of), {"time": AT, "userId": "u"}),
    ("virbela", "rooms", Room, decoding(Room), {"objectId": "R"}),
    ("virbela", "users", User, decoding(User), {"objectId": "U", "hardware": {"ram": "16", "os": "x"}}),
    ("vuforia", "reports", ReportSession, decoding(ReportSession, run_record), RUN),
    ("vitec", "comebacks", Comeback, decoding(Comeback), {"id": "1", "state": "New", "occursAt": AT}),
    ("namecoach", "lead-events", Event, decoding(Event), {"created_at": AT, "updated_at": AT}),
    ("biot", "sessions", UsageSession, decoding(UsageSession), {"_id": "S", "_startTime": AT, "_endTime": AT}),
]


def with_each_value_absurd(model: type[Any], row: dict[str, Any]) -> Iterator[bytes]:
    """Give the row once for each of its values, and each field of its model, that is an absurd number instead."""
    mark = "?mark?"
    names = sorted(field.encode_name for field in msgspec.structs.fields(model))
    texts = [json.dumps({**row, name: mark}) for name in (*names, "unknown")]
    texts += [json.dumps(changed) for changed in with_each_leaf(row, mark)]
    for text in texts:
        for number in ABSURD:
            yield text.replace(f'"{mark}"', number).encode()


def with_each_leaf(value: Any, leaf: str) -> Iterator[Any]:
    """Give the value once for each of its leaves, with that leaf in its place."""
    if not isinstance(value, dict | list):
        yield leaf
        return
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        for changed in with_each_leaf(inner, leaf):
            copy = value.copy()
            copy[key] = changed
            yield copy


@pytest.mark.parametrize(
    ("vendor", "name", "model", "made", "row"), LISTS, ids=lambda each: each if isinstance(each, str) else ""
)
def test_an_absurd_number_loses_no_row_and_every_column_reads_what_came(
    vendor: str, name: str, model: type[Any], made: Made, row: dict[str, Any]
) -> None:
    collection = load(vendor).catalog().collection(name)
    sent = list(dict.fromkeys(with_each_value_absurd(model, row)))
    records = [record for one in sent for record in made([one])]
    assert len(records) == len(sent)
    assert all(record.problem for record in records if record.value is None)

    for column in collection.columns:
        for record in records:
            if record.value is not None:
                value = column.read(record.value)
                assert short(value, column, now=NOW, zone=UTC)
                assert exact(value, column, zone=UTC)
    view = RecordView(collection.columns, zone=UTC, now=NOW)
    view.extend([Record(f"{place}", each.value, each.raw, each.problem) for place, each in enumerate(records)])
    for column in collection.columns:
        view.set_sort(column.key, True)
        view.set_filter(f"{column.key}>5" if column.kind in (Kind.NUMBER, Kind.DURATION) else f"{column.key}:5")
        view.work(float("inf"))
        groups = grouped_by(collection, column)
        make = partial(open_writer, Format.JSON, io.StringIO(), groups, zone=UTC, now=NOW)
        with GroupWriter(collection, column, make, zone=UTC, order=(groups.columns[1], True)) as writer:
            for record in records:
                writer.write(record)
    for form in (Format.JSONL, Format.CSV, Format.TABLE):
        with open_writer(form, io.StringIO(), collection, zone=UTC, now=NOW) as plain:
            for record in records:
                plain.write(record)


@pytest.mark.parametrize("field", ["talkMinutes", "attendanceMinutes"])
@pytest.mark.parametrize("number", ['"12345678901234567890"', "1e308", "-1e300", '"1e400"', "1e400", f'"{"9" * 5000}"'])
def test_a_length_that_no_time_has_makes_its_row_a_bad_one_in_whatever_company(field: str, number: str) -> None:
    bad = json.dumps({**STAY, field: "?"}).replace('"?"', number).encode()
    good = json.dumps({**STAY, "userId": "v"}).encode()

    alone, (first, second) = stays([bad]), stays([bad, good])

    assert alone[0] == first
    assert stays([first.raw]) == (first,)  # as it is kept
    assert first.value is None
    assert first.problem.startswith(f"{field}: no time is ")
    assert first.fields()["userId"] == "u"
    assert second.value is not None


@pytest.mark.parametrize("number", ["12345678901234567890", '"1e308"', "-1e300", "1e400"])
def test_a_wait_that_no_time_has_makes_its_row_a_bad_one(number: str) -> None:
    row = json.dumps({"time": AT, "userId": "u", "secondsInLine": "?"}).replace('"?"', number).encode()

    (call,) = decoding(CalledRow, event_of)([row])

    assert call.value is None
    assert call.problem.startswith("secondsInLine: no time is ")
    assert call.fields()["userId"] == "u"


def test_a_number_beyond_every_number_comes_out_as_it_was_sent() -> None:
    (record,) = stays([json.dumps({**STAY, "attendanceMinutes": "?"}).replace('"?"', "1e400").encode()])
    stream = io.StringIO()
    with open_writer(Format.JSONL, stream, load("virbela").catalog().collection("attendance"), zone=UTC) as writer:
        writer.write(record)

    assert json.loads(stream.getvalue())["attendanceMinutes"] == "1e400"


@given(st.one_of(st.none(), st.integers(), st.floats(), st.integers(10**300, 10**400)))
def test_any_number_is_a_length_or_none(amount: float | None) -> None:
    length = length_in(amount, timedelta(minutes=1))

    assert length is None or abs(length) <= LONGEST
    if amount is not None and abs(amount) <= 10**7:
        assert length == timedelta(minutes=amount)


def test_lengths_add_up_to_the_longest_at_most() -> None:
    assert total_length(timedelta.max, timedelta(days=1)) == timedelta.max
    assert total_length(timedelta.min, -timedelta(days=1)) == timedelta.min
