"""Set up a connection, asking: the first one writes the config, each further one is added to its end.

Each key is explained, each answer checked at once, and the connection asked whether it answers before anything is
written. What stands in the config stays as it is. Secrets are kept where you say: in an environment variable, a file
that only you can read, a password manager, the system's keyring.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shlex
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from tui.commands.shared.dialogue import NoMoreAnswers, ask, ask_choice, ask_unseen, list_terms, tell
from tui.commands.shared.narration import say
from tui.config import Config, NoConfig, load_config
from tui.config.adding import (
    NewConnection,
    add_connection,
    from_answers,
    missing_file,
    problems_by_key,
    secret_file,
    to_try,
)
from tui.config.questions import NAME as CALLED
from tui.config.questions import REFERENCES, explained, questions_for, read_answer, read_name, variable_for
from tui.config.values import BadValue, read_text
from tui.connections import Connections
from tui.core.collection import RangeUse
from tui.core.errors import ConfigError, FrontdeskError, UsageError
from tui.core.time.clock import SystemClock
from tui.core.vendor import Setting, SettingKind, Vendor
from tui.storage.paths import find_config
from tui.vendors import registry

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME: Final = "init"
HELP: Final = "set up a connection, asking: the first, or one more"

_LEFT_OUT: Final = "-"
"""What takes an earlier answer back."""
_LITERAL: Final = "literal"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whether anything is written."""
    parser.add_argument(
        "--print", action="store_true", dest="only_print", help="write the connection's table to stdout, and no file"
    )


def run(args: argparse.Namespace) -> int:
    """Ask for one connection and add it to the config.

    Raises:
        ConfigError: when there is a config that is not right.
        UsageError: when standard input is no terminal, and has not all answers; nothing is written then.
        EOFError: when somebody ends the input, or wants to leave; nothing is written then.
    """
    try:
        return _run(args)
    except NoMoreAnswers:
        raise UsageError(
            "“frontdesk init” asks, and standard input has no more answers. Nothing was written.",
            way_out="Run it in a terminal, or give it all answers, one a line.",
        ) from None


def _run(args: argparse.Namespace) -> int:
    path = find_config(args.config, environ=os.environ)
    taken = _taken(path, needed=not args.only_print)
    _greet(path, first=taken is None, only_print=args.only_print)
    new = _Asking(_ask_vendor(), path, taken or (), args.only_print).asked()
    if args.only_print:
        print(new.snippet, end="")
        return 0
    add_connection(path, new, environ=os.environ)
    _say_next(args, new, path, first=taken is None)
    return 0


def _taken(path: Path, *, needed: bool) -> Collection[str] | None:
    """Return the names that connections have already; None when there is no config yet."""
    try:
        return load_config(path, environ=os.environ).connections
    except NoConfig:
        return None
    except ConfigError:
        if needed:
            raise
        return ()


def _greet(path: Path, *, first: bool, only_print: bool) -> None:
    if only_print:
        tell("This asks for one connection and prints its table. Nothing is written.")
    elif first:
        tell(f"This asks for your first connection, tries it, and writes {path}.")
    else:
        tell(f"This asks for one more connection, tries it, and adds it to the end of {path}.")
    if not only_print:
        tell("Ctrl+C leaves at any time, and nothing is written.")


def _ask_vendor() -> Vendor:
    vendors = registry.load_all()
    say("\nWhich system?")
    list_terms({vendor.name: f"{vendor.title}: {vendor.what}" for vendor in vendors})
    return registry.load(ask_choice("Vendor", [vendor.name for vendor in vendors]))


@dataclass
class _Asking:
    """The questions about one connection, and what has been answered so far."""

    vendor: Vendor
    path: Path
    taken: Collection[str]
    only_print: bool
    texts: dict[str, str] = field(default_factory=dict)
    """By what was asked."""
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    """What was typed unseen."""

    def asked(self) -> NewConnection:
        """Ask until there is a connection that is right, and that answers or is to be kept all the same."""
        wanted = questions_for(self.vendor)
        while True:
            for question in wanted:
                self._ask(question)
            new = from_answers(self.vendor, self.texts, self.secrets)
            try:
                config, _ = to_try(new, Path(os.devnull) if self.only_print else self.path, environ=os.environ)
            except ConfigError as failed:
                wanted = self._to_ask_again(problems_by_key(failed, new.name))
                continue
            if self.only_print or _may_be_kept(config, new):
                return new
            wanted = questions_for(self.vendor)

    def _to_ask_again(self, problems: Mapping[str, str]) -> tuple[Setting, ...]:
        for key, text in problems.items():
            tell(f"{key}: {text}" if key else text, indent="  ")
        every = questions_for(self.vendor)
        return tuple(question for question in every if question.name in problems) or every

    def _ask(self, question: Setting) -> None:
        """Ask one question, and note the answer; an earlier one is what Enter takes."""
        say("")
        if question.kind is SettingKind.SECRET:
            self._ask_secret(question)
            return
        default = self.texts.get(question.name, "") or _default(question)
        self._explain(question, default)

        def read(answer: str) -> str:
            if question.name == CALLED:
                return read_name(answer, taken=self.taken)
            answer = _unless_left_out(question, answer)
            read_answer(question, answer)
            return answer

        self.texts[question.name] = ask(question.name, read, default=default)

    def _ask_secret(self, question: Setting) -> None:
        """Ask where a secret is; one for a file that is not there yet, or for the config, is asked for unseen."""
        name, before = self.texts[CALLED], self.texts.get(question.name, "")
        default = before or (f"env {variable_for(name, question)}" if question.required else "")
        self._explain(question, default)
        places = dict(REFERENCES.values())
        places["file PATH"] += "; it is made if it is not there"
        if not self.only_print:  # what is printed is shown
            places[_LITERAL] = "the text itself, in the config; you are asked for it, unseen"
        list_terms(places)
        proposed = {"env": variable_for(name, question), "file": secret_file(name, question.name)}

        def read(answer: str) -> str:
            answer = _unless_left_out(question, answer)
            if answer == _LITERAL and not self.only_print:
                return answer
            if answer in REFERENCES:
                form = REFERENCES[answer][0]
                answer = f"{answer} {ask(form.partition(' ')[2], _given, default=proposed.get(answer, ''))}"
            read_answer(question, answer)
            return answer

        answer = ask(f"{question.name} is in", read, default=default)
        self.secrets.pop(question.name, None)
        self.texts[question.name] = "" if answer == _LITERAL else answer
        in_config = answer == _LITERAL
        if in_config or (not self.only_print and missing_file(question, answer, self.path.parent) is not None):
            self.secrets[question.name] = _ask_text(question)

    def _explain(self, question: Setting, default: str) -> None:
        if not default:
            on_enter = "" if question.required else "Enter leaves it out."
        elif question.name in self.texts and not question.required:
            on_enter = f"Enter takes {default}, {_LEFT_OUT} leaves it out."
        else:
            on_enter = f"Enter takes {default}."
        tell(f"{explained(question)} {on_enter}".rstrip())


def _default(question: Setting) -> str:
    if question.name == CALLED:
        return question.example
    if question.kind is SettingKind.FLAG:
        return "yes" if question.default else "no"
    return str(question.default) if question.default is not None and question.choices else ""


def _unless_left_out(question: Setting, answer: str) -> str:
    return "" if answer == _LEFT_OUT and not question.required else answer


def _given(answer: str) -> str:
    if not answer:
        raise BadValue("It is needed.")
    return answer


def _ask_text(question: Setting) -> str:
    while True:
        try:
            return read_text(ask_unseen(question.name), Path())
        except BadValue as bad:
            tell(f"{bad.wrong} {bad.right}".rstrip(), indent="  ")


# --- trying it, and what comes next -----------------------------------------------------------------------------


def _may_be_kept(config: Config, new: NewConnection) -> bool:
    """Ask the vendor; whether it answers, or is to be kept all the same.

    Raises:
        EOFError: when it is to be left.
    """
    say(f"\nAsking {new.name} whether it answers …")
    try:
        tell(asyncio.run(_tried(config, new.name)))
    except FrontdeskError as failed:
        no_secret = isinstance(failed, ConfigError)
        wrong = " ".join(problems_by_key(failed, new.name).values()) if isinstance(failed, ConfigError) else failed
        tell(f"{new.name} cannot be asked: {wrong}" if no_secret else str(wrong), indent="  ")
    else:
        return True
    list_terms(
        {"again": "go through the questions again", "keep": "write it as it is", "leave": "leave, and write nothing"}
    )
    try:
        chosen = ask_choice("What now?", ["again", "keep", "leave"], default="keep" if no_secret else "again")
    except NoMoreAnswers:
        tell("No more answers came: it is written as it is.")
        return True
    if chosen == "leave":
        raise EOFError
    return chosen == "keep"


async def _tried(config: Config, name: str) -> str:
    alone = replace(config, connections={name: config.connections[name]})
    async with Connections(alone, clock=SystemClock()) as connections:
        connection = connections.named(name)
        client = await connection.client()
        began = time.monotonic()
        probe = await connection.catalog.probe(client)
        return f"{name} answers: {probe.holds}, {(time.monotonic() - began) * 1000:.0f} ms."


def _say_next(args: argparse.Namespace, new: NewConnection, path: Path, *, first: bool) -> None:
    say("")
    tell(f"Wrote {path}." if first else f"Added {new.name} to {path}.")
    for value in new.values.values():
        variable = value.get("env", "") if isinstance(value, dict) else ""
        if variable and not os.environ.get(variable):
            tell(f"{variable} is not set here: export {variable}=… before you go on.")
    frontdesk = f"frontdesk --config {shlex.quote(str(args.config))}" if args.config is not None else "frontdesk"
    say("\nNext:")
    list_terms(
        {
            f"{frontdesk} check {new.name}": "is everything right, does it answer",
            f"{frontdesk} get {new.name} {_first_collection(new.vendor)}": "the first rows, on the command line",
            frontdesk: "the desk",
        }
    )


def _first_collection(vendor: Vendor) -> str:
    """Return a collection that can be asked for without anything further."""
    for collection in vendor.catalog().collections:
        needs_range = collection.range_use is RangeUse.REQUIRED and not collection.default_range
        if not needs_range and not any(param.required for param in collection.params):
            return collection.name
    return "--help"
