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
from tui.sandbox.world import Person, World
from tui.vendors.vuforia.sandbox.batch import BATCH, GEARBOX, gearbox_runs
from tui.vendors.vuforia.sandbox.procedures import PROCEDURES, Plan

__all__ = ["Plant", "Run"]

_DONE: Final = {"Confirmation": "confirmed", "PassFail": "pass"}
_LOAD: Final = re.compile(r"LOAD-(\d{1,5})x(\d{1,3})")

_NEWER_THAN_THE_ONE_BEFORE: Final = timedelta(days=2)
"""The most that a run of a serial number is: they are made from the newest to the oldest, but for one done over."""

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
    """A run: what it can be found by, and what the report says of it, put into words when somebody asks for it.

    Of the hundreds of runs that a question goes through, most only count.
    """

    def __init__(
        self,
        plan: Plan,
        serial: str,
        *,
        session: int,
        began: datetime,
        lasted: int,
        version: int,
        progress: str,
        feedback: str,
        person: Person,
        recorded: Sequence[Recorded],
    ) -> None:
        self.plan = plan
        self.progress = progress
        self.feedback = feedback
        self.began: datetime | None = began
        """None where a run does not say when, but only on which day: such a one is in every range."""
        self.start_time = _after(began, 0)
        """As the report has it."""
        self._serial = serial
        self._session = session
        self._at = began
        self._lasted = lasted
        self._version = version
        self._person = person
        self._recorded = recorded

    def session_id(self) -> str:
        """Return its id."""
        return str(uuid.UUID(int=self._session, version=4))

    def procedure(self) -> Json:
        """Return what was done, without its steps."""
        ended = _after(self._at, self._lasted)
        return {
            "id": self.plan.id,
            "title": self.plan.title,
            "versionId": f"{self.plan.id[:8]}{self._version:016x}",
            "versionName": f"{self._version}.0",
            "startTime": self.start_time,
            "latestEventTimestamp": ended,
            "endTime": ended,
            "status": "complete" if self.feedback == "complete" else "incomplete",
            "progress": self.progress,
            "feedback": self.feedback,
            "serialNumber": self._serial,
            "requiresSerialNumber": True,
        }

    @cached_property
    def steps(self) -> list[Json]:
        """Every entry, in order."""
        return [each.as_json(self._at) for each in self._recorded]

    def user(self) -> Json:
        """Return who did it."""
        return {
            "id": _id_of(self._person.key),
            "first_name": self._person.first_name,
            "last_name": self._person.last_name,
            "email": self._person.email,
            "role": "viewer",
        }


class _OddRun(Run):
    """A run as the vendor may send one some day, within what its pages allow."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.began = None
        self.start_time = self.start_time[:10]

    def procedure(self) -> Json:
        procedure = super().procedure()
        return {**procedure, **{name: procedure[name][:10] for name in ("latestEventTimestamp", "endTime")}}

    @cached_property
    def steps(self) -> list[Json]:
        first, second, *others = super().steps
        odd = {"status": "skippedByPolicy", "ackType": "Signature", "comment": "Seal was worn.", "futureField": 1}
        second = {name: value for name, value in second.items() if name not in ("title", "description", "endTime")}
        unnumbered = {name: value for name, value in others.pop().items() if name != "number"}
        return [{**first, **odd}, second, *others, unnumbered]

    def user(self) -> Json:
        return {"id": super().user()["id"]}


class Plant:
    """Makes runs."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._made: dict[str, tuple[list[Run], Iterator[Run]]] = {}
        """The runs of a serial number that are made, and those that are still to be."""

    def runs(self, serial: str | None, *, since: datetime | None = None) -> list[Run]:
        """Return a serial number's runs; without one, those of all that are in the plant.

        Args:
            serial: The serial number.
            since: When the oldest that matters began: of those that are older, some are left out. None leaves none out.
        """
        if serial is None:
            every = (*map(str, range(1200, 1260)), *BATCH)
            return [run for each in every for run in self.runs(each, since=since)]
        if serial not in self._made:
            self._made[serial] = [], self._make(serial)
        made, rest = self._made[serial]
        oldest = None if since is None else since - _NEWER_THAN_THE_ONE_BEFORE
        while not (oldest and made and made[-1].began and made[-1].began < oldest) and (run := next(rest, None)):
            made.append(run)
        return made

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
            began = midnight - timedelta(days=2)
            yield self._run(dice, serial, PROCEDURES[2], began, age=0, length=6, made=_OddRun)
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
        made: type[Run] = Run,
    ) -> Run:
        titles = (
            list(plan.steps) if length is None else [plan.steps[place % len(plan.steps)] for place in range(length)]
        )
        stop_after = len(titles) if progress == "completed" else dice.randrange(1, len(titles) + 1)
        recorded, lasted = _recorded(dice, titles[:stop_after], plan.trouble, trouble=trouble)
        omitted = any(step.status == "omitted" for step in recorded)
        person = self._world.people[below(dice, 40)]
        return made(
            plan,
            serial,
            session=dice.getrandbits(128),
            began=began,
            lasted=lasted,
            version=max(1, plan.version - (age + 1) // 2),
            progress=progress,
            feedback="na" if progress != "completed" else "incomplete" if omitted else "complete",
            person=person,
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
