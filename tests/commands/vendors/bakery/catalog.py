"""What the bakery can be asked: loaves, which come in pages, some of them burnt."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from tui.core.collection import AGAINST_PARAM, Collection, Param, ParamKind, Query, RangeUse
from tui.core.column import Column, Kind
from tui.core.errors import NotFound, SignedOut
from tui.core.record import Page, Record
from tui.core.report import Report, Target, percent, percent_column
from tui.core.vendor import Catalog, Probe
from tui.core.wire.http import Opener
from tui.reading.report import Tabulated, report, table_record

LOAVES: Final[tuple[dict[str, Any], ...]] = (
    {
        "id": "a",
        "name": "Rye",
        "weight": "750",
        "bakedAt": "2026-03-01T05:30:00.000Z",
        "flour": {"kind": "dark"},
        "by": "Åsa",
    },
    {"id": "b", "name": "=HYPERLINK(1)", "weight": "1e3", "bakedAt": "", "flour": None, "seeds": ["poppy", "flax"]},
    {"id": "c", "name": "Spelt\x1b[2J", "weight": None, "bakedAt": "2026-03-02T05:30:00+02:00", "extra": {"x": [1]}},
)


def _decoded(loaf: dict[str, Any]) -> Record[dict[str, Any]]:
    minutes = timedelta(minutes=45)
    return Record(loaf["id"], loaf, json.dumps(loaf).encode(), derived={"baking_minutes": minutes})


def _number(loaf: Mapping[str, Any]) -> float | None:
    return float(loaf["weight"]) if loaf["weight"] else None


def _time(loaf: Mapping[str, Any]) -> datetime | None:
    return datetime.fromisoformat(loaf["bakedAt"]) if loaf["bakedAt"] else None


def _flour(loaf: Mapping[str, Any]) -> str | None:
    return (loaf.get("flour") or {}).get("kind")


COLUMNS: Final[tuple[Column[dict[str, Any]], ...]] = (
    Column("id", "Id", lambda loaf: loaf["id"], rank=0),
    Column("name", "Name", lambda loaf: loaf["name"], rank=0),
    Column("weight", "Weight", _number, Kind.NUMBER),
    Column("bakedAt", "Baked", _time, Kind.TIME, shown=False),
    Column("flour.kind", "Flour", _flour, shown=False),
)


async def loaves(client: Mapping[str, Any], query: Query) -> AsyncIterator[Page[dict[str, Any]]]:
    """Yield what the settings and the question say, a loaf a page."""
    if client["key"].reveal() != "open sesame":
        raise SignedOut("Signed out: the key is wrong.", way_out="Renew it.", status=401, request_id="r-1")
    for loaf in LOAVES:
        yield Page((_decoded(loaf),), total=3, notes=("Fresh from the oven.",))
        await asyncio.sleep(0)
        if query.text("trouble") == "burnt":
            yield Page((Record("x", None, b'{"id": "x", "weight": {}}', problem="weight: expected a text"),))
        if query.text("trouble") == "closed":
            raise NotFound("The shop has closed.", status=404)


async def echo(client: Mapping[str, Any], query: Query) -> AsyncIterator[Page[dict[str, Any]]]:
    """Yield the question."""
    asked: dict[str, Any] = dict(query.values)
    if query.span:
        asked |= {"start": query.span.start.isoformat(), "stop": query.span.stop.isoformat()}
    yield Page((Record("0", asked, json.dumps(asked).encode()),))


async def many(client: Mapping[str, Any], query: Query) -> AsyncIterator[Page[dict[str, Any]]]:
    """Yield loaves without end."""
    number = 0
    while True:
        yield Page(tuple(_decoded({**LOAVES[0], "id": f"{number + each}"}) for each in range(1000)))
        number += 1000
        await asyncio.sleep(0)


async def racks(client: Mapping[str, Any], query: Query) -> AsyncIterator[Page[dict[str, Any]]]:
    """Yield a rack for each name, a page each, and say what is missing."""
    for number, name in enumerate(query.texts("name")):
        yield Page((_decoded({**LOAVES[0], "id": str(number), "name": name}),))
    yield Page((), missing=query.texts("missing"))


def by_weight(values: Sequence[dict[str, Any]], query: Query) -> Tabulated:
    """Count loaves by whether their weight is known."""
    known = sum(1 for loaf in values if loaf["weight"])
    groups = {"weighed <b>|": known, "not weighed": len(values) - known}
    rows = [table_record(name, (name, count, percent(count, len(values)))) for name, count in groups.items() if count]
    return Tabulated(rows, notes=("Every loaf counts once.",))


SCALES = Collection(
    "scales",
    "Weights",
    (
        Column("group", "Group", lambda row: row[0], derived=True),
        Column("count", "Loaves", lambda row: row[1], Kind.NUMBER, derived=True),
        percent_column("share", "Share", lambda row: row[2], rank=0),
    ),
    report(loaves, by_weight, noun=("loaf", "loaves")),
    params=(Param("trouble", "Trouble", ParamKind.CHOICE, choices=("burnt", "closed")), AGAINST_PARAM),
    range_use=RangeUse.REQUIRED,
    report=Report(
        question="How many loaves are weighed?",
        rules=("A loaf counts once.",),
        unknown=("The bakery does not tell who baked.",),
        targets=(Target("present", "share"),),
        compares=("count",),
    ),
)


async def probe(client: Mapping[str, Any]) -> Probe:
    """Answer at once."""
    if client["key"].reveal() != "open sesame":
        raise SignedOut("Signed out: the key is wrong.", way_out="Renew it.", status=401)
    return Probe("3 loaves")


def connect(opener: Opener) -> Mapping[str, Any]:
    """Make the client: the settings will do."""
    return opener.settings


CATALOG = Catalog(
    connect=connect,
    probe=probe,
    collections=(
        Collection(
            "loaves",
            "Loaves",
            COLUMNS,
            loaves,
            help="What is on the shelf, 100% fresh.",
            noun=("loaf", "loaves"),
            params=(Param("trouble", "Trouble", ParamKind.CHOICE, choices=("burnt", "closed")),),
        ),
        Collection(
            "echo",
            "Echo",
            (),
            echo,
            help="The question itself.",
            range_use=RangeUse.OPTIONAL,
            id_param="loafId",
            params=(
                Param("loafId", "Loaf", required=True),
                Param("shopId", "Shop", required=True, setting="shop_id"),
                Param("grainType", "Grain", ParamKind.LIST, required=True),
                Param("count", "Count", ParamKind.NUMBER),
                Param("sliced", "Sliced", ParamKind.FLAG),
                Param("_size", "Size", ParamKind.CHOICE, choices=("Small", "Large")),
            ),
        ),
        Collection("many", "Many", COLUMNS, many),
        Collection(
            "racks",
            "Racks",
            COLUMNS,
            racks,
            sort="name",
            noun=("rack", "racks"),
            params=(Param("name", "Name", ParamKind.LIST), Param("missing", "Missing", ParamKind.LIST)),
        ),
        SCALES,
    ),
)
