"""Keys from the config: what is taken, what is reported."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.binding import Binding
from textual.widget import Widget

from tui.terminal.keymap import Command, check_keys, commands_of, key_label


class _Table(Widget):
    BINDINGS = [  # noqa: RUF012 - Textual's way
        Binding("s", "sort", "sort", id="table.sort"),
        Binding("d", "details", "details", id="table.details"),
        Binding("slash", "filter", "filter", id="table.filter"),
    ]


COMMANDS = commands_of(_Table)


def the_file(key: str) -> Path:
    """Return the file that every key stands in."""
    return Path("/c.toml")


def test_commands_are_read_off_the_bindings() -> None:
    filters = Command("table.filter", "filter", ("slash",), "_Table", frozenset({"_Table"}))
    assert COMMANDS["table.filter"] == filters


def test_a_key_may_be_written_as_its_character() -> None:
    keymap, problems = check_keys({"table.sort": "?"}, COMMANDS, file_of=the_file)
    assert keymap == {"table.sort": "question_mark"}
    assert not problems


def test_several_keys_are_parted_by_commas() -> None:
    keymap, _ = check_keys({"table.sort": "o, f5"}, COMMANDS, file_of=the_file)
    assert keymap == {"table.sort": "o,f5"}


def test_an_unknown_command_is_reported_and_names_what_there_is() -> None:
    keymap, (problem,) = check_keys({"tabel.sort": "o"}, COMMANDS, file_of=the_file)
    assert not keymap
    assert problem.key == 'keys."tabel.sort"'
    assert "table.sort" in problem.right


@pytest.mark.parametrize("key", ["", "ctrl+", "foo", "ss"])
def test_what_is_no_key_is_reported(key: str) -> None:
    keymap, problems = check_keys({"table.sort": key}, COMMANDS, file_of=the_file)
    assert not keymap
    assert len(problems) == 1


@pytest.mark.parametrize("key", ["ctrl+b", "alt+x", "ctrl+enter"])
def test_a_key_that_terminals_keep_is_reported(key: str) -> None:
    _, (problem,) = check_keys({"table.sort": key}, COMMANDS, file_of=the_file)
    assert "keep" in problem.wrong


def test_a_key_that_is_taken_is_reported_and_both_commands_keep_theirs() -> None:
    keymap, (problem,) = check_keys({"table.sort": "d"}, COMMANDS, file_of=the_file)
    assert not keymap
    assert "table.details" in problem.wrong


def test_two_commands_can_swap_keys() -> None:
    keymap, problems = check_keys({"table.sort": "d", "table.details": "s"}, COMMANDS, file_of=the_file)
    assert keymap == {"table.sort": "d", "table.details": "s"}
    assert not problems


@pytest.mark.parametrize(
    ("key", "label"),
    [("slash", "/"), ("enter", "Enter"), ("escape", "Esc"), ("ctrl+q", "Ctrl+Q"), ("f5", "F5"), ("R", "R")],
)
def test_keys_are_called_what_people_call_them(key: str, label: str) -> None:
    assert key_label(key) == label
