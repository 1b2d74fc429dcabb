"""A range of any length, asked of a vendor that takes only so much at once."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.servers import Exchange, answer
from tests.vitec.office import office
from tui.core.errors import Rejected
from tui.core.time.time_range import TimeRange
from tui.vendors.vitec.comebacks import SWEDISH_TIME

TOO_LONG = {"message": "Begäran är ogiltig.", "modelState": {"to": ["Intervallet får inte överstiga två månader."]}}


def row(number: int, at: datetime) -> dict[str, Any]:
    wall = at.astimezone(SWEDISH_TIME)
    return {"id": str(number), "occursAt": wall.isoformat(timespec="microseconds"), "state": "New"}


class Agency:
    """Answers as the page says: bounds in local time without offset, both of them in the range."""

    def __init__(self, rows: list[dict[str, Any]], *, longest: timedelta | None = None, months: int = 0) -> None:
        self.rows = rows
        self.longest = longest
        self.months = months
        self.asked: list[tuple[datetime, datetime]] = []

    async def __call__(self, exchange: Exchange) -> None:
        query = dict(exchange.request.query)
        start, stop = (datetime.fromisoformat(query[name]) for name in ("from", "to"))
        assert start.tzinfo is None
        assert stop.tzinfo is None
        self.asked.append((start, stop))
        too_long = self.longest is not None and stop - start > self.longest
        if self.months and stop > _months_later(start, self.months):
            too_long = True
        if too_long:
            await answer(400, TOO_LONG)(exchange)
            return
        found = [each for each in self.rows if start <= _wall(each) <= stop]
        await answer(200, json.dumps(found))(exchange)


def _wall(each: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(each["occursAt"]).replace(tzinfo=None)


def _months_later(start: datetime, months: int) -> datetime:
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    return next(
        start.replace(year=year, month=month, day=day)
        for day in range(start.day, 0, -1)
        if day <= 28 or _is_day(year, month, day)
    )


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        datetime(year, month, day)  # noqa: DTZ001 - only whether there is such a day
    except ValueError:
        return False
    return True


async def report(agency: Agency, span: TimeRange, **values: Any) -> list[str]:
    async with office(agency) as (_, desk):
        return [record.fields()["id"] for record in await desk.rows("comebacks", span, **values)]


def every(hours: int, span: TimeRange) -> list[dict[str, Any]]:
    count = int(span.length / timedelta(hours=hours)) + 1
    return [row(number, span.start + number * timedelta(hours=hours)) for number in range(count)]


@pytest.mark.parametrize("longest", [timedelta(days=62), timedelta(days=31), timedelta(days=7), timedelta(days=2)])
async def test_a_year_comes_whole_whatever_the_vendor_takes_at_once(longest: timedelta) -> None:
    year = TimeRange(datetime(2025, 3, 1, 7, tzinfo=UTC), datetime(2026, 3, 1, 7, tzinfo=UTC))
    agency = Agency(every(7, year), longest=longest)

    ids = await report(agency, year)

    assert ids == [each["id"] for each in agency.rows if datetime.fromisoformat(each["occursAt"]) < year.stop]
    assert len(agency.asked) < 8 + 2 * (timedelta(days=366) / (longest / 2))


async def test_a_limit_that_counts_months_is_met_in_short_months_as_well() -> None:
    span = TimeRange(datetime(2025, 12, 1, tzinfo=SWEDISH_TIME), datetime(2026, 12, 1, tzinfo=SWEDISH_TIME))
    agency = Agency(every(13, span), months=1)

    ids = await report(agency, span)

    assert ids == [each["id"] for each in agency.rows if datetime.fromisoformat(each["occursAt"]) < span.stop]


async def test_cuts_are_made_at_swedish_midnights() -> None:
    span = TimeRange(datetime(2025, 9, 1, 7, 30, tzinfo=UTC), datetime(2026, 5, 1, 7, 30, tzinfo=UTC))
    agency = Agency([], longest=timedelta(days=62))

    await report(agency, span)

    taken = [(start, stop) for start, stop in agency.asked if stop - start <= timedelta(days=62)]
    assert all(stop.hour == stop.minute == 0 for _, stop in taken[:-1])
    assert [stop for _, stop in taken[:-1]] == [start for start, _ in taken[1:]]


async def test_what_falls_on_the_very_end_is_not_in_the_range() -> None:
    span = TimeRange(datetime(2026, 1, 5, tzinfo=SWEDISH_TIME), datetime(2026, 1, 6, tzinfo=SWEDISH_TIME))
    agency = Agency([row(1, span.start), row(2, span.stop - timedelta(seconds=1)), row(3, span.stop)])

    assert await report(agency, span) == ["1", "2"]


async def test_an_hour_that_the_clock_shows_twice_is_not_lost() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 in Sweden, the first time
    span = TimeRange(first - timedelta(minutes=10), first + timedelta(hours=1, minutes=10))
    agency = Agency([row(1, first - timedelta(hours=1)), row(2, first), row(3, first + timedelta(hours=1))])

    assert await report(agency, span) == ["2", "3"]
    ((start, stop),) = agency.asked
    assert (start.hour, stop.hour) == (0, 4), "neither end is an hour that comes twice"


async def test_a_comeback_in_two_pieces_is_counted_once() -> None:
    span = TimeRange(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
    booked = {"id": "b", "occursAt": "2026-06-01T09:00:00.0000000+02:00"}

    async def everywhere(exchange: Exchange) -> None:
        query = dict(exchange.request.query)
        start, stop = (datetime.fromisoformat(query[name]) for name in ("from", "to"))
        refused = stop - start > timedelta(days=62)
        await answer(*((400, TOO_LONG) if refused else (200, [booked])))(exchange)

    async with office(everywhere) as (server, desk):
        records = await desk.rows("comebacks", span, date="Booked")

    assert [record.id for record in records] == ["b 2026-06-01T09:00:00.0000000+02:00"]
    assert len(server.seen) == 4, "one refused, then three pieces"


async def test_a_range_that_is_refused_at_any_length_ends_with_the_first_refusal() -> None:
    span = TimeRange(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    async with office(answer(400, TOO_LONG), answer(400, {"message": "Något annat."})) as (server, desk):
        with pytest.raises(Rejected, match="två månader"):
            await desk.rows("comebacks", span)

    assert len(server.seen) < 15


async def test_progress_counts_the_pieces() -> None:
    span = TimeRange(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
    agency = Agency([], longest=timedelta(days=62))
    async with office(agency) as (_, desk):
        pages = await desk.pages("comebacks", span)

    progress = [page.progress for page in pages]
    assert [(each.done, each.of) for each in progress if each is not None] == [(1, 3), (2, 3), (3, 3)]
