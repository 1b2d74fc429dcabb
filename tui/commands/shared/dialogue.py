"""Asking questions line by line: on stderr, wrapped at words, and again until the answer is right."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from getpass import getpass
from typing import Final, TypeVar

from tui.commands.shared.narration import say
from tui.config.values import BadValue
from tui.core.words import did_you_mean

__all__ = ["NoMoreAnswers", "ask", "ask_choice", "ask_unseen", "list_terms", "tell"]

T = TypeVar("T")

_WIDEST: Final = 100
"""Cells beyond which a line is hard to read."""
_NARROWEST: Final = 30
_BESIDE: Final = 24
"""Cells that an explanation needs beside its word."""


class NoMoreAnswers(EOFError):
    """Standard input has ended, and it is no terminal: nobody pressed Ctrl+D, there was nothing more in it."""


def tell(text: str, *, indent: str = "") -> None:
    """Say something, in lines that end at words."""
    lines = textwrap.wrap(
        text,
        _width(),
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    say("\n".join(lines))


def list_terms(terms: Mapping[str, str]) -> None:
    """List words, each with what it is beside it; below it where the words are too long for that."""
    longest = max(map(len, terms))
    room = _width() - longest - 4
    for term, what in terms.items():
        if room < _BESIDE:
            say(f"  {term}")
            tell(what, indent="      ")
            continue
        for at, line in enumerate(textwrap.wrap(what, room, break_on_hyphens=False) or [""]):
            say(f"  {term if not at else '':<{longest}}  {line}")


def _width() -> int:
    return max(_NARROWEST, min(shutil.get_terminal_size().columns - 1, _WIDEST))


def ask(question: str, read: Callable[[str], T], *, default: str = "") -> T:
    """Ask until there is an answer that can be read.

    Args:
        question: What stands before the answer.
        read: Turns a text into the answer, or raises `BadValue`, whose words are said.
        default: What Enter alone is taken for.

    Raises:
        EOFError: when somebody ends the input.
        NoMoreAnswers: when it was no terminal, and has ended.
    """
    prompt = f"{question} [{default}]: " if default else f"{question}: "
    while True:
        sys.stderr.write(prompt)
        sys.stderr.flush()
        try:
            return read(_typed().strip() or default)
        except BadValue as bad:
            tell(f"{bad.wrong} {bad.right}".rstrip(), indent="  ")


def ask_choice(question: str, choices: Sequence[str], *, default: str = "") -> str:
    """Ask for one of some words."""

    def read(answer: str) -> str:
        if answer in choices:
            return answer
        close = did_you_mean(answer, choices, otherwise="") if answer else ""
        raise BadValue(f"One of: {', '.join(choices)}.", close)

    return ask(f"{question} ({' | '.join(choices)})", read, default=default)


def ask_unseen(question: str) -> str:
    """Ask for a secret: what is typed is not shown.

    Raises:
        EOFError: when somebody ends the input.
        NoMoreAnswers: when it was no terminal, and has ended.
    """
    while True:
        answer = getpass(f"{question} (it is not shown): ", stream=sys.stderr) if sys.stdin.isatty() else _typed()
        if answer.strip():
            return answer.strip()
        say("  It is needed.")


def _typed() -> str:
    try:
        return input()
    except EOFError:
        if sys.stdin.isatty():
            raise
        say("")  # what comes next is not written behind the question
        raise NoMoreAnswers from None
