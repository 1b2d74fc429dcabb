"""What a text stands for where an id is asked for."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tui.core.collection import RefersTo
from tui.core.errors import UsageError
from tui.core.record import Record
from tui.reading.names import Named, named_of, resolved
from tui.vendors import registry

ROWS = (
    Named("r1", ("Lecture Hall A", "WorkRm100")),
    Named("r2", ("Lecture Hall B",)),
    Named("r3", ("Quiet Room", "quiet@example.org")),
    Named("r4", ("Twin",)),
    Named("r5", ("Twin",)),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("r2", "r2"),
        ("lecture  hall a", "r1"),
        ("WORKRM100", "r1"),
        ("Quiet@Example.org", "r3"),
        ("something else", "something else"),
        ("A", "A"),
    ],
)
def test_a_name_stands_for_the_one_row_that_has_it(text: str, found: str) -> None:
    assert resolved(text, ROWS, what="Room id") == found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("twin", "Twin (r4); Twin (r5)"),
        ("Lecture Hall", "Lecture Hall A, WorkRm100 (r1); Lecture Hall B (r2)"),
        ("Quite Room", "Quiet Room, quiet@example.org (r3)"),
    ],
)
def test_what_may_be_several_or_nearly_is_one_is_refused_with_those(text: str, told: str) -> None:
    with pytest.raises(UsageError) as refused:
        resolved(text, ROWS, what="Room id")

    assert told in f"{refused.value.message} {refused.value.way_out}"


def test_a_thing_that_was_renamed_is_known_by_all_its_names() -> None:
    catalog = registry.load("namecoach").catalog()
    events = next(each for each in catalog.collections if each.name == "lead-events")
    refers = RefersTo("lead-events", ("event_type",), value=lambda record: "the one")
    rows = [Record(str(at), SimpleNamespace(event_type=name), b"{}") for at, name in enumerate(("New", "Old", "New"))]

    assert named_of(rows, events, refers) == (Named("the one", ("New", "Old")),)
