"""What was probably meant by a name that is not there."""

from __future__ import annotations

import pytest

from tui.core.errors import UsageError
from tui.core.words import did_you_mean, near_ones, one_of

COLLECTIONS = (
    "rooms",
    "attendance",
    "attendance-by-room",
    "waitlist-shifts",
    "waitlists",
    "waitlist-called",
    "private-volume",
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("waitlist", ("waitlists", "waitlist-shifts", "waitlist-called")),
        ("waitlits", ("waitlists",)),
        ("room", ("rooms",)),
        ("Attendence", ("attendance",)),
        ("volume", ("private-volume",)),
        ("w", ()),
        ("people", ()),
    ],
)
def test_all_that_a_name_may_have_meant_is_named_the_likeliest_first(typed: str, meant: tuple[str, ...]) -> None:
    assert near_ones(typed, COLLECTIONS) == meant


@pytest.mark.parametrize(
    ("typed", "columns", "meant"),
    [
        ("foo", ("name", "SFSRoom", "levelName"), ()),
        ("label", ("name", "customLabel"), ("customLabel",)),
        ("emial", ("email", "name"), ("email",)),
        ("mail", ("email", "name"), ("email",)),
        ("title", ("procedure.title", "procedure.startTime"), ("procedure.title",)),
        ("--room", ("--from", "--room-id"), ("--room-id",)),
    ],
)
def test_a_few_letters_in_common_do_not_make_a_name_near_but_a_whole_word_does(
    typed: str, columns: tuple[str, ...], meant: tuple[str, ...]
) -> None:
    assert near_ones(typed, columns) == meant


def test_several_are_suggested_as_a_sentence_lists_them() -> None:
    assert did_you_mean("waitlist", COLLECTIONS) == (
        "Did you mean “waitlists”, “waitlist-shifts” or “waitlist-called”?"
    )
    assert did_you_mean("x", ("a", "b")) == "There are: a, b."
    assert did_you_mean("x", ()) == "There are none."
    assert did_you_mean("x", (), otherwise="") == ""


def test_one_of_a_fixed_set_is_taken_in_any_case_and_nothing_else_is() -> None:
    assert one_of("done", ("ACTIVE", "DONE")) == "DONE"
    with pytest.raises(UsageError, match=r"“DON” is not one of ACTIVE, DONE\. Did you mean “DONE”"):
        one_of("DON", ("ACTIVE", "DONE"))
