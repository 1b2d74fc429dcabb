"""Vitec's comeback report with made-up data: an agency's calls to make, in three offices.

Basic authentication, the vendor's error bodies in ASP.NET's words, a range of at most two months, local Swedish time in
the question and seven fractional digits in the answer.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Any, Final

from tui.core.time.times import parse_time
from tui.core.vendor import Environment
from tui.sandbox.dice import below, pick
from tui.sandbox.http import Call, DemoConnection, Refusal, Reply, Route
from tui.sandbox.world import People, World
from tui.vendors.vitec.comebacks import SWEDISH_TIME

__all__ = ["DEMO", "problem", "routes"]

CUSTOMER: Final = "M30011"
USERNAME: Final = "återkomst"
PASSWORD: Final = "nyckel-till-dörren"
LONGEST: Final = timedelta(days=62)
"""The longest range that is answered: a sibling of the report takes two months at once."""
LONGEST_AHEAD: Final = timedelta(days=31)
"""How long before it occurs a comeback is booked at the most."""

DEMO: Final[Sequence[DemoConnection]] = (
    DemoConnection(
        name="office",
        place=3,
        environment=Environment.SANDBOX,
        settings={"customer_id": CUSTOMER, "username": USERNAME, "password": PASSWORD},
    ),
)

OFFICES: Final = (("M30012", "Östermalm"), ("M30013", "Majorna"), ("M30014", "Möllevången"))
GROUPS: Final = (("g1", "Säljcoacher"), ("g2", "Innesälj"))
STATES: Final = ("New", "New", "New", "Ongoing", "Done", "Done", "Cancelled")
"""The vendor prints `New` alone; the others are there because a client must take whatever comes."""
AWAY: Final = 6
"""An agent who was on leave, and whose comebacks of those weeks nobody took over: the reports are to find it."""
AWAY_DAYS: Final = (21, 77)
"""How many days ago the leave ended, and how many it began."""


def routes(world: World) -> Sequence[Route]:
    """Return the one endpoint."""
    agency = _Agency(world)
    return (Route("GET", "/Report/Task/{customerId}/Comeback", agency.report),)


def problem(status: int, text: str) -> Reply:
    """Word an error as ASP.NET Web API does."""
    return Reply(status, {"message": text})


class _Agency:
    def __init__(self, world: World) -> None:
        self._world = world
        self._named = cache(partial(_named, world.people))
        self._agents = [self._named(position) for position in range(9 * 3)]

    def report(self, call: Call) -> Reply:
        """Answer "GET Report/Task/{customerId}/Comeback"."""
        _authorize(call)
        if call.values["customerId"] != CUSTOMER:
            raise Refusal(403, "Behörighet saknas till begärd data.")
        start, stop = self._bounds(call)
        by_booking = call.first("date") == "Booked"
        last = stop + LONGEST_AHEAD if by_booking else stop
        now = self._world.now()
        rows = [row for day in _days(start, last) for row in self._on(day, now)]
        key = "bookedDate" if by_booking else "occursAt"
        return Reply(200, [_shown(row) for row in rows if start <= row[key] <= stop])

    def _bounds(self, call: Call) -> tuple[datetime, datetime]:
        wrong: dict[str, list[str]] = {}
        now = self._world.now()
        bounds = []
        for name, default in (("from", now - timedelta(days=7)), ("to", now + timedelta(days=7))):
            text = call.first(name)
            parsed = parse_time(text) if text else default
            if parsed is None:
                wrong[name] = [f"Värdet '{text}' är inte ett giltigt datum."]
                parsed = default
            bounds.append(parsed if parsed.tzinfo else parsed.replace(tzinfo=SWEDISH_TIME))
        if call.first("date") not in (None, "Occurrence", "Booked"):
            wrong["date"] = [f"Värdet '{call.first('date')}' är inte giltigt för TaskDateCriteria."]
        start, stop = (bound.astimezone(SWEDISH_TIME) for bound in bounds)
        if not wrong and stop < start:
            wrong["to"] = ["Till och med får inte vara före från och med."]
        if not wrong and stop - start > LONGEST:
            wrong["to"] = ["Intervallet får inte överstiga två månader."]
        if wrong:
            raise Refusal(400, reply=Reply(400, {"message": "Begäran är ogiltig.", "modelState": wrong}))
        return start, stop

    def _on(self, day: date, now: datetime) -> Iterator[dict[str, Any]]:
        """Make the comebacks of one day, the same whichever range asks for it."""
        dice = self._world.rng(f"comebacks:{day.isoformat()}")
        # Times are in one zone: such are compared without a look at what its offset is.
        ended, began = ((now - timedelta(days=days)).astimezone(SWEDISH_TIME) for days in AWAY_DAYS)
        now = now.astimezone(SWEDISH_TIME)
        people, written = len(self._world.people), f"{day:%y%m%d}"
        count = pick(dice, (5, 7, 9, 12)) if day.weekday() < 5 else pick(dice, (0, 1, 2))
        for number in range(count):
            hour, minute = 9 + below(dice, 9), pick(dice, (0, 15, 30, 45))
            at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=SWEDISH_TIME)
            days, minutes, rest = 1 + below(dice, 29), below(dice, 600), below(dice, 10**6)
            booked = at - timedelta(days=days, minutes=minutes, microseconds=rest)
            agent = pick(dice, self._agents)
            contact = below(dice, people)
            state = pick(dice, STATES[2:] if at < now else STATES[:4])
            row = {
                "id": f"{written}{number:02}",
                "contact": None if dice.random() < 0.05 else self._named(contact),
                "bookedBy": None if dice.random() < 0.1 else agent,
                "assignedTo": self._assignment(dice.random(), below(dice, 100)),
                "state": state,
                "origin": pick(dice, ("User", "User", "Import", "Web")),
                "occursAt": at,
                "bookedDate": booked,
            }
            if began < at <= ended and self._is_of_who_was_away(row["assignedTo"]):
                row["state"] = "New"
            yield row

    def _is_of_who_was_away(self, given: Any) -> bool:
        return given is not None and given["user"] == self._agents[AWAY]

    def _assignment(self, chance: float, number: int) -> dict[str, Any] | None:
        if chance < 0.04:
            return None
        given: dict[str, Any] = {"user": None, "userGroup": None, "office": None}
        if chance < 0.74:
            given["user"] = self._agents[number % 9]
        elif chance < 0.87:
            group, name = GROUPS[number % len(GROUPS)]
            given["userGroup"] = {"id": group, "name": name}
        else:
            office, name = OFFICES[number % len(OFFICES)]
            given["office"] = {"customerId": office, "name": name}
        return given


def _authorize(call: Call) -> None:
    scheme, _, encoded = call.headers.get("authorization", "").partition(" ")
    try:
        said = base64.b64decode(encoded, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        said = ""
    if scheme.lower() != "basic" or said != f"{USERNAME}:{PASSWORD}":
        raise Refusal(401, "Användarnamnet eller lösenordet är felaktigt.")


def _days(start: datetime, stop: datetime) -> Iterator[date]:
    day, last = start.astimezone(SWEDISH_TIME).date(), stop.astimezone(SWEDISH_TIME).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def _named(people: People, position: int) -> dict[str, str]:
    return {"id": people.key(position), "name": people.full_name(position)}


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "occursAt": _seven_digits(row["occursAt"]), "bookedDate": _seven_digits(row["bookedDate"])}


def _seven_digits(instant: datetime) -> str:
    """Write a time as .NET does: seven fractional digits and the offset with a colon."""
    written = instant.isoformat(timespec="microseconds")
    return f"{written[:26]}1{written[26:]}"
