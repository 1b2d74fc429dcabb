"""argparse as this command line wants it: our own errors, values that begin with a hyphen, yes and no spelled out."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from tui.config.findings import nearest
from tui.core.errors import UsageError

__all__ = ["ExactParser", "YesNo", "add_global_flags"]

_YES: Final = frozenset({"true", "yes", "y", "1", "on"})
_NO: Final = frozenset({"false", "no", "n", "0", "off"})


class ExactParser(argparse.ArgumentParser):
    """A parser that raises in place of leaving the process, and suggests the flag that was meant."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """Parse, letting a value begin with a hyphen (`--order -updatedAt`) as long as it is no flag itself."""
        words: list[str] = []
        for word in args or ():
            if words and word.startswith("-") and self._takes_value(words[-1]) and not self._is_flag(word):
                words[-1] = f"{words[-1]}={word}"
            else:
                words.append(word)
        return super().parse_known_args(words, namespace)

    def error(self, message: str) -> Any:
        """Raise UsageError, so that there is one way to say an error."""
        words = message.removeprefix("unrecognized arguments: ").split()
        way_out = f"“{self.prog} --help” lists the flags."
        if words and message.startswith("unrecognized arguments"):
            flags = [option for action in self._actions for option in action.option_strings]
            if words[0].startswith("-") and (close := nearest(words[0].partition("=")[0], flags)):
                way_out = f"Did you mean {close}? {way_out}"
            raise UsageError(f"{words[0]} is not known here.", way_out=way_out)
        message = message.removeprefix("argument ")
        raise UsageError(message if message.endswith("?") else f"{message}.", way_out=way_out)

    def _takes_value(self, word: str) -> bool:
        return any(word in action.option_strings and action.nargs in (None, "+") for action in self._actions)

    def _is_flag(self, word: str) -> bool:
        name = word.partition("=")[0]
        # A long flag that is not known here is a flag mistyped, not a value.
        return name.startswith("--") or any(name in action.option_strings for action in self._actions)


class YesNo(argparse.Action):
    """A flag that stands alone (`--latest`), is turned round (`--no-latest`), or says it (`--latest no`)."""

    def __init__(self, option_strings: Sequence[str], dest: str, **how: Any) -> None:
        how.pop("nargs", None)
        turned = [f"--no-{option.removeprefix('--')}" for option in option_strings]
        super().__init__([*option_strings, *turned], dest, nargs="?", metavar="yes|no", **how)

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
        if said not in _YES | _NO:
            raise argparse.ArgumentError(self, f"“{values}” is neither yes nor no")
        turned = (option_string or "").startswith("--no-")
        setattr(namespace, self.dest, (said in _YES) is not turned)


def add_global_flags(parser: argparse.ArgumentParser, *, again: bool = False) -> None:
    """Add the flags that every command takes.

    Args:
        parser: What to add them to.
        again: They were read once already, before the command's name: what they said there stays.
    """
    default = argparse.SUPPRESS if again else None
    group = parser.add_argument_group("global flags")
    group.add_argument("--config", type=Path, metavar="FILE", default=default, help="the config file to read")
    group.add_argument("--log", type=Path, metavar="FILE", default=default, help="append each request, redacted")
