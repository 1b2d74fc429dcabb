"""The made-up people that every vendor's sandbox shares, and the time it is for them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final, overload

from msgspec import Struct

from tui.core.time.clock import Clock
from tui.sandbox.names import NameBook, latin

__all__ = ["DEPARTMENTS", "MOST_PEOPLE", "PEOPLE_AT_SCALE_ONE", "REGIONS", "People", "Person", "World"]

PEOPLE_AT_SCALE_ONE: Final = 1_200
MOST_PEOPLE: Final = 100_000
"""However large the scale: the largest campus that Frontdesk is measured with."""

DEPARTMENTS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("Engineering", ("Software Engineer", "Senior Software Engineer", "Staff Engineer", "Engineering Manager")),
    ("Product", ("Product Manager", "Product Designer", "UX Researcher", "Head of Product")),
    ("Sales", ("Account Executive", "Sales Engineer", "Regional Sales Lead", "Business Developer")),
    ("Support", ("Support Agent", "Senior Support Agent", "Support Lead", "Customer Success Manager")),
    ("Learning", ("Lecturer", "Instructional Designer", "Programme Coordinator", "Dean of Studies")),
    ("Marketing", ("Content Strategist", "Event Producer", "Brand Manager", "Marketing Analyst")),
    ("Finance", ("Controller", "Accountant", "Payroll Specialist", "Financial Analyst")),
    ("People", ("Recruiter", "HR Business Partner", "Onboarding Specialist", "People Operations Lead")),
    ("Field Service", ("Field Technician", "Service Engineer", "Maintenance Planner", "Field Service Lead")),
    ("Legal", ("Counsel", "Contract Manager", "Compliance Officer", "Data Protection Officer")),
)
"""Departments and the titles people have there."""

REGIONS: Final = (
    "Nordics",
    "DACH",
    "Benelux",
    "Iberia",
    "UK and Ireland",
    "Canada",
    "US East",
    "US West",
    "LATAM",
    "APAC",
)

_MAIL: Final = ("harbor.example", "harbor.example", "harbor.example", "partner.example", "guest.example")
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_PAIRS: Final = tuple(first + second for first in _DIGITS for second in _DIGITS)
_HALF: Final = len(_PAIRS) ** 3
_ROUND: Final = (1 << 64) - 1


class Person(Struct, frozen=True):
    """Somebody whom the vendors know, each in its own way."""

    key: str
    """Twelve letters and digits, the same at every vendor; `World.people.by_key` finds the person again."""
    first_name: str
    last_name: str
    email: str
    """Unique, ASCII, in a domain that does not exist."""
    display_name: str
    """Unique, without spaces."""
    title: str
    department: str
    region: str
    team: str
    """A letter, `A` to `L`."""


class People(Sequence[Person]):
    """Everybody, made when looked at: person 7 is the same whether or not the six before were asked for."""

    def __init__(self, *, seed: int, count: int) -> None:
        self._count = count
        self._names = NameBook(seed)
        self._salt = _mix(seed)
        self._made: dict[int, Person] = {}
        self._keys: dict[int, str] = {}
        self._departments: dict[int, str] = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Person: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Person]: ...

    def __getitem__(self, index: int | slice) -> Person | Sequence[Person]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(self._count))]
        position = index + self._count if index < 0 else index
        if not 0 <= position < self._count:
            raise IndexError(index)
        person = self._made.get(position)
        if person is None:
            person = self._made[position] = self._make(position)
        return person

    def position(self, key: str) -> int | None:
        """Return where somebody stands in the sequence; None for a key that is nobody's."""
        if len(key) != 12 or not key.isascii() or not key.isalnum():
            return None
        left, right = _read_digits(key[:6]), _read_digits(key[6:])
        for turn in (2, 1, 0):
            left, right = right, (left - _mix(self._salt ^ right ^ turn << 40)) % _HALF
        position = left * _HALF + right
        return position if position < self._count else None

    def by_key(self, key: str) -> Person | None:
        """Find somebody by key; None when it is nobody's."""
        position = self.position(key)
        return None if position is None else self[position]

    def key(self, position: int) -> str:
        """Return somebody's key, without making the rest of the person."""
        key = self._keys.get(position)
        if key is None:
            key = self._keys[position] = self._scrambled(position)
        return key

    def full_name(self, position: int) -> str:
        """Return somebody's first and last name, without making the rest of the person."""
        name = self._names[position]
        return f"{name.first} {name.last}"

    def department(self, position: int) -> str:
        """Return somebody's department, without making the rest of the person."""
        department = self._departments.get(position)
        if department is None:
            department = self._departments[position] = DEPARTMENTS[_mix(self._salt + position) % len(DEPARTMENTS)][0]
        return department

    def _make(self, position: int) -> Person:
        name = self._names[position]
        dice = _mix(self._salt + position)
        department, titles = DEPARTMENTS[dice % len(DEPARTMENTS)]
        number = str(name.namesake + 1) if name.namesake else ""
        first, last = latin(name.first_latin), latin(name.last_latin)
        # Unique either way: by the position in it, or by the whole name with the namesake's number.
        display_name = f"{first}{last}{number}" if dice >> 62 else f"{first[:1]}{last}{position}"
        return Person(
            key=self.key(position),
            first_name=name.first,
            last_name=name.last,
            email=f"{first}.{last}{number}@{_MAIL[(dice >> 8) % len(_MAIL)]}".lower(),
            display_name=display_name,
            title=titles[(dice >> 16) % len(titles)],
            department=department,
            region=name.home if dice >> 24 & 3 else REGIONS[(dice >> 26) % len(REGIONS)],
            team="ABCDEFGHIJKL"[(dice >> 32) % 12],
        )

    def _scrambled(self, position: int) -> str:
        """Scramble the position so that it can be found again (a Feistel network of three rounds)."""
        left, right = divmod(position, _HALF)
        for turn in (0, 1, 2):
            left, right = (right + _mix(self._salt ^ left ^ turn << 40)) % _HALF, left
        return _write_digits(left) + _write_digits(right)


class World:
    """What is true for every vendor at once. The seed makes the world; the clock decides what has happened in it."""

    def __init__(self, seed: int, clock: Clock, scale: int = 1) -> None:
        self.seed = seed
        self.clock = clock
        self.scale = max(1, scale)
        self.people = _people(seed, min(PEOPLE_AT_SCALE_ONE * self.scale, MOST_PEOPLE))

    @property
    def known_to_all(self) -> Person:
        """Somebody whom every vendor knows: a member, an operator, an assignee, a contact and a patient."""
        return self.people[1]

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return self.clock.now()

    def rng(self, name: str) -> random.Random:
        """Return dice of one's own: the same for the same name, whatever else was thrown before."""
        return random.Random(f"{self.seed}:{name}")  # noqa: S311 - dice, not secrets


@lru_cache(maxsize=2)
def _people(seed: int, count: int) -> People:
    """Share those who were made with every world of the same seed and size: nobody changes them."""
    return People(seed=seed, count=count)


def _read_digits(text: str) -> int:
    number = 0
    for digit in text:
        number = number * 62 + _DIGITS.index(digit)
    return number


def _write_digits(number: int) -> str:
    number, last = divmod(number, len(_PAIRS))
    first, middle = divmod(number, len(_PAIRS))
    return _PAIRS[first] + _PAIRS[middle] + _PAIRS[last]


def _mix(number: int) -> int:
    """Scatter a number over 64 bits (splitmix64): a hundred thousand people cost a fraction of what `Random` would."""
    number = (number + 0x9E3779B97F4A7C15) & _ROUND
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & _ROUND
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & _ROUND
    return number ^ (number >> 31)
