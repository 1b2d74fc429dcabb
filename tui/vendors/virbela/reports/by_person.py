"""How long each person was there, and how much of it they talked; and who never spoke. Pure functions, no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from tui.core.chart import Bars
from tui.core.collection import AGAINST_PARAM, Collection, Query, RangeUse
from tui.core.report import Report, percent_column, shares_of
from tui.reading.report import Tabulated, report, table_record
from tui.vendors.virbela.attendance.sheets import Sheet
from tui.vendors.virbela.reports.columns import A_ROOM_ID, OPENS_PERSON, count, person_columns, time, time_column
from tui.vendors.virbela.reports.persons import PersonRow, persons
from tui.vendors.virbela.reports.stays import attendance, stays_of

__all__ = ["ATTENDANCE_BY_PERSON", "SILENT", "attendance_by_person", "silent"]

_NOUN: Final = ("session", "sessions")


def attendance_by_person(values: Sequence[Sheet], query: Query) -> Tabulated:
    """Return everybody who was there, the longest first."""
    stays = stays_of(values, query)
    rows = sorted(persons(stays, query), key=_longest)
    shares = shares_of([row.minutes for row in rows])
    return Tabulated(
        [table_record(row.who.key, replace(row, share=share)) for row, share in zip(rows, shares, strict=True)],
        stays.notes,
        stays.missing,
    )


def silent(values: Sequence[Sheet], query: Query) -> Tabulated:
    """Return who was there and never spoke in the range, the longest first."""
    stays = stays_of(values, query)
    everybody = list(persons(stays, query))
    quiet = [row for row in everybody if row.talk_minutes is not None and not row.talk_minutes]
    sure = sorted((row for row in quiet if not row.unknown_talks), key=_longest)
    shares = shares_of([row.minutes for row in sure])
    notes = [f"{len(sure):,} of {len(everybody):,} people never spoke."] if everybody else []
    unsure = sum(row.talk_minutes is None or (not row.talk_minutes and row.unknown_talks > 0) for row in everybody)
    missing = [*stays.missing]
    if unsure:
        missing.append(
            f"{unsure:,} {'person is' if unsure == 1 else 'people are'} left out: of some of their sessions it is not "
            "known how long they talked."
        )
    return Tabulated(
        [table_record(row.who.key, replace(row, share=share)) for row, share in zip(sure, shares, strict=True)],
        (*stays.notes, *notes),
        tuple(missing),
    )


def _longest(row: PersonRow) -> tuple[float, str, str]:
    return -row.minutes, row.who.name.casefold(), row.who.key


_NAME, _EMAIL, _USER_ID = person_columns()

ATTENDANCE_BY_PERSON: Final = Collection(
    name="attendance-by-person",
    title="Attendance by person",
    help="How long each person was in a room, or on the campus: time, days, sessions, talk, first and last.",
    columns=(
        _NAME,
        time_column("minutes", "Time", lambda row: row.minutes, rank=0),
        count("days", "Days", lambda row: row.days),
        count("sessions", "Sessions", lambda row: row.sessions, rank=2),
        time_column("talk_minutes", "Talk", lambda row: row.talk_minutes, rank=2),
        percent_column("talk_share", "Talked", lambda row: row.talk_share, rank=1),
        percent_column("share", "Share", lambda row: row.share, rank=4),
        time("first", "First", lambda row: row.first, rank=5),
        time("last", "Last", lambda row: row.last, rank=3),
        _EMAIL,
        _USER_ID,
    ),
    fetch=report(attendance(), attendance_by_person, noun=_NOUN),
    params=(A_ROOM_ID, AGAINST_PARAM),
    range_use=RangeUse.REQUIRED,
    noun=("person", "people"),
    empty="Nobody was there in this range.",
    opens=OPENS_PERSON,
    report=Report(
        question="Who was there, how long, and who talked?",
        rules=(
            "Time inside the range; a person who is on two devices, or in two rooms, at once counts once.",
            "Talk of a session that straddles the range is spread evenly. Share: of everybody's time.",
        ),
        unknown=("Virbela does not tell when in a session somebody talked.",),
        chart=Bars(label=("name",), value="minutes", more="talk_share"),
        compares=("minutes", "days", "sessions", "talk_minutes"),
    ),
)
"""Attendance by person."""

SILENT: Final = Collection(
    name="silent",
    title="Never spoke",
    help="Who was in a room, or on the campus, and never spoke.",
    columns=(
        _NAME,
        time_column("minutes", "Time", lambda row: row.minutes, rank=0),
        count("days", "Days", lambda row: row.days),
        count("sessions", "Sessions", lambda row: row.sessions, rank=1),
        percent_column("share", "Share", lambda row: row.share, rank=4),
        time("first", "First", lambda row: row.first, rank=5),
        time("last", "Last", lambda row: row.last, rank=2),
        _EMAIL,
        _USER_ID,
    ),
    fetch=report(attendance(), silent, noun=_NOUN),
    params=(A_ROOM_ID, AGAINST_PARAM),
    range_use=RangeUse.REQUIRED,
    noun=("person", "people"),
    empty="Everybody who was there in this range spoke, or nobody was.",
    opens=OPENS_PERSON,
    report=Report(
        question="Who was there and never spoke?",
        rules=("No talk in any of the person's sessions of the range; under half a hundredth of a minute is none.",),
        unknown=("Virbela does not tell whether somebody wrote in the chat.",),
        chart=Bars(label=("name",), value="minutes", more="sessions"),
        compares=("minutes", "days", "sessions"),
    ),
)
"""Who never spoke."""
