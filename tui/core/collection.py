"""A list of records that a vendor serves, described once for both faces."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, tzinfo
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from msgspec import Struct, field

from tui.core.column import Column, Kind
from tui.core.record import Page, Record
from tui.core.time.time_range import TimeRange

if TYPE_CHECKING:
    from tui.core.report import Report

__all__ = [
    "AGAINST",
    "AGAINST_PARAM",
    "Collection",
    "Opens",
    "Param",
    "ParamKind",
    "Query",
    "RangeUse",
    "RefersTo",
    "Value",
    "by_param",
    "flag_name",
    "group_of",
]

Value: TypeAlias = str | int | bool | tuple[str, ...]
"""What a parameter is set to: a list parameter holds a tuple."""


def flag_name(name: str) -> str:
    """Return a vendor's own name in kebab-case: `teamId` → `team-id`, `_templateId` → `template-id`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name.lstrip("_"))
    return re.sub(r"[^a-z0-9]+", "-", spaced.lower()).strip("-")


class ParamKind(Enum):
    """What a parameter takes."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    FLAG = "flag"
    LIST = "list"


class RangeUse(Enum):
    """Whether a collection is asked for a stretch of time."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"
    """Without one, `default_range` is asked for."""


class RefersTo(Struct, frozen=True):
    """What an id is the id of: then a name is taken in its place, and a form can show what there is."""

    collection: str
    """The name of a collection of the same vendor."""
    named_by: tuple[str, ...]
    """The keys of the columns that people know a row by, the one for lists first."""
    id_pattern: str = ""
    """What the vendor's ids look like, as a regular expression for all of it: such a text is taken as it is, and
    nothing is asked. Empty where an id cannot be told from a name."""
    value: Callable[[Record[Any]], str] = lambda record: record.id
    """What is sent for a row; empty for a row that stands for nothing."""
    also_called: Callable[[Record[Any]], str] = lambda record: ""
    """Another name that people know a row by, and that no column shows by itself; empty for none."""
    asking: Mapping[str, Value] = field(default_factory=dict)
    """What the collection is asked with: what makes the answer small."""
    range: str = ""
    """Over which range it is asked; empty for none."""
    limit: int | None = None
    """Rows that are enough, the first ones of the vendor's own order; None for all."""
    listed: bool = True
    """Whether the vendor can be asked for what there is; else only rows that are on a screen are offered."""


class Param(Struct, frozen=True):
    """One thing a collection can be asked with."""

    name: str
    """The vendor's own parameter name."""
    title: str
    """What a form calls it."""
    kind: ParamKind = ParamKind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    """Known values. For a CHOICE or a LIST nothing else is taken, for the others they are suggestions."""
    help: str = ""
    """A sentence, shown beside the field and by `--help`."""
    setting: str = ""
    """The connection's setting that fills it when the user gives nothing."""
    flag: str = ""
    """The flag, without dashes, when it is not the kebab-case of the name."""
    refers_to: RefersTo | None = None
    """What it is the id of; None when it is no id, or of nothing that can be listed."""

    @property
    def option(self) -> str:
        """The command line's flag, without dashes."""
        return self.flag or flag_name(self.name)


AGAINST: Final = "against"
"""The parameter that has a report compared."""

AGAINST_PARAM: Final = Param(
    AGAINST,
    "Against",
    ParamKind.CHOICE,
    choices=("previous",),
    help="previous compares with the range before: last week with the week before that.",
)
"""What every report that can be compared takes; the machinery answers it."""


def by_param(*choices: str, otherwise: str) -> Param:
    """Make what a report takes that tells one thing apart or another.

    Args:
        choices: What can be told apart.
        otherwise: What is told apart when nothing is chosen, as the help says it.
    """
    return Param("by", "By", ParamKind.CHOICE, choices=choices, help=f"What is told apart; without it {otherwise}.")


class Query(Struct, frozen=True):
    """One question to a collection: parameters by the vendor's names, and the range."""

    values: Mapping[str, Value] = field(default_factory=dict)
    """Only what was given; never holds an empty value."""
    span: TimeRange | None = None
    now: datetime | None = None
    """The instant of asking; relative things are worked out from it."""
    zone: tzinfo | None = None
    """The user's zone, for what a vendor wants in local time."""
    settled: bool = False
    """Yield each record once, complete: nothing that a later page would replace. The command line wants that, the
    screen would rather see rows early."""
    fresh: bool = False
    """Ask the vendor for everything, also for what the cache holds."""
    only: tuple[str, ...] = ()
    """Ask for these parts of the whole and no others: the `missing_ids` of an earlier answer. Empty for the whole."""
    limit: int | None = None
    """How many rows are wanted, the first ones of the vendor's own order: no more need be asked for. None for all."""
    named: bool = True
    """Whether ids are to be given their names where that takes questions of its own. What only counts needs none."""
    targets: Mapping[str, float] = field(default_factory=dict)
    """The configuration's `[targets]`: what reports are measured by when the question does not say it."""

    def text(self, name: str) -> str:
        """Return one value as text; empty when it was not given."""
        value = self.values.get(name, "")
        return ",".join(value) if isinstance(value, tuple) else str(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list parameter's values; empty when it was not given."""
        value = self.values.get(name, ())
        return value if isinstance(value, tuple) else (str(value),)


def group_of(record: Record[Any]) -> str:
    """Return what a row of a report calls its group: the crumb of what the row opens."""
    return str(record.id if record.value is None else record.value.group)


class Opens(Struct, frozen=True):
    """What Enter on a record leads to."""

    collection: str
    """The name of a collection of the same vendor."""
    values: Callable[[Record[Any]], Mapping[str, Value]]
    """The parameters that the record fills in."""
    crumb: Callable[[Record[Any]], str]
    """What the breadcrumb calls the record."""
    verb: str = "open"
    """What the key line says for Enter: `attendance`, `person`."""
    filter: Callable[[Record[Any]], str] = lambda record: ""
    """What the opened rows have to pass besides, in the filter's language; it can be taken off there."""
    range: Callable[[Record[Any]], str] = lambda record: ""
    """The range that is asked for, as it is typed; empty for the range of the row's own list."""


class Collection(Struct, frozen=True):
    """A list of records that a vendor serves. `fetch` is an async iterator of pages: break off, and it cleans up."""

    name: str
    """What `get` calls it."""
    title: str
    """What screens call it, a capitalised word or two."""
    columns: tuple[Column[Any], ...]
    fetch: Callable[[Any, Query], AsyncIterator[Page[Any]]]
    """Ask the vendor: called with the vendor's client and the question."""
    help: str = ""
    """A sentence: what one row is. Shown in the menu, by `--help` and in the docs."""
    params: tuple[Param, ...] = ()
    range_use: RangeUse = RangeUse.NONE
    default_range: str = "7d"
    """What is asked for when a range is needed and none was given, in the words a user would type."""
    id_param: str = ""
    """The parameter that the command line takes as its positional ID; empty when there is none."""
    opens: Opens | None = None
    sort: str = ""
    """The column that it is sorted by at first, `-key` for downwards; empty keeps the vendor's order."""
    noun: tuple[str, str] = ("row", "rows")
    """What one and several of its records are called."""
    empty: str = ""
    """What to say, and what would fill it, when there are none."""
    top_level: bool = True
    """Whether the vendor's menu lists it; one that needs a record to start from is reached by drilling down."""
    sent: Callable[[], Any] | None = None
    """Return the type as which a row's own JSON is decoded, a model of the vendor's; imported only to describe it. None
    where nothing is known of it, or nothing is sent: the rows are worked out."""
    moment: str = ""
    """The column that says when a row was, by which a range takes it: exports are parted and continued by it. Empty
    where rows have no such time, or a range goes by another one."""
    ends: str = ""
    """The column that has no time yet while a row still goes on; empty where rows do not last."""
    exported: Mapping[str, Kind] = field(default_factory=dict)
    """What is worked out for exports alone, under names that no column has."""
    report: Report | None = None
    """What it answers and how it is counted, when it is worked out of other records; see `tui.reading.report`."""

    def column(self, key: str) -> Column[Any] | None:
        """Find a column by key."""
        return next((column for column in self.columns if column.key == key), None)

    def missing(self, values: Mapping[str, Value]) -> tuple[Param, ...]:
        """Return the required parameters that have no value yet."""
        return tuple(param for param in self.params if param.required and not values.get(param.name))
