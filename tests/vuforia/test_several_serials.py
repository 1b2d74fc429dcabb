"""Several serial numbers at once: each is a question of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from tests.servers import Exchange, Step, answer
from tests.vuforia.plant import page, plant, run
from tests.vuforia.test_paging import told, until_failure
from tui.core.errors import SignedOut, VendorFailed
from tui.core.record import Record


def by_serial(answers: dict[str, Step]) -> Step:
    async def step(exchange: Exchange) -> None:
        await answers[exchange.request.json()["serialNumber"]](exchange)

    return step


def serials(records: Iterable[Record[Any]]) -> list[str]:
    return [record.value.serial for record in records if record.value is not None]


def one(serial: str, number: int) -> Step:
    return answer(200, page(run(number, serial=serial), total=1))


async def test_each_serial_number_is_asked_for_once() -> None:
    steps = by_serial({"A": one("A", 1), "B": one("B", 2), "C": one("C", 3)})
    async with plant(steps) as (server, to):
        rows = await to.rows("reports", serialNumber=("A", "B", "C", "A"))
    assert sorted(serials(rows)) == ["A", "B", "C"]
    assert sorted(seen.json()["serialNumber"] for seen in server.seen) == ["A", "B", "C"]


async def test_a_command_gets_them_in_the_order_it_asked() -> None:
    behind = asyncio.Event()

    async def late(exchange: Exchange) -> None:
        await behind.wait()
        await one("A", 1)(exchange)

    async def early(exchange: Exchange) -> None:
        await one("B", 2)(exchange)
        behind.set()

    async with plant(by_serial({"A": late, "B": early})) as (_, to):
        came, failed, _ = await until_failure(told(to, settled=True, serialNumber=("A", "B")))
    assert failed is None
    assert serials(came) == ["A", "B"]


async def test_the_screen_gets_them_as_they_come() -> None:
    behind = asyncio.Event()

    async def late(exchange: Exchange) -> None:
        await behind.wait()
        await one("A", 1)(exchange)

    async with plant(by_serial({"A": late, "B": one("B", 2)})) as (_, to):
        pages = told(to, serialNumber=("A", "B"))
        first = await anext(pages)
        behind.set()
        rest = [record async for each in pages for record in each.records]
    assert serials((*first.records, *rest)) == ["B", "A"]


@pytest.mark.parametrize("settled", [True, False])
async def test_one_that_fails_does_not_take_the_others_with_it(settled: bool) -> None:
    steps = by_serial({"A": one("A", 1), "B": answer(500, {"message": "Away."}), "C": one("C", 3)})
    async with plant(steps) as (_, to):
        came, failed, _ = await until_failure(told(to, settled=settled, serialNumber=("A", "B", "C")))
    assert sorted(serials(came)) == ["A", "C"]
    assert isinstance(failed, VendorFailed)
    assert failed.message.startswith("Serial B: ")


async def test_two_that_fail_are_both_named() -> None:
    away = answer(500, {"message": "Away."})
    async with plant(by_serial({"A": one("A", 1), "B": away, "C": away})) as (_, to):
        _, failed, _ = await until_failure(told(to, serialNumber=("A", "B", "C")))
    assert failed is not None
    assert "2 of 3 serial numbers" in failed.message
    assert "B" in failed.message
    assert "C" in failed.message


async def test_a_refused_key_is_not_sent_for_every_serial_number() -> None:
    many = tuple(f"S{number}" for number in range(50))
    async with plant(answer(401, {"message": "Revoked."}), settings={"api_key": "k"}) as (server, to):
        came, failed, _ = await until_failure(told(to, settled=True, serialNumber=many))
    assert came == []
    assert isinstance(failed, SignedOut)
    assert len(server.seen) <= to.client.transport.max_concurrency


async def test_one_that_nobody_knows_is_named() -> None:
    nothing = answer(200, page(total=0))
    async with plant(by_serial({"A": one("A", 1), "B": nothing})) as (_, to):
        came, failed, notes = await until_failure(told(to, settled=True, serialNumber=("A", "B")))
    assert failed is None
    assert len(came) == 1
    assert notes == ["No runs of B."]


async def test_breaking_off_leaves_nothing_behind() -> None:
    async with plant(by_serial({"A": one("A", 1), "B": one("B", 2)})) as (_, to):
        pages = told(to, serialNumber=("A", "B"))
        await anext(pages)
        await pages.aclose()  # type: ignore[attr-defined]  # it is a generator
        assert not [task for task in asyncio.all_tasks() if "read_in_turn" in repr(task)]
