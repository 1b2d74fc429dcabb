"""The command line's parser: values that begin with a hyphen, yes and no in every way that people say it."""

from __future__ import annotations

import pytest

from tui.commands.shared.parser import ExactParser, YesNo
from tui.core.errors import UsageError


@pytest.fixture
def parser() -> ExactParser:
    """Return a parser with a flag of each kind."""
    made = ExactParser(prog="frontdesk")
    made.add_argument("--order")
    made.add_argument("--serial-number", nargs="+", action="extend")
    made.add_argument("--latest", action=YesNo)
    return made


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ([], None),
        (["--latest"], True),
        (["--latest", "no"], False),
        (["--latest", "TRUE"], True),
        (["--no-latest"], False),
        (["--no-latest", "yes"], False),
        (["--latest=0"], False),
    ],
)
def test_a_flag_says_yes_or_no(parser: ExactParser, words: list[str], value: bool | None) -> None:
    assert parser.parse_args(words).latest is value


def test_neither_yes_nor_no_is_an_error(parser: ExactParser) -> None:
    with pytest.raises(UsageError, match="neither yes nor no"):
        parser.parse_args(["--latest", "perhaps"])


@pytest.mark.parametrize("value", ["-updatedAt", "-1", "-"])
def test_a_value_may_begin_with_a_hyphen(parser: ExactParser, value: str) -> None:
    assert parser.parse_args(["--order", value]).order == value


def test_a_flag_is_no_value(parser: ExactParser) -> None:
    with pytest.raises(UsageError, match="--order"):
        parser.parse_args(["--order", "--latest"])


def test_several_values_follow_one_flag_or_the_flag_is_repeated(parser: ExactParser) -> None:
    words = ["--serial-number", "A", "B", "--latest", "--serial-number", "C"]

    assert parser.parse_args(words).serial_number == ["A", "B", "C"]


def test_a_flag_that_is_mistyped_is_named_with_the_one_that_was_meant(parser: ExactParser) -> None:
    with pytest.raises(UsageError, match=r"--ordr is not known here\. Did you mean --order\?"):
        parser.parse_args(["--ordr", "x"])
