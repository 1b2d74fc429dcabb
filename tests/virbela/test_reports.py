"""A campus's reports: they find the sandbox's stories, lead to the rows behind a figure, and say what is missing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.vendors.opening import NOW, Opened, opened
from tests.virbela.campus import Server, attending, connect, envelope, pages_of, refusal, slicing, stay, user, value
from tests.worked_out_once import SharedWorld
from tui.core.collection import Query
from tui.core.column import Kind
from tui.core.errors import UsageError, VendorError
from tui.core.record import Page, Record
from tui.core.reports.as_asked import as_asked
from tui.core.rows.filters import parse_filter
from tui.core.time.clock import FrozenClock
from tui.core.time.ranges import parse_range
from tui.core.time.time_range import TimeRange
from tui.export import machine_fields
from tui.sandbox import build
from tui.vendors.virbela import sandbox
from tui.vendors.virbela.attendance import AttendanceSession
from tui.vendors.virbela.attendance.sheets import Cast
from tui.vendors.virbela.people import Person
from tui.vendors.virbela.reports.by_person import attendance_by_person, silent
from tui.vendors.virbela.reports.by_room import attendance_by_room
from tui.vendors.virbela.reports.certificate import certificate
from tui.vendors.virbela.reports.desk import Desk
from tui.vendors.virbela.reports.levels import levels
from tui.vendors.virbela.reports.movements import movements
from tui.vendors.virbela.reports.regulars import newcomers, regulars
from tui.vendors.virbela.reports.service_level import service_level
from tui.vendors.virbela.sandbox.campus import Campus
from tui.vendors.virbela.sandbox.course import ENROLLED, taking_part
from tui.vendors.virbela.sandbox.members import Members
from tui.vendors.virbela.sandbox.rhythm import Setting
from tui.vendors.virbela.waitlist.figures import Event

ZONE = ZoneInfo("Europe/Stockholm")
MEETING = "2026-01-14 14:00..2026-01-14 15:30"
"""The third meeting of a course in the recording studio."""
COLUMNS = {
    "certificate": {"userId", "name", "email", "first_join", "last_leave", "minutes", "share", "joins", "verdict"},
    "attendance-by-person": {"userId", "name", "sessions", "days", "minutes", "talk_minutes", "talk_share"},
    "attendance-by-room": {"room_id", "name", "sessions", "days", "minutes", "talk_minutes", "talk_share"},
    "occupancy": {"start", "end", "people", "peak"},
    "movements": {"from_room", "to_room", "people", "median_gap_minutes"},
    "silent": {"userId", "name", "minutes"},
    "regulars": {"userId", "name", "week", "weeks", "minutes"},
    "newcomers": {"userId", "name", "first", "room", "minutes"},
    "service-level": {
        *("group", "called", "within_target", "share", "median_seconds", "p90_seconds", "longest_seconds"),
        *("helped", "help_seconds"),
    },
}


@asynccontextmanager
async def made_up() -> AsyncIterator[Opened]:
    app = build(SharedWorld(FrozenClock(NOW)))
    base = {"base_url": "http://sandbox.invalid/virbela", "product_url": "http://sandbox.invalid/virbela"}
    async with opened("virbela", {**sandbox.DEMO[0].settings, **base}, connection="campus", app=app) as to:
        yield to


def studio(day: date = date(2026, 1, 14)) -> tuple[str, list[tuple[str, str, str]]]:
    """Return the course's room, and who takes part: id, name and e-mail of each."""
    world = SharedWorld(FrozenClock(NOW))
    campus, members = Campus(world), Members(world)
    room = next(room for room in campus.rooms if room.use == "course")
    people = taking_part(Setting(f"{world.seed}:{room.key}", room.size, members.founders), day)
    own = [member for place in people if (member := members.find(world.people[place].key)) is not None]
    return room.key, [(each.user_id, f"{each.first_name} {each.last_name}", each.email) for each in own]


def at(text: str) -> TimeRange:
    return parse_range(text, now=NOW, zone=ZONE)


async def figures(to: Opened, name: str, text: str, **values: Any) -> Page[Any]:
    """Return a report's table, settled."""
    query = Query(values, at(text), now=to.now, zone=ZONE, settled=True)
    return [each async for each in to.catalog.collection(name).fetch(to.client, query)][-1]


async def behind(to: Opened, name: str, record: Record[Any], span: TimeRange) -> list[Record[Any]]:
    """Return the rows that Enter on a figure leads to."""
    opens = to.catalog.collection(name).opens
    assert opens is not None
    text = opens.range(record)
    below = to.catalog.collection(opens.collection)
    rows = await to.rows(below.name, at(text) if text else span, **opens.values(record))
    matches = parse_filter(opens.filter(record), below.columns, now=to.now, zone=ZONE)
    return list({row.id: row for row in rows if matches(row)}.values())


def roster_of(people: list[tuple[str, str, str]], folder: Path) -> str:
    """Write a roster as people do: e-mails in capitals, names with spaces, some without an e-mail."""
    lines = ["Name;E-Mail"]
    for place, (_, name, email) in enumerate(people[:ENROLLED]):
        spaced = f"  {name.upper()} ".replace(" ", "  ")
        lines.append(f"{spaced};{email.upper()} " if place % 2 else f"{spaced};")
    file = folder / "roster.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return str(file)


# --- the stories ------------------------------------------------------------------------------------------------


async def test_a_certificate_tells_the_latecomer_from_who_left_early_and_who_did_not_come(tmp_path: Path) -> None:
    room, people = studio()
    async with made_up() as to:
        table = await figures(to, "certificate", MEETING, roomId=room, roster=roster_of(people, tmp_path))
    rows = [value(record) for record in table.records]
    told = {row.user_id or row.name.casefold(): row.verdict for row in rows}
    ids = [user_id for user_id, _, _ in people]
    assert not table.missing
    assert told.pop(ids[9]) == "late"
    assert told.pop(ids[10]) == "short"
    assert told.pop(people[11][1].casefold()) == "absent"
    assert told.pop(ids[13]) == "unexpected"
    assert set(told.values()) == {"present"}
    assert len(told) == ENROLLED - 3


async def test_a_rejoin_within_seconds_and_a_second_device_are_one_row_and_counted_once() -> None:
    room, people = studio()
    async with made_up() as to:
        table = await figures(to, "certificate", MEETING, roomId=room)
        sessions = await to.rows("attendance", at(MEETING), roomId=room)
    rows = {value(record).user_id: value(record) for record in table.records}
    assert (rows[people[2][0]].joins, rows[people[3][0]].joins) == (2, 1)
    assert 89 < rows[people[2][0]].minutes < 90
    assert rows[people[3][0]].minutes == 90
    assert sum(value(each).user == people[3][0] for each in sessions) == 2


async def test_who_never_spoke_in_a_course_is_found() -> None:
    room, people = studio()
    async with made_up() as to:
        table = await figures(to, "silent", MEETING, roomId=room)
    assert {record.id for record in table.records} == {people[4][0], people[5][0]}


async def test_who_came_five_weeks_in_a_row_is_a_regular() -> None:
    room, people = studio(date(2025, 10, 1))
    async with made_up() as to:
        table = await figures(to, "regulars", "2025-09-29..2025-11-09", roomId=room)
    rows = {record.value.who.key: record.value for record in table.records if record.value}
    assert rows[people[0][0]].weeks == 5
    assert rows[people[12][0]].weeks == 3
    assert people[11][0] not in rows


@pytest.mark.parametrize("name", list(COLUMNS))
async def test_what_is_counted_in_minutes_is_a_length_of_time_in_every_report(name: str) -> None:
    async with made_up() as to:
        columns = to.catalog.collection(name).columns
    assert {each.kind for each in columns if each.key.endswith("minutes")} <= {Kind.DURATION}


async def test_who_joined_a_course_at_its_third_meeting_is_new_there() -> None:
    room, people = studio()
    async with made_up() as to:
        table = await figures(to, "newcomers", "2026-01-14", roomId=room)
    assert [record.id for record in table.records] == [people[12][0]]


async def test_the_room_of_a_course_is_fullest_while_it_meets() -> None:
    room, _ = studio()
    async with made_up() as to:
        table = await figures(to, "occupancy", "2026-01-14", roomId=room, step="1h")
    rows = [value(record) for record in table.records]
    fullest = max(rows, key=lambda row: row.peak)
    assert fullest.start.astimezone(ZONE).hour in (14, 15)
    assert fullest.peak == 13
    assert len(rows) == 24


async def test_the_billing_desk_is_slow_on_tuesdays_when_its_agent_is_away() -> None:
    async with made_up() as to:
        desk = next(each for each in Campus(SharedWorld(FrozenClock(NOW))).support if each.size == 3)
        table = await figures(to, "service-level", "2025-10-27..2025-11-07", by="day", sfsRoom=desk.sfs_room)
        agents = await figures(to, "service-level", "2025-10-28", by="agent", sfsRoom=desk.sfs_room)
        mondays = await figures(to, "service-level", "2025-10-27", by="agent", sfsRoom=desk.sfs_room)
    days = {value(record).group: value(record) for record in table.records}
    tuesdays = [days["2025-10-28"], days["2025-11-04"]]
    others = [row for row in days.values() if row not in tuesdays and row.called > 10]
    assert max(row.share for row in tuesdays) < min(row.share for row in others)
    away = {record.id for record in mondays.records} - {record.id for record in agents.records}
    assert away


async def test_people_go_from_one_lecture_to_another() -> None:
    async with made_up() as to:
        table = await figures(to, "movements", "2026-01-13")
    rows = [value(record) for record in table.records]
    assert rows[0].moves == max(row.moves for row in rows)
    assert all(row.from_room != row.to_room and row.people <= row.moves for row in rows)


# --- columns and the rows behind --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(COLUMNS))
async def test_each_report_has_the_columns_that_are_promised(name: str) -> None:
    room, _ = studio()
    values: dict[str, Any] = {} if name in ("movements", "service-level") else {"roomId": room}
    span = "2025-12-29..2026-01-14" if name == "regulars" else MEETING if name != "service-level" else "2026-01-13"
    span = {"movements": "2026-01-13", "newcomers": "2026-01-14"}.get(name, span)
    async with made_up() as to:
        if name == "regulars":
            values = {**values, "weeks": 2}
        table = await figures(to, name, span, **values)
        fields = machine_fields(table.records[0], as_asked(to.catalog.collection(name), values, {}))
    assert set(fields) >= COLUMNS[name]
    assert not table.missing


@pytest.mark.parametrize("name", ["certificate", "attendance-by-person", "attendance-by-room", "silent", "newcomers"])
async def test_the_sessions_behind_a_figure_are_as_many_as_it_counts(name: str) -> None:
    room, _ = studio()
    async with made_up() as to:
        span = "2026-01-14" if name == "newcomers" else MEETING
        table = await figures(to, name, span, roomId=room)
        first = table.records[-1]
        rows = await behind(to, name, first, at(span))
    row = value(first)
    counted = row.joins if name == "certificate" else row.person.sessions if name == "newcomers" else row.sessions
    assert len(rows) == counted


async def test_the_sessions_behind_a_step_are_of_those_who_were_there() -> None:
    room, _ = studio()
    async with made_up() as to:
        table = await figures(to, "occupancy", MEETING, roomId=room)
        counted = [value(record).people for record in table.records]
        found = [
            len({value(row).user for row in await behind(to, "occupancy", record, at(MEETING))})
            for record in table.records
        ]
    assert found == counted


async def test_behind_a_movement_is_each_move_with_who_went_and_when() -> None:
    async with made_up() as to:
        table = await figures(to, "movements", "2026-01-13 09:00..2026-01-13 12:00")
        way = value(table.records[0])
        rows = await behind(to, "movements", table.records[0], at("2026-01-13 09:00..2026-01-13 12:00"))
    assert {(value(row).start.name, value(row).end.name) for row in rows} == {(way.from_room, way.to_room)}
    assert len(rows) == way.moves
    assert len({value(row).who.key for row in rows}) == way.people
    assert all(value(row).gap_minutes <= 30 for row in rows)


@pytest.mark.parametrize("by", ["", "agent", "day"])
async def test_the_calls_behind_a_service_level_are_as_many_as_it_counts(by: str) -> None:
    span = "2026-01-12..2026-01-13"
    async with made_up() as to:
        table = await figures(to, "service-level", span, **({"by": by} if by else {}))
        counted = [value(record).called for record in table.records]
        found = [len(await behind(to, "service-level", record, at(span))) for record in table.records[:8]]
    assert found == counted[:8]


def test_agents_of_one_name_and_calls_that_nobody_is_named_for_are_rows_of_their_own_with_calls_of_their_own() -> None:
    people = (("a", "Ann Berg"), ("b", "Ann Berg"), ("c", "Bo Ek"), (None, None))
    events = [
        Event(time=NOW, agent=agent, agent_person=None if agent is None else Person(str(name)), room="r")
        for agent, name in people
    ]
    table = service_level([Desk().sheet(events, called=True)], Query({"by": "agent"}, at("2026-01-15"), zone=ZONE))
    told = {value(row).day: value(row).filter for row in table.rows}
    assert told == {
        "Ann Berg (a)": 'supportUserId=="a"',
        "Ann Berg (b)": 'supportUserId=="b"',
        "Bo Ek": 'supportUserId=="c"',
        "nobody named": 'supportUserId=""',
    }


async def test_a_comparison_tells_mondays_from_the_monday_before() -> None:
    asked = {"by": "day", "against": "previous"}
    async with made_up() as to:
        table = await figures(to, "service-level", "2026-01-12..2026-01-14", **asked)
        collection = as_asked(to.catalog.collection("service-level"), asked, {})
        earlier = await figures(to, "service-level", "2026-01-09..2026-01-11", by="day")
    fields = [machine_fields(record, collection) for record in table.records]
    assert [each["called_before"] for each in fields] == [value(record).called for record in earlier.records]


# --- what is said -----------------------------------------------------------------------------------------------


async def test_a_room_that_cannot_be_read_makes_the_figures_partial_and_that_is_said() -> None:
    start = datetime(2026, 7, 30, 9, tzinfo=UTC)
    server = Server(
        {
            "/Rooms/World/acme%20campus": lambda asked: (
                200,
                {"count": 2, "data": [{"objectId": "A", "name": "Atrium"}, {"objectId": "B", "name": "Bridge"}]},
            ),
            "/User": slicing([user(1)], offset="skip"),
            "/User/Attendance/Room/A": attending([stay("u00001", start, start + timedelta(hours=1))]),
            "/User/Attendance/Room/B": lambda asked: (400, refusal("Bad request", "The room is broken.")),
        }
    )
    span = TimeRange(start, start + timedelta(hours=2))
    last = (await pages_of(connect(server), "attendance-by-room", span, settled=True))[-1]
    assert [value(record).name for record in last.records] == ["Atrium"]
    assert last.missing == ("1 of 2 rooms could not be read.",)


async def test_a_room_that_does_not_exist_is_no_room_where_nobody_was() -> None:
    server = Server(
        {
            "/Rooms/World/acme%20campus": lambda asked: (200, {"count": 0, "data": []}),
            "/User": slicing([user(1)], offset="skip"),
        }
    )
    span = TimeRange(datetime(2026, 7, 30, tzinfo=UTC), datetime(2026, 7, 31, tzinfo=UTC))
    with pytest.raises(VendorError):
        await pages_of(connect(server), "attendance-by-person", span, settled=True, roomId="nowhere1")


async def test_nobody_of_a_roster_is_absent_from_a_room_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text("email\nann@example.org\n", encoding="utf-8")
    server = Server(
        {
            "/Rooms/World/acme%20campus": lambda asked: (200, {"count": 0, "data": []}),
            "/User": slicing([user(1)], offset="skip"),
        }
    )
    span = TimeRange(datetime(2026, 7, 30, tzinfo=UTC), datetime(2026, 7, 31, tzinfo=UTC))
    asked = {"roomId": "nowhere1", "roster": str(tmp_path / "roster.csv")}
    with pytest.raises(VendorError):
        await pages_of(connect(server), "certificate", span, settled=True, **asked)


async def test_a_session_that_does_not_decode_is_said_to_be_in_no_figure() -> None:
    start = datetime(2026, 7, 30, 9, tzinfo=UTC)
    bad = {**stay("u00001", start, None), "leaveTime": "yesterday"}

    server = Server(
        {
            "/Rooms/World/acme%20campus": lambda asked: (200, {"count": 0, "data": []}),
            "/User": slicing([user(1)], offset="skip"),
            "/User/Attendance/Room/A1": lambda asked: (
                200,
                envelope([stay("u00001", start, start + timedelta(hours=1)), bad]),
            ),
        }
    )
    span = TimeRange(start, start + timedelta(hours=2))
    last = (await pages_of(connect(server), "certificate", span, settled=True, roomId="A1"))[-1]
    assert value(last.records[0]).share == 50
    assert "1 session could not be read and is in no figure" in last.missing[0]


def table_of(
    tabulate: Any, *sessions: AttendanceSession, span: str = "2026-01-14", extra: Any = (), **values: Any
) -> Any:
    query = Query(values, at(span), now=NOW, zone=ZONE)
    return tabulate([Cast().sheet(sessions), *extra], query)


def session(who: str, start: str, stop: str | None, *, lost: bool = False, **more: Any) -> AttendanceSession:
    join = datetime.fromisoformat(start).replace(tzinfo=ZONE).astimezone(UTC)
    leave = None if stop is None else datetime.fromisoformat(stop).replace(tzinfo=ZONE).astimezone(UTC)
    until = leave or (join if lost else NOW)
    return AttendanceSession.of(user=who, join=join, leave=leave, until=until, lost=lost, **more)


def test_a_session_without_a_leave_time_is_in_no_time_and_makes_the_figures_partial() -> None:
    told = table_of(certificate, session("ann", "2026-01-14T10:00", None, lost=True))
    assert told.missing == ("1 session has no leave time, so that nobody knows how long it was: ann.",)


def test_a_week_in_which_nobody_came_at_all_ends_every_row_of_weeks() -> None:
    mondays = [session("ann", f"2025-12-{day:02}T10:00", f"2025-12-{day:02}T11:00") for day in (1, 8, 22, 29)]
    told = table_of(regulars, *mondays, span="2025-12-01..2026-01-04", weeks=2)
    assert {(value(row).weeks, value(row).attended) for row in told.rows} == {(2, 4)}
    assert [value(row).minutes for row in told.rows] == [60, 60, 0, 60, 60]


def test_who_stays_over_several_midnights_was_there_on_each_of_the_days() -> None:
    told = table_of(
        attendance_by_person,
        session("ann", "2026-01-12T23:00", "2026-01-14T01:00"),
        session("ann", "2026-01-13T10:00", "2026-01-13T11:00"),
        session("bob", "2026-01-14T00:30", "2026-01-14T00:40"),
        span="2026-01-12..2026-01-14",
    )
    assert [(value(row).who.name, value(row).days, value(row).minutes) for row in told.rows] == [
        ("ann", 3, 26 * 60),
        ("bob", 1, 10),
    ]


def test_of_two_rooms_in_which_somebody_is_at_once_the_one_that_came_up_first_is_the_first() -> None:
    told = table_of(
        movements,
        session("ann", "2026-01-14T14:00", "2026-01-14T14:05", room_id="north"),
        session("ann", "2026-01-14T10:00", "2026-01-14T10:05", room_id="south"),
        session("ann", "2026-01-14T10:00", "2026-01-14T10:05", room_id="north"),
    )
    assert [(value(row).from_id, value(row).to_id) for row in told.rows] == [("north", "south")]


def test_a_leave_time_at_the_end_of_the_calendar_is_shown_and_breaks_nothing() -> None:
    far = datetime.max.replace(tzinfo=UTC)
    stay = AttendanceSession.of(user="ann", join=datetime(2026, 1, 14, 9, tzinfo=UTC), leave=far, until=far)
    told = table_of(attendance_by_person, stay)
    assert value(told.rows[0]).last.year == 9999
    assert value(told.rows[0]).days == 1


def test_a_session_that_goes_on_counts_until_now_and_that_is_said() -> None:
    told = table_of(attendance_by_person, session("ann", "2026-01-15T10:30", None), span="2026-01-15")
    assert value(told.rows[0]).minutes == 60
    assert told.notes == ("1 person is still in, and counted until now.",)


def test_shares_of_a_range_that_is_not_over_are_of_what_has_passed() -> None:
    told = table_of(certificate, session("ann", "2026-01-15T10:30", None), span="2026-01-15 10:30..2026-01-15 12:30")
    assert value(told.rows[0]).share == 100
    assert "The range is not over" in told.notes[-1]


def test_the_target_of_the_configuration_is_what_is_enough() -> None:
    stay_of_half = session("ann", "2026-01-14T10:00", "2026-01-14T10:30")
    query = Query({}, at("2026-01-14 10:00..2026-01-14 11:00"), now=NOW, zone=ZONE, targets={"present": 50})
    assert value(certificate([Cast().sheet([stay_of_half])], query).rows[0]).verdict == "present"
    stricter = Query({"min": 51}, query.span, now=NOW, zone=ZONE, targets={"present": 50})
    assert value(certificate([Cast().sheet([stay_of_half])], stricter).rows[0]).verdict == "short"


def test_who_gave_up_waiting_is_said_to_be_unknown() -> None:
    from tui.vendors.virbela.reports import REPORTS

    report = next(each.report for each in REPORTS if each.name == "service-level")
    assert report is not None
    assert any("gave up" in sentence for sentence in report.unknown)


@pytest.mark.parametrize("step", ["none", "0m", "7 years"])
async def test_a_step_that_is_none_is_refused_before_anything_is_asked(step: str) -> None:
    server = Server()
    span = TimeRange(datetime(2026, 7, 30, tzinfo=UTC), datetime(2026, 7, 31, tzinfo=UTC))
    with pytest.raises(UsageError, match="is no step"):
        await pages_of(connect(server), "occupancy", span, settled=True, roomId="A1", step=step)
    assert not server.asked


@pytest.mark.parametrize(
    ("report", "name", "number", "right"),
    [
        ("certificate", "min", 120, "from 1 to 100"),
        ("certificate", "min", 0, "from 1 to 100"),
        ("certificate", "late", -3, "0 or more"),
        ("regulars", "weeks", 0, "1 or more"),
        ("movements", "within", -5, "0 or more"),
        ("moves", "within", -5, "0 or more"),
        ("service-level", "target", -1, "0 or more"),
    ],
)
async def test_a_number_without_a_meaning_is_refused_before_anything_is_asked(
    report: str, name: str, number: int, right: str
) -> None:
    server = Server()
    span = TimeRange(datetime(2026, 7, 30, tzinfo=UTC), datetime(2026, 7, 31, tzinfo=UTC))
    with pytest.raises(UsageError, match=f"--{name} cannot be {number}. Give {right}"):
        await pages_of(connect(server), report, span, settled=True, roomId="A1", **{name: number})
    assert not server.asked


# --- speed ------------------------------------------------------------------------------------------------------


def test_a_report_of_many_sessions_takes_little_time() -> None:
    """The aim is 2 s of processor time for a million sessions; here a twentieth of them, with room to spare."""
    start = datetime(2025, 10, 15, tzinfo=UTC)
    cast, desk = Cast(), Desk()
    sheets = [
        cast.sheet(
            [
                AttendanceSession.of(
                    user=f"u{number * 7919 % 3_000}",
                    join=(join := start + timedelta(seconds=number * 100)),
                    leave=join + timedelta(minutes=40),
                    until=join + timedelta(minutes=40),
                    talk=float(number % 3),
                    room_id=f"r{number % 60}",
                )
                for number in range(part, part + 2_000)
            ]
        )
        for part in range(0, 50_000, 2_000)
    ]
    events = [
        desk.sheet(
            [
                Event(
                    time=start + timedelta(seconds=number * 100), agent=f"a{number % 20}", lasted=timedelta(seconds=9)
                )
                for number in range(50_000)
            ],
            called=True,
        )
    ]
    query = Query({}, TimeRange(start, start + timedelta(days=90)), now=NOW, zone=ZONE)
    reports: tuple[tuple[Any, Any], ...] = (
        *((each, sheets) for each in (certificate, attendance_by_person, attendance_by_room, levels)),
        *((each, sheets) for each in (movements, silent, regulars, newcomers)),
        (service_level, events),
    )
    for tabulate, values in reports:
        before = process_time()
        tabulate(values, query)
        assert process_time() - before < 1
