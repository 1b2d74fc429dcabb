"""Collecting problems: a reader raises `BadValue`, the collector notes it under its key and reading goes on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from tui.core.errors import ConfigProblem
from tui.core.words import did_you_mean

__all__ = ["BadValue", "Findings", "kind_of"]


class BadValue(Exception):
    """A value cannot be used; caught where its key is known."""

    def __init__(self, wrong: str, right: str = "") -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.right = right


class Findings:
    """The problems of one file, in the order they were found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[ConfigProblem] = []

    def add(self, key: str, wrong: str, right: str = "") -> None:
        """Note a problem with the dotted `key`."""
        self.problems.append(ConfigProblem(self.file, key, wrong, right))

    def unknown(self, key: str, known: Iterable[str]) -> None:
        """Note a key that nobody reads, with the one that was probably meant."""
        right = did_you_mean(key.rpartition(".")[2], known, otherwise="Known here: {}.")
        self.add(key, "This key is not known.", right)


def kind_of(value: object) -> str:
    """Say what sort of TOML value it is, without showing it: it may be a secret in the wrong place."""
    match value:
        case bool():
            return "true or false"
        case str():
            return "a text"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case dict():
            return "a table"
        case date() | datetime() | time():
            return "a date or time"
        case _:
            return "something else"
