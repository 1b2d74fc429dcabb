"""argparse as this command line wants it: our own errors, values that begin with a hyphen, yes and no spelled out.

Which flags a command has may depend on its first words. So those are found first, among flags that every such command
has; a parser of these flags says which of them take a value.
"""

from __future__ import annotations

import argparse
import itertools
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from tui.core.errors import UsageError
from tui.core.words import NO, YES, any_of, near_ones, none_of
from tui.describing.offers import offer

__all__ = [
    "ExactParser",
    "YesNo",
    "add_global_flags",
    "asks_for_help",
    "first_word",
    "global_flags",
    "named_words",
    "whole_number",
]

_HELP: Final = ("-h", "--help")


class ExactParser(argparse.ArgumentParser):
    """A parser that raises in place of leaving the process, and suggests the flag that was meant."""

    absent: Mapping[str, str] = MappingProxyType({})
    """What to say of flags that its like have and it has not, as a sentence without its full stop: by the flag."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """Parse, letting a value begin with a hyphen (`--order -updatedAt`) as long as it is no flag itself.

        A flag that is not known is named before a word that only looks wrong because of it.
        """
        for word in itertools.takewhile(lambda word: word != "--", args or ()):
            if word.startswith("--") and not self._is_known(word):
                self.error(f"unrecognized arguments: {word}")
        words: list[str] = []
        for word in args or ():
            if words and word.startswith("-") and self._takes_value(words[-1]) and not self._is_flag(word):
                words[-1] = f"{words[-1]}={word}"
            else:
                words.append(word)
        return super().parse_known_args(words, namespace)

    def _print_message(self, message: str, file: Any = None) -> None:
        """Write help where it is asked for; argparse keeps to itself that a disk is full."""
        (file or sys.stdout).write(message)

    def error(self, message: str) -> Any:
        """Raise UsageError, so that there is one way to say an error."""
        words = message.removeprefix("unrecognized arguments: ").split()
        way_out = f"“{self.prog} --help” lists the flags."
        if words and message.startswith("unrecognized arguments"):
            named = words[0].partition("=")[0]
            if why := self.absent.get(named):
                raise UsageError(f"{why}.", way_out=f"Leave {named} out.")
            flags = [option for action in self._actions for option in action.option_strings]
            if words[0].startswith("-") and (close := near_ones(named, flags)):
                way_out = f"Did you mean {any_of(close)}? {way_out}"
            raise UsageError(f"{words[0]} is not known here.", way_out=way_out)
        message = _in_our_words(message.removeprefix("argument "))
        raise UsageError(message if message.endswith(("?", ".")) else f"{message}.", way_out=way_out)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuse what is not among the choices, in our words rather than in argparse's, which differ by version."""
        if action.choices is not None and value not in action.choices:
            named = action if action.option_strings else None  # what it is called inside tells nobody anything
            raise argparse.ArgumentError(named, str(none_of(str(value), map(str, action.choices))))

    def _takes_value(self, word: str) -> bool:
        return any(word in action.option_strings and action.nargs in (None, "+") for action in self._actions)

    def _is_flag(self, word: str) -> bool:
        # A long flag that is not known here is a flag mistyped, not a value.
        return word.startswith("--") or self._is_known(word)

    def _is_known(self, word: str) -> bool:
        return any(word.partition("=")[0] in action.option_strings for action in self._actions)


def _in_our_words(message: str) -> str:
    """Say what argparse says as the rest of the command line says it."""
    message = re.sub(r"expected (one|at least one) argument$", "a value is missing behind it", message)
    return message.replace("the following arguments are required: ", "Missing: ")


def whole_number(text: str) -> int:
    """Read a whole number.

    Raises:
        argparse.ArgumentTypeError: when it is none, or so long that nobody means it.
    """
    if not re.fullmatch(r"[+-]?\d{1,18}", text.strip(), re.ASCII):
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number, such as 10")
    return int(text)


class YesNo(argparse.Action):
    """A flag that stands alone (`--latest`), is turned round (`--no-latest`), or says it (`--latest no`)."""

    def __init__(self, option_strings: Sequence[str], dest: str, **how: Any) -> None:
        how.pop("nargs", None)
        turned = [f"--no-{option.removeprefix('--')}" for option in option_strings]
        super().__init__([*option_strings, *turned], dest, nargs="?", metavar="yes|no", **how)
        offer(self, ("yes", "no"))

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        """Take what was said.

        Raises:
            argparse.ArgumentError: when it is neither yes nor no.
        """
        said = "yes" if values is None else str(values).casefold()
        if said not in YES | NO:
            raise argparse.ArgumentError(self, f"“{values}” is neither yes nor no")
        turned = (option_string or "").startswith("--no-")
        setattr(namespace, self.dest, (said in YES) is not turned)


def add_global_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags that every command takes, before its name and behind it: where they are not given, nothing is set
    anew.
    """
    group = parser.add_argument_group("global flags")
    unset = argparse.SUPPRESS
    group.add_argument("--config", type=Path, metavar="FILE", default=unset, help="the config file to read")
    group.add_argument("--log", type=Path, metavar="FILE", default=unset, help="append each request, redacted")


def global_flags(words: Sequence[str], args: argparse.Namespace) -> None:
    """Read the global flags out of words whose other flags are not known yet."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    add_global_flags(parser)
    parser.parse_known_args(words, args)


def asks_for_help(words: Sequence[str]) -> bool:
    """Tell whether `--help` is among the words."""
    return any(word in _HELP for word in words)


def first_word(parser: argparse.ArgumentParser, words: Sequence[str]) -> int | None:
    """Return where the first word is that is neither a flag of a parser nor the value of one.

    None when there is none, or when a flag comes first that the parser does not know: what follows it may be its value.
    """
    # argparse has no public way to list a parser's flags, and has kept this one since 2006.
    valued = {option: action.nargs != 0 for action in parser._actions for option in action.option_strings}
    index = 0
    while index < len(words):
        name, equals, _ = words[index].partition("=")
        if not name.startswith("-"):
            return index
        if name not in valued and name not in _HELP:
            return None
        index += 2 if valued.get(name) and not equals else 1
    return None


def named_words(
    words: Sequence[str], count: int, *, flags: Callable[[argparse.ArgumentParser], None]
) -> tuple[list[str], list[str]]:
    """Return the first words that are no flags and no values of flags, as far as they are there, and all the others.

    Args:
        words: What follows the command's name.
        count: How many are wanted.
        flags: Adds the flags that may stand before and between them, besides the global ones.
    """
    named, rest = list(words[:count]), list(words[count:])
    if not any(word.startswith("-") for word in named):
        return named, rest
    parser = ExactParser(add_help=False, allow_abbrev=False)
    flags(parser)
    add_global_flags(parser)
    named, before, rest = [], [], list(words)
    while len(named) < count and (index := first_word(parser, rest)) is not None:
        before += rest[:index]
        named.append(rest[index])
        rest = rest[index + 1 :]
    return named, [*before, *rest]
