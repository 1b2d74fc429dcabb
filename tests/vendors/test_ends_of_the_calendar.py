"""Dates of the year 1 and 9999, which vendors write for "never", lose no row: read, sorted, filtered, counted."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from tui.core.column import Kind
from tui.core.present import exact
from tui.core.record import Record
from tui.core.rows.view import RecordView
from tui.export import Format, open_writer
from tui.transport.decode import decode_rows
from tui.vendors.biot.api.models import UsageSession
from tui.vendors.namecoach.api.models import Event
from tui.vendors.namecoach.events import timeline
from tui.vendors.registry import load
from tui.vendors.virbela.api.models import CalledRow, Room, User
from tui.vendors.virbela.waitlist.events import event_of
from tui.vendors.virbela.waitlist.figures import by_hour
from tui.vendors.vitec.api.models import Comeback
from tui.vendors.vitec.comebacks import by_assignee, due, week_of
from tui.vendors.vuforia.api.models import ReportSession
from tui.vendors.vuforia.rows import run_record
from tui.vendors.vuforia.runs import newest_first

NOW = datetime(2026, 11, 23, 12, 51, tzinfo=UTC)
ENDS = (
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+02:00",
    "9999-12-31T23:59:59.999Z",
    "9999-12-31T23:59:59.999-02:00",
    "2026-11-23T09:00:00Z",
)
ZONES = [ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Pago_Pago"), ZoneInfo("Europe/Stockholm")]


def decoded(model: type[Any], *rows: dict[str, Any]) -> Sequence[Record[Any]]:
    sent = [msgspec.Raw(json.dumps(row).encode()) for row in rows]
    return [
        Record(f"{place}", row.value, row.raw, row.problem)
        for place, row in enumerate(decode_rows(sent, model, identify=lambda _: ""))
    ]


def rooms() -> Sequence[Record[Any]]:
    return decoded(Room, *({"objectId": "R", "updatedAt": at, "createdAt": at} for at in ENDS))


def users() -> Sequence[Record[Any]]:
    return decoded(User, *({"objectId": "U", "profileLastUpdatedAt": at} for at in ENDS))


def calls() -> Sequence[Record[Any]]:
    rows = decoded(CalledRow, *({"time": at, "secondsInLine": "5"} for at in ENDS))
    return [event_of(row) for row in rows]


def runs() -> Sequence[Record[Any]]:
    def run(at: str) -> dict[str, Any]:
        step = {"number": 1, "lastVisitTime": at, "endTime": at}
        procedure = {"startTime": at, "latestEventTimestamp": at, "endTime": at, "steps": [step]}
        return {"sessionId": "S", "procedure": procedure}

    return [run_record(record) for record in decoded(ReportSession, *map(run, ENDS))]


def comebacks() -> Sequence[Record[Any]]:
    return decoded(Comeback, *({"id": "1", "state": "New", "occursAt": at, "bookedDate": at} for at in ENDS))


def events() -> Sequence[Record[Any]]:
    return decoded(Event, *({"created_at": at, "updated_at": at} for at in ENDS))


def sessions() -> Sequence[Record[Any]]:
    return decoded(UsageSession, *({"_id": "S", "_startTime": at, "_endTime": at} for at in ENDS))


LISTS = [
    ("virbela", "rooms", rooms),
    ("virbela", "users", users),
    ("virbela", "waitlist-called", calls),
    ("vuforia", "reports", runs),
    ("vitec", "comebacks", comebacks),
    ("namecoach", "lead-events", events),
    ("biot", "sessions", sessions),
]


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize(("vendor", "name", "made"), LISTS)
def test_rows_at_the_ends_of_the_calendar_are_shown_sorted_filtered_and_written(
    vendor: str, name: str, made: Any, zone: ZoneInfo
) -> None:
    collection, records = load(vendor).catalog().collection(name), made()
    assert not any(record.problem for record in records)
    times = [column for column in collection.columns if column.kind is Kind.TIME]
    assert times

    view = RecordView(collection.columns, zone=zone, now=NOW)
    view.extend([Record(f"{place}", each.value, each.raw) for place, each in enumerate(records)])
    for column in times:
        assert all(exact(column.read(record.value), column, zone=zone) for record in records)
        for descending in (False, True):
            view.set_sort(column.key, descending)
            view.work(float("inf"))
            assert len(view.shown_records()) == len(ENDS)
        view.set_filter(f"{column.key}<2000")
        view.work(float("inf"))
        assert [record.id for record in view.shown_records()] in (["0", "1"], ["1", "0"])
        view.set_filter(f"{column.key}>9999-01-01")
        view.work(float("inf"))
        assert {record.id for record in view.shown_records()} == {"2", "3"}
        view.set_filter("")
    for form in (Format.TABLE, Format.CSV, Format.JSON, Format.JSONL):
        out = io.StringIO()
        with open_writer(form, out, collection, zone=zone, now=NOW) as writer:
            for record in records:
                writer.write(record)
        assert out.getvalue()


def values_of(records: Sequence[Record[Any]]) -> list[Any]:
    return [record.value for record in records]


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_the_vendors_own_figures_stand_the_ends_of_the_calendar(zone: ZoneInfo) -> None:
    values = values_of(comebacks())

    assert all(due(value, now=NOW, zone=zone) for value in values)
    assert by_assignee(values, now=NOW, zone=zone)[0].total == len(ENDS)
    assert len(week_of(values, monday=date(2026, 11, 23), zone=zone)) == 7
    assert sum(len(of_day) for _, of_day in timeline(values_of(events()), zone=zone)) == len(ENDS)
    assert sum(hour.count for hour in by_hour(values_of(calls()), zone)) == len(ENDS)
    assert len(newest_first(values_of(runs()))) == len(ENDS)
