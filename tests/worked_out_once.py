"""What is the same for every app and is worked out anew by each, once a process: hundreds of apps are started here."""

from __future__ import annotations

import typing
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from inspect import unwrap
from types import FunctionType
from typing import Any

import textual._callback
from msgspec.structs import replace
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from tui.core.time.clock import Clock
from tui.sandbox.world import World
from tui.vendors.virbela.sandbox.attendance import DayBook
from tui.vendors.virbela.sandbox.campus import CampusPlace
from tui.vendors.virbela.sandbox.members import Member, Members

__all__ = ["SharedWorld", "worked_out_once"]


class SharedWorld(World):
    """The world of the screens' tests: what happened in it on a day is made once, for whoever asks."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(1, clock, 1)


def worked_out_once() -> None:
    """Have every app use what the first one worked out."""
    _stylesheets()
    _parameters()
    _protocols()
    _days()
    _members()


def _stylesheets() -> None:
    """Parse the same text with the same variables once: rules are only read."""
    parse = Stylesheet._parse_rules
    parsed: dict[tuple[Any, ...], list[RuleSet]] = {}

    def parse_once(stylesheet: Stylesheet, *given: Any, **more: Any) -> list[RuleSet]:
        key = (given, *more.items(), frozenset(stylesheet._variables.items()))
        if key not in parsed:
            parsed[key] = parse(stylesheet, *given, **more)
        return parsed[key]

    Stylesheet._parse_rules = parse_once  # type: ignore[assignment,method-assign]


def _parameters() -> None:
    """Count a function's parameters once, though it is made anew with each call of another."""
    count = textual._callback._count_parameters
    counted: dict[object, int] = {}

    def count_once(function: Callable[..., Any]) -> int:
        if not isinstance(function, FunctionType) or unwrap(function) is not function:
            return count(function)
        if function.__code__ not in counted:
            counted[function.__code__] = count(function)
        return counted[function.__code__]

    vars(textual._callback)["_count_parameters"] = count_once


def _protocols() -> None:
    """List a protocol's members once, as Python does from 3.12 on."""
    if listed := getattr(typing, "_get_protocol_attrs", None):
        vars(typing)["_get_protocol_attrs"] = cache(listed)


def _days() -> None:
    """Make a day of a place, or of its desk, in the shared world once: it is only read."""
    for name in ("_day", "desk"):
        setattr(DayBook, name, _once_in_the_shared_world(getattr(DayBook, name)))


def _once_in_the_shared_world(make: Callable[[DayBook, CampusPlace, date], Any]) -> Callable[..., Any]:
    made: dict[tuple[str, date], Any] = {}

    def make_once(book: DayBook, place: CampusPlace, day: date) -> Any:
        if not isinstance(book._world, SharedWorld):
            return make(book, place, day)
        key = (place.key, day)
        if key not in made:
            made[key] = make(book, place, day)
        return made[key]

    return make_once


def _members() -> None:
    """Make a member of the shared world once, and give everybody a copy of their own: a campus changes its members."""
    make = Members._make
    made: dict[tuple[int, datetime], Member] = {}

    def make_once(members: Members, position: int) -> Member:
        if not isinstance(members._world, SharedWorld):
            return make(members, position)
        key = (position, members._began)
        if key not in made:
            made[key] = make(members, position)
        one = made[key]
        profile = {name: value.copy() if isinstance(value, list) else value for name, value in one.profile.items()}
        return replace(one, profile=profile, hardware=one.hardware and one.hardware.copy())

    Members._make = make_once  # type: ignore[assignment,method-assign]
