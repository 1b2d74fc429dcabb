"""What is said around a write: the question before it, on a terminal or in flags, and afterwards how it ended."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterable, Sequence

from tui.commands.shared.narration import hush, say
from tui.connections import Connection
from tui.core.action import Action, Danger
from tui.core.errors import Refused
from tui.core.vendor import Environment
from tui.writing.report import OutcomeLine, write_outcomes

__all__ = ["confirm", "is_answered", "tell_outcomes"]


def confirm(
    args: argparse.Namespace, connection: Connection, action: Action, *, what: Sequence[str], word: str, many: bool
) -> None:
    """Make sure that this is meant: take the answer from the flags, or ask.

    Args:
        args: `--yes` and `--confirm`.
        connection: Where it goes.
        action: What is done.
        what: What will be different, line by line.
        word: What must be typed for what cannot be undone: the target's name, or the number of rows.
        many: Whether it is done to more than one.

    Raises:
        Refused: when it is not; nothing was sent.
    """
    if is_answered(args, action, word=word):
        return
    environment = "PRODUCTION" if connection.environment is Environment.PRODUCTION else connection.environment.value
    say(f"{action.title}, on {connection.name} ({connection.vendor.title}, {environment}):")
    for line in what:
        say(f"  {line}")
    if action.danger is Danger.IRREVERSIBLE or (many and not args.yes):
        _ask(f"Type {word} to go on: ", word)
    else:
        _ask("Type yes to go on: ", "yes")


def is_answered(args: argparse.Namespace, action: Action, *, word: str) -> bool:
    """Tell whether the flags answer the question; asked before anything is read, so that a script fails at once.

    Raises:
        Refused: when they answer it wrongly, or do not and there is no terminal to ask on.
    """
    if args.confirm is not None and args.confirm.strip() != word:
        raise Refused(
            f"--confirm says “{args.confirm}”, and this is about “{word}”. Nothing was sent.",
            way_out="Make sure which one you mean.",
        )
    final = action.danger is Danger.IRREVERSIBLE
    if action.danger is Danger.SAFE or (args.yes and (not final or args.confirm is not None)):
        return True
    if _on_a_terminal():
        return False
    missing = [] if args.yes else ["--yes"]
    missing += ["--confirm " + _quoted(word)] if final and args.confirm is None else []
    raise Refused(
        f"“{action.title}” asks before it goes, and there is no terminal to ask on. Nothing was sent.",
        way_out=f"Add {' and '.join(missing)}.",
    )


def tell_outcomes(lines: Iterable[OutcomeLine], *, form: str) -> None:
    """Write on stdout how writes ended. What was done was done, also when stdout is full: then stderr says it."""
    held = list(lines)
    try:
        write_outcomes(held, form=form, stream=sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:  # nobody wants to know
        hush(sys.stdout)
    except OSError as failed:
        hush(sys.stdout)
        say(f"Standard output cannot be written: {failed.strerror or failed}. How it ended, for you to read here:")
        told = io.StringIO()
        write_outcomes(held, form="table", stream=told)
        say(told.getvalue().rstrip("\n"))


def _ask(question: str, wanted: str) -> None:
    sys.stderr.write(question)
    sys.stderr.flush()
    typed = sys.stdin.readline().strip()
    if typed != wanted and not (wanted == "yes" and typed.casefold() in ("yes", "y")):
        raise Refused("Not confirmed. Nothing was sent.")


def _on_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _quoted(word: str) -> str:
    return word if word.replace("@", "").replace(".", "").replace("-", "").isalnum() else f"'{word}'"
