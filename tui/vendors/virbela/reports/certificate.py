"""Who was there long enough for a certificate, against a roster where there is one. Pure functions, no I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import Struct

from tui.core.chart import Bars
from tui.core.collection import Collection, Opens, Param, ParamKind, Query, RangeUse, Value
from tui.core.column import Column, tone_by_word
from tui.core.record import Record
from tui.core.report import Report, Target, percent, percent_column
from tui.core.rows.terms import exactly
from tui.reading.report import Tabulated, report, table_record
from tui.vendors.virbela.attendance.once import NEVER
from tui.vendors.virbela.attendance.sheets import Sheet, Who
from tui.vendors.virbela.attendance.ticks import instant_of
from tui.vendors.virbela.attendance.timeline import Moment
from tui.vendors.virbela.reports.columns import (
    ITS_ROOM_ID,
    check_number,
    count,
    number_or,
    text,
    time,
    time_column,
)
from tui.vendors.virbela.reports.roster import Entry, Roster, matched, read_roster
from tui.vendors.virbela.reports.stays import (
    MINUTE,
    Stays,
    attendance,
    minutes_of,
    stayed_on,
    stays_of,
)

__all__ = ["CERTIFICATE", "Attendee", "certificate"]

ENOUGH: Final = 75
"""Percent of the range, where neither the question nor the configuration says it."""

LATE: Final = 5
"""Minutes after the beginning."""


class Attendee(Struct, frozen=True):
    """Somebody who was there, or was to be."""

    room_id: str
    user_id: str
    """Empty for somebody of the roster who was not there."""
    name: str
    email: str
    first_join: datetime | None
    last_leave: datetime | None
    """None as well while somebody is in, and where the time got lost."""
    minutes: float
    share: float
    joins: int
    verdict: str


class _Measure(Struct, frozen=True):
    """What everybody is measured by."""

    length: int
    """Microseconds of the range, as far as it has come."""
    enough: float
    late_from: float
    """The instant after which somebody who comes is late."""

    def share(self, time: float) -> float:
        """Return the share of the range; rounding makes nobody reach what is enough."""
        share = percent(time, self.length) or 0.0
        return round(self.enough - 0.1, 1) if self.is_short(time) and share >= self.enough else share

    def is_short(self, time: float) -> bool:
        return time * 100 < self.enough * self.length

    def verdict(self, time: float, first: float) -> str:
        return "short" if self.is_short(time) else "late" if first > self.late_from else "present"


def certificate(values: Sequence[Any], query: Query) -> Tabulated:
    """Return everybody who was there, and who of the roster was not, by name.

    Args:
        values: sheets of one room's sessions, and a roster.
        query: `min` and `late` besides the range.
    """
    sheets = [each for each in values if isinstance(each, Sheet)]
    roster = next((each for each in values if isinstance(each, Roster)), None)
    stays = stays_of(sheets, query)
    present = _present(stays, query)
    notes, missing = [*stays.notes], [*stays.missing]
    if query.span is not None and stays.span.stop < query.span.stop:
        notes.append("The range is not over: shares are of what has passed of it.")
    if roster is None:
        rows = list(present.values())
    else:
        notes += roster.notes
        rows, doubts = _against_roster(present, stays.cast.who, roster.entries, query.text("roomId"))
        missing += doubts
    rows.sort(key=lambda row: (row.name.casefold(), row.user_id, row.email))
    return Tabulated([table_record(_id(row), row) for row in rows], tuple(notes), tuple(missing))


def _id(row: Attendee) -> str:
    return row.user_id or f"absent {row.email or row.name}"


def _present(stays: Stays, query: Query) -> dict[int, Attendee]:
    """Return who was there, by their place in the cast."""
    begin, room_id = stays.bounds.low, query.text("roomId")
    measure = _Measure(
        length=stays.span.length // timedelta(microseconds=1),
        enough=number_or(query, "min", query.targets.get("present", ENOUGH)),
        late_from=begin + number_or(query, "late", LATE) * MINUTE,
    )
    there = _There(stays)
    unknown_end = {*stays.open, *stays.lost}
    found = {}
    for person, came in there.firsts.items():
        who, time = stays.cast.who[person], there.time[person]
        found[person] = Attendee(
            room_id=room_id,
            user_id=who.key,
            name=who.name,
            email=who.email or "",
            first_join=instant_of(came),
            last_leave=None if person in unknown_end else instant_of(there.last(person)),
            minutes=minutes_of(time),
            share=measure.share(time),
            joins=there.joins[person],
            verdict=measure.verdict(time, came),
        )
    return found


class _There:
    """When each person was there, in ticks."""

    def __init__(self, stays: Stays) -> None:
        count = len(stays.cast.who)
        self.time, self.joins = [0.0] * count, [0] * count
        """How long in all, and how often they came: what overlaps or touches is one stay."""
        self.firsts: dict[int, float] = {}
        """When they came first, before the range too."""
        self._reached = [NEVER] * count
        self._lasts: dict[int, float] = {}
        for moment in stays.moments():
            self._add(moment)
            stayed_on(moment, self._lasts, stays.bounds.high)

    def _add(self, moment: Moment) -> None:
        time, joins, firsts, reached = self.time, self.joins, self.firsts, self._reached
        for person, join, start, stop in zip(moment.people, moment.joins, moment.starts, moment.stops, strict=True):
            until = reached[person]
            if start > until:
                if not joins[person]:
                    firsts[person] = join
                joins[person] += 1
                time[person] += stop - start
                reached[person] = stop
            elif stop > until:
                time[person] += stop - until
                reached[person] = stop

    def last(self, person: int) -> float:
        """Return when the last stay of a person ended, after the range too."""
        return self._lasts.get(person, self._reached[person])


def _against_roster(
    present: Mapping[int, Attendee], people: Sequence[Who], entries: Sequence[Entry], room_id: str
) -> tuple[list[Attendee], Iterable[str]]:
    """Tell who was not expected, and who was and is not there."""
    places = list(present)
    means, doubts = matched(entries, [people[place] for place in places])
    expected = {places[person] for person in means.values()}
    rows = [row if place in expected else _with_verdict(row, "unexpected") for place, row in present.items()]
    rows += [
        Attendee(room_id, "", entry.name or entry.email, entry.email, None, None, 0.0, 0.0, 0, "absent")
        for place, entry in enumerate(entries)
        if place not in means
    ]
    nameless = sum(not people[place].known for place in places)
    if nameless:
        one = nameless == 1
        doubts = (
            *doubts,
            f"{nameless:,} {'person' if one else 'people'} whose name the campus does not tell "
            f"{'was' if one else 'were'} there; who is called absent may be {'that one' if one else 'one of them'}.",
        )
    return rows, doubts


def _with_verdict(row: Attendee, verdict: str) -> Attendee:
    from msgspec.structs import replace

    return replace(row, verdict=verdict)


def _roster(query: Query) -> Iterable[Roster]:
    check_number(query, "min", least=1, most=100)
    check_number(query, "late", least=0)
    path = query.text("roster")
    return (read_roster(path),) if path else ()


def _has_roster(query: Query) -> bool:
    """Whether names tell who was to be there: before they come nobody can be called absent."""
    return bool(query.text("roster"))


def _behind(record: Record[Attendee]) -> Mapping[str, Value]:
    return {} if record.value is None else {"roomId": record.value.room_id}


def _filter(record: Record[Attendee]) -> str:
    row = record.value
    if row is None:
        return ""
    return exactly("userId", row.user_id) if row.user_id else exactly("user_name", row.name)


CERTIFICATE: Final = Collection(
    name="certificate",
    title="Certificate",
    help="Who was in a room long enough, who came late, and who of a roster was not there.",
    columns=(
        text("name", "Person", lambda row: row.name),
        Column(
            "verdict",
            "Verdict",
            lambda row: row.verdict,
            width=10,
            rank=0,
            derived=True,
            tone=tone_by_word(present="success", short="warning", late="warning", absent="danger", unexpected="muted"),
        ),
        time_column("minutes", "Time", lambda row: row.minutes, rank=0),
        percent_column("share", "Share", lambda row: row.share, rank=0),
        time("first_join", "First join", lambda row: row.first_join, rank=1),
        time("last_leave", "Last leave", lambda row: row.last_leave, rank=2),
        count("joins", "Joins", lambda row: row.joins, rank=3),
        Column("email", "E-mail", lambda row: row.email or None, width=26, rank=4, derived=True),
        Column("userId", "User id", lambda row: row.user_id or None, rank=9, derived=True, shown=False),
    ),
    fetch=report(
        attendance(extra=_roster, goes_by_names=_has_roster),
        certificate,
        noun=("session", "sessions"),
    ),
    params=(
        ITS_ROOM_ID,
        Param(
            "min",
            "At least",
            ParamKind.NUMBER,
            help="Percent of the range that is enough; without it the target present, else 75.",
        ),
        Param("late", "Late after", ParamKind.NUMBER, help="Minutes after the beginning; without it 5."),
        Param(
            "roster",
            "Roster",
            help="A CSV file of who was to be there: a column email, or name. Case and spaces do not count.",
        ),
    ),
    range_use=RangeUse.REQUIRED,
    default_range="today",
    noun=("person", "people"),
    empty="Nobody was in this room in this range.",
    opens=Opens(
        "attendance",
        _behind,
        lambda record: record.value.name if record.value is not None else record.id,
        verb="sessions",
        filter=_filter,
    ),
    report=Report(
        question="Who was there long enough?",
        rules=(
            "Time inside the range; several joins are one row, two devices at once count once.",
            "Short: less than enough. Late: long enough, first joined too late. Unexpected: not on the roster.",
        ),
        unknown=("Virbela does not tell whether anybody listened.",),
        chart=Bars(label=("name",), value="share", more="verdict", top=100),
        targets=(Target("present", "share", asked="min"),),
    ),
    top_level=True,
)
"""Who gets a certificate."""
