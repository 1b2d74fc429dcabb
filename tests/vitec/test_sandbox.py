"""The sandbox's agency, read through our own client: the page's shapes, its refusals, its limit."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.asgi import NOW, Client
from tests.vendors.opening import opened
from tui.core.errors import Forbidden, Rejected, SignedOut
from tui.core.time.clock import FrozenClock
from tui.core.time.time_range import TimeRange
from tui.sandbox import build
from tui.sandbox.world import World
from tui.vendors.vitec.sandbox import DEMO

SETTINGS: dict[str, Any] = {**DEMO[0].settings, "base_url": "http://sandbox.invalid/vitec"}
SPAN = TimeRange(NOW - timedelta(days=200), NOW + timedelta(days=30))


def sandbox() -> Any:
    return build(World(7, FrozenClock(NOW)))


async def test_230_days_come_in_pieces_and_in_every_state() -> None:
    async with opened("vitec", SETTINGS, connection="office", app=sandbox()) as office:
        rows = await office.rows("comebacks", SPAN)

    assert len(rows) > 1_000
    assert len({row.id for row in rows}) == len(rows)
    assert {row.fields()["state"] for row in rows} == {"New", "Ongoing", "Done", "Cancelled"}
    assert {row.derived["assignee_kind"] for row in rows} == {"user", "group", "office", ""}
    assert {row.derived["due"] for row in rows} == {"overdue", "today", "upcoming", ""}
    assert all(row.problem == "" for row in rows)


async def test_the_same_range_has_the_same_comebacks() -> None:
    async with opened("vitec", SETTINGS, connection="office", app=sandbox()) as office:
        day = TimeRange(NOW, NOW + timedelta(days=5))
        whole = [row.raw for row in await office.rows("comebacks", SPAN)]
        assert all(row.raw in whole for row in await office.rows("comebacks", day))


async def test_times_have_seven_digits_and_the_swedish_offset() -> None:
    async with opened("vitec", SETTINGS, connection="office", app=sandbox()) as office:
        row = (await office.rows("comebacks", SPAN))[0].fields()

    assert len(row["occursAt"].partition(".")[2]) == len("0000001+02:00")
    assert row["occursAt"][-6:] in ("+01:00", "+02:00")


@pytest.mark.parametrize(
    ("change", "error"),
    [({"password": "fel"}, SignedOut), ({"username": "Återkomst"}, SignedOut), ({"customer_id": "M1"}, Forbidden)],
)
async def test_the_wrong_credentials_are_turned_away(change: dict[str, str], error: type[Exception]) -> None:
    async with opened("vitec", {**SETTINGS, **change}, connection="office", app=sandbox()) as office:
        with pytest.raises(error):
            await office.rows("comebacks", SPAN)


async def test_an_unknown_criterion_is_named() -> None:
    async with opened("vitec", SETTINGS, connection="office", app=sandbox()) as office:
        with pytest.raises(Rejected) as caught:
            await office.rows("comebacks", SPAN, date="Månsken")

    assert list(caught.value.fields) == ["date"]


async def test_by_booking_the_range_goes_by_the_other_date() -> None:
    past = TimeRange(NOW - timedelta(days=60), NOW - timedelta(days=30))
    async with opened("vitec", SETTINGS, connection="office", app=sandbox()) as office:
        rows = await office.rows("comebacks", past, date="Booked")

    booked = [row.fields()["bookedDate"][:10] for row in rows]
    assert "2025-11-16" <= min(booked) <= max(booked) <= "2025-12-16"
    assert max(row.fields()["occursAt"] for row in rows) > "2025-12-20"


async def test_nonsense_is_refused_in_aspnets_words() -> None:
    user = base64.b64encode(f"{SETTINGS['username']}:{SETTINGS['password']}".encode()).decode()
    client = Client(sandbox(), prefix="/vitec", headers={"Authorization": f"basic {user}"})

    heard = await client.get("/Report/Task/M30011/Comeback", **{"from": "igår", "to": "2026-01-01T00:00:00"})

    assert heard.status == 400
    assert heard.json["modelState"] == {"from": ["Värdet 'igår' är inte ett giltigt datum."]}
