"""`get people TEXT` is `find TEXT`, over all connections or in one, whatever else it is asked with."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Say


@pytest.mark.parametrize(
    ("asked", "means"),
    [
        (("people", "Naomi", "Hayes"), ("Naomi", "Hayes")),
        (("office", "people", "Naomi"), ("Naomi", "--connection", "office")),
        (("--format", "jsonl", "office", "people", "Naomi"), ("Naomi", "--connection", "office", "--format", "jsonl")),
    ],
)
def test_people_are_found_by_it(asked: tuple[str, ...], means: tuple[str, ...], say: Say) -> None:
    found = say("find", *means)
    assert found[1]
    assert say("get", *asked)[:2] == found[:2]


def test_a_flag_that_find_does_not_have_is_refused_by_its_name(say: Say) -> None:
    code, _, told = say("get", "office", "people", "Naomi", "--where", "x")
    assert code == 2
    assert "--where" in told
    assert "frontdesk find --help" in told
