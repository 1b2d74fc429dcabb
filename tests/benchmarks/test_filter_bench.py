"""What a key in the filter costs over 100,000 people, and what a person takes in memory.

`pytest tests/benchmarks/test_filter_bench.py --benchmark-only -s`. Processor time of the view alone, without a screen:
whatever else the machine does only adds to it, so the least of three is given; beside it what the first key over a
column takes, which looks at every row for once. Figures are printed and never asserted.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from resource import getpagesize
from time import process_time

import msgspec
from pytest_benchmark.fixture import BenchmarkFixture

from tui.core.garbage import spare_what_lives
from tui.core.rows.view import RecordView
from tui.core.wire.http import Response
from tui.vendors.virbela.api.listings import USERS
from tui.vendors.virbela.catalog.users import USERS as PEOPLE

MANY = 100_000
PAGE = 1_000
TYPED = (
    *("b", "bl", "ble", "blev", "blevi", "blevin", "blevins", "blevin", "blevi", "ble"),
    *("role:m", "role:me", "role:mem", "role:member"),
    *("ram>8", "ram>80", "ram>800"),
)
"""Letters, backspaces, two columns: 17 keys."""


def _pages() -> Iterator[bytes]:
    dice = Random(1)
    first = ["Asa", "Björn", "Ifeanyi", "Noura", "Hai", "Mary", "Zoë", "Axel", "Chloé", "Tran"]
    last = ["Blevins", "Öberg", "Balogun", "Nyström", "Tran", "Smith", "Lévy", "Kim", "Novák", "Berg"]
    machines = [(f"Windows 11 (10.0.{n}) 64bit", f"Surface Laptop {n}", f"Intel(R) Iris(R) {n}") for n in range(30)]
    for start in range(0, MANY, PAGE):
        rows = []
        for number in range(start, start + PAGE):
            given, family = f"{dice.choice(first)}{number % 40}", dice.choice(last)
            os, device, gfx = dice.choice(machines)
            rows.append(
                {
                    "objectId": f"{dice.randrange(62**6):012x}",
                    "email": f"{given}.{family}{number}@harbor.example".lower(),
                    "firstname": given,
                    "lastname": family,
                    "displayname": f"{given}{family}",
                    "profileLastUpdatedAt": f"2026-0{dice.randint(1, 9)}-1{number % 10}T10:14:17.091Z",
                    "hardware": {
                        "os": os,
                        "processor": "13th Gen Intel(R) Core(TM) i5-1345U",
                        "gfx": gfx,
                        "ram": str(dice.choice((7988, 15988, 32693))),
                        "device": device,
                        "hardwareId": f"{dice.randrange(16**32):032x}",
                    },
                    "teamId": "ABCDEFGHI"[number % 9],
                    "role": dice.choice(("member", "member", "leader", "admin", "suspended")),
                }
            )
        yield msgspec.json.encode({"data": rows})


async def _loaded() -> RecordView:
    view = RecordView(PEOPLE.columns, zone=UTC, now=datetime(2026, 11, 26, tzinfo=UTC))
    view.set_sort("full_name", False)
    for number, body in enumerate(_pages()):
        sheet = await USERS.read_long(Response(200, {}, body, "https://campus.example"), first=number * PAGE)
        view.extend(sheet.rows)
    return view


def _key(view: RecordView, text: str) -> float:
    began = process_time()
    view.set_filter(text)
    while view.work(0.008):
        pass
    return (process_time() - began) * 1000


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * getpagesize()


def test_a_key_in_the_filter_over_a_hundred_thousand(benchmark: BenchmarkFixture) -> None:
    spare_what_lives()
    before = _resident()
    view: RecordView = benchmark.pedantic(  # type: ignore[no-untyped-call]
        lambda: asyncio.run(_loaded()), rounds=1, iterations=1
    )
    loaded = (_resident() - before) / MANY
    first = [_key(view, text) for text in TYPED]
    again = [first, *([_key(view, text) for text in TYPED] for _ in range(2))]
    least = sorted(map(min, zip(*again[1:], strict=True)))
    searched = (_resident() - before) / MANY
    said = ", ".join(f"{text} {took:.0f}" for text, took in zip(TYPED, first, strict=True))
    sys.stdout.write(
        f"\n{MANY:,} people: {loaded:.0f} bytes each, {searched:.0f} once they were searched"
        f"\na key, ms of processor time: median {least[8]:.1f}, p95 {least[-2]:.1f}, worst {least[-1]:.1f}"
        f"\nthe first time: {said}\n"
    )
    assert len(view.records()) == MANY
