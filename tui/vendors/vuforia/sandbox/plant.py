"""The made-up plant: what was run on which serial number, the same whenever it is asked for."""

from __future__ import annotations

import random
import re
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache, cached_property, lru_cache
from typing import Any, Final, NamedTuple

from tui.sandbox.dice import below
from tui.sandbox.world import World
from tui.vendors.vuforia.sandbox.batch import BATCH, GEARBOX, gearbox_runs
from tui.vendors.vuforia.sandbox.procedures import PROCEDURES, Plan

__all__ = ["Plant", "Run"]

_DONE: Final = {"Confirmation": "confirmed", "PassFail": "pass"}
_LOAD: Final = re.compile(r"LOAD-(\d{1,5})x(\d{1,3})")

Json = dict[str, Any]


class Recorded(NamedTuple):
    """What was recorded of a step; where it was done over, twice."""

    number: int
    title: str
    kind: str
    """Of acknowledgement."""
    status: str
    visited: int
    """Milliseconds after the run began, as all of these."""
    ended: int | None
    """None when it was left out."""

    def as_json(self, began: datetime) -> Json:
        """Return it as the report tells of it.

        Args:
            began: When the run did.
        """
        step: Json = {
            "lastVisitTime": _after(began, self.visited),
            "status": self.status,
            "description": _description(self.title, self.number),
            "number": self.number,
            "title": self.title,
            "ackType": self.kind,
        }
        if self.ended is not None:
            step["endTime"] = _after(began, self.ended)
        return step


class Run:
    """A run: what the report says of it, and its steps, which are put into words when somebody asks for them."""

    def __init__(
        self, session_id: str, began: datetime, procedure: Json, user: Json, *, recorded: Sequence[Recorded] = ()
    ) -> None:
        self.session_id = session_id
        self.began: datetime | None = began
        """None where a run does not say when, but only on which day: such a one is in every range."""
        self.procedure = procedure
        """Without its steps."""
        self.user = user
        self._recorded = recorded
        self._at = began

    @cached_property
    def steps(self) -> list[Json]:
        """Every entry, in order."""
        return [each.as_json(self._at) for each in self._recorded]


class _OddRun(Run):
    """A run as the vendor may send one some day, within what its pages allow."""

    def __init__(self, usual: Run) -> None:
        shortened = {name: usual.procedure[name][:10] for name in ("startTime", "latestEventTimestamp", "endTime")}
        super().__init__(usual.session_id, usual._at, {**usual.procedure, **shortened}, {"id": usual.user["id"]})
        self.began = None
        self._usual = usual

    @cached_property
    def steps(self) -> list[Json]:
        first, second, *others = self._usual.steps
        odd = {"status": "skippedByPolicy", "ackType": "Signature", "comment": "Seal was worn.", "futureField": 1}
        second = {name: value for name, value in second.items() if name not in ("title", "description", "endTime")}
        unnumbered = {name: value for name, value in others.pop().items() if name != "number"}
        return [{**first, **odd}, second, *others, unnumbered]


class Plant:
    """Makes runs."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._runs: dict[str, list[Run]] = {}

    def runs(self, serial: str | None) -> list[Run]:
        """Return a serial number's runs; without one, those of all that are in the plant."""
        if serial is None:
            return [run for each in (*map(str, range(1200, 1260)), *BATCH) for run in self.runs(each)]
        if serial not in self._runs:
            self._runs[serial] = list(self._make(serial))
        return self._runs[serial]

    def _make(self, serial: str) -> Iterator[Run]:
        dice = self._world.rng(f"serial:{serial}")
        midnight = self._world.now().replace(hour=0, minute=0, second=0, microsecond=0)
        if load := _LOAD.fullmatch(serial):
            runs, steps = int(load[1]), int(load[2])
            for age in range(runs):
                began = midnight - timedelta(minutes=37 * (age + 1))
                yield self._run(dice, serial, PROCEDURES[0], began, age=age // 500, length=steps)
        elif serial in ("LONG-400", "EMPTY-0"):
            length = 400 if serial == "LONG-400" else 0
            yield self._run(dice, serial, PROCEDURES[0], midnight - timedelta(hours=9), age=0, length=length)
        elif serial == "ODD-7":
            yield _OddRun(self._run(dice, serial, PROCEDURES[2], midnight - timedelta(days=2), age=0, length=6))
            yield self._run(dice, serial, PROCEDURES[2], midnight - timedelta(days=5), age=1, length=6)
        elif serial in BATCH:
            for before, age, failed in gearbox_runs(serial):
                yield self._run(dice, serial, GEARBOX, midnight - before, age=age, trouble=failed)
        elif serial.isdecimal() and len(serial) == 4 and 1200 <= int(serial) < 1260:
            yield from self._usual(dice, serial, midnight)

    def _usual(self, dice: random.Random, serial: str, midnight: datetime) -> Iterator[Run]:
        known = serial == "1234"
        for age in range(4 if known else dice.choice((1, 2, 2, 3, 6, 9))):
            plan = PROCEDURES[0] if known else dice.choice(PROCEDURES)
            began = midnight - timedelta(days=dice.randrange(1 + 9 * age, 8 + 9 * age))
            began += timedelta(hours=5 + dice.randrange(12), seconds=dice.randrange(3600))
            progress = "completed" if known else dice.choices(("completed", "abandoned", "ongoing"), (8, 1, 1))[0]
            # On this one the same step fails in three runs of four.
            trouble = age != 1 if known else None
            yield self._run(dice, serial, plan, began, age=age, progress=progress, trouble=trouble)

    def _run(
        self,
        dice: random.Random,
        serial: str,
        plan: Plan,
        began: datetime,
        *,
        age: int,
        length: int | None = None,
        progress: str = "completed",
        trouble: bool | None = None,
    ) -> Run:
        titles = (
            list(plan.steps) if length is None else [plan.steps[place % len(plan.steps)] for place in range(length)]
        )
        stop_after = len(titles) if progress == "completed" else dice.randrange(1, len(titles) + 1)
        recorded, lasted = _recorded(dice, titles[:stop_after], plan.trouble, trouble=trouble)
        version = max(1, plan.version - (age + 1) // 2)
        omitted = any(step.status == "omitted" for step in recorded)
        feedback = "na" if progress != "completed" else "incomplete" if omitted else "complete"
        person = self._world.people[below(dice, 40)]
        ended = _after(began, lasted)
        return Run(
            str(uuid.UUID(int=dice.getrandbits(128), version=4)),
            began,
            {
                "id": plan.id,
                "title": plan.title,
                "versionId": f"{plan.id[:8]}{version:016x}",
                "versionName": f"{version}.0",
                "startTime": _after(began, 0),
                "latestEventTimestamp": ended,
                "endTime": ended,
                "status": "complete" if feedback == "complete" else "incomplete",
                "progress": progress,
                "feedback": feedback,
                "serialNumber": serial,
                "requiresSerialNumber": True,
            },
            {
                "id": _id_of(person.key),
                "first_name": person.first_name,
                "last_name": person.last_name,
                "email": person.email,
                "role": "viewer",
            },
            recorded=recorded,
        )


def _recorded(
    dice: random.Random, titles: Sequence[tuple[str, str]], weak: int, *, trouble: bool | None
) -> tuple[list[Recorded], int]:
    """Go through a procedure; return what was recorded, and after how many milliseconds it was over."""
    at, steps = 0, []
    for number, (title, kind) in enumerate(titles, start=1):
        visited = at = at + 300 + below(dice, 5_700)
        status = _status(dice, kind, weak=number == weak, trouble=trouble)
        at += 2_000 + below(dice, 88_000)
        steps.append(Recorded(number, title, kind, status, visited, None if status == "omitted" else at))
        if status == "fail" and trouble is None and dice.random() < 0.4:
            # Done over: the same number again, and the later entry counts.
            at += 9_000 + below(dice, 41_000)
            steps.append(steps[-1]._replace(status="pass", ended=at))
    return steps, at


def _status(dice: random.Random, kind: str, *, weak: bool, trouble: bool | None) -> str:
    if weak and trouble is not None:
        return "fail" if trouble else _DONE[kind]
    if dice.random() < 0.08:
        return "omitted"
    if kind == "PassFail" and dice.random() < (0.5 if weak else 0.04):
        return "fail"
    return _DONE[kind]


@lru_cache(maxsize=64)
def _id_of(key: str) -> str:
    return str(uuid.UUID(int=random.Random(key).getrandbits(128), version=4))  # noqa: S311 - an id


@cache  # the plans have few steps, and every run goes through one
def _description(title: str, number: int) -> str:
    return f"{title}. Follow the drawing, sheet {number}, and stop where it does not fit."


def _after(began: datetime, milliseconds: int) -> str:
    instant = began + timedelta(milliseconds=milliseconds)
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
