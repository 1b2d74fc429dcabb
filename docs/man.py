"""The man page frontdesk(1), from the document of “frontdesk spec”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tui.describing.document import ActionSpec, CollectionSpec, CommandSpec, FieldSpec, Flag, ParamSpec, Spec
from tui.storage.paths import VARIABLE as CONFIG_VARIABLE
from tui.vendors.registry import VARIABLE as VENDORS_VARIABLE

__all__ = ["man_page"]


def man_page(spec: Spec) -> str:
    """Return the page's source, in roff's man macros."""
    return "\n".join([*_head(spec), *_commands(spec), *_vendors(spec), *_foot(spec)]) + "\n"


def _head(spec: Spec) -> Iterator[str]:
    yield '.\\" Made by docs/make.py; do not edit.'
    yield f'.TH FRONTDESK 1 "" "Frontdesk {spec.frontdesk}" "User Commands"'
    yield ".SH NAME"
    yield r"frontdesk \- one terminal for the vendors that a support desk depends on"
    yield ".SH SYNOPSIS"
    yield r".B frontdesk"
    yield r"[\fIflags\fR] [\fIcommand\fR [\fIwords\fR] [\fIflags\fR]]"
    yield ".SH DESCRIPTION"
    yield from _paragraphs(
        "Without a command, the app: connections, their collections, records, and what a record leads to. With one, the"
        " same for scripts: what is read goes to standard output, and what is said about it to standard error."
    )
    yield ".SH FLAGS"
    for flag in spec.flags:
        yield from _flag(flag)


def _commands(spec: Spec) -> Iterator[str]:
    yield ".SH COMMANDS"
    for command in spec.commands:
        yield from _command(command)
    yield ".SS With every command"
    for flag in spec.global_flags:
        yield from _flag(flag)


def _command(command: CommandSpec) -> Iterator[str]:
    words = " ".join(_synopsis(word.name, required=word.required, several=word.several) for word in command.words)
    yield f".SS {_text(f'frontdesk {command.name} {words}'.rstrip())}"
    yield from _paragraphs(command.about)
    for word in command.words:
        yield from _item(word.name, word.help, word.choices)
    for flag in command.flags:
        yield from _flag(flag)


def _synopsis(name: str, *, required: bool, several: bool) -> str:
    shown = f"{name} …" if several else name
    return shown if required else f"[{shown}]"


def _vendors(spec: Spec) -> Iterator[str]:
    for vendor in spec.vendors:
        yield f".SH {_text(vendor.title.upper())}"
        yield from _paragraphs(f"{vendor.what[:1].upper()}{vendor.what[1:]}.")
        for collection in vendor.collections:
            yield from _collection(collection)
        for action in vendor.actions:
            yield from _action(action)


def _collection(collection: CollectionSpec) -> Iterator[str]:
    position = " [ID]" if collection.id else ""
    yield f".SS {_text(f'get CONNECTION {collection.name}{position}')}"
    yield from _paragraphs(collection.help)
    if collection.range != "none":
        default = f" Default: {collection.default_range}." if collection.default_range else ""
        yield from _item("--from TIME --to TIME", f"The range.{default}")
    for param in collection.params:
        yield from _taken(param)


def _action(action: ActionSpec) -> Iterator[str]:
    undone = " Can be undone." if action.undo else ""
    yield f".SS {_text(f'do CONNECTION {action.name}')}"
    yield from _paragraphs(f"{action.help} Danger: {action.danger}.{undone}")
    for field in action.fields:
        yield from _taken(field)


def _taken(taken: ParamSpec | FieldSpec) -> Iterator[str]:
    value = "" if taken.kind == "flag" else f" {taken.kind.upper()}"
    named = " A name will do." if taken.refers_to else ""
    needed = "Required. " if taken.required else ""
    yield from _item(f"{taken.flag}{value}", f"{needed}{taken.help or f'{taken.title}.'}{named}", taken.choices)


def _foot(spec: Spec) -> Iterator[str]:
    yield ".SH EXIT STATUS"
    for each in spec.exit_codes:
        yield from _item(str(each.code), f"{each.meaning[:1].upper()}{each.meaning[1:]}.")
    yield ".SH ENVIRONMENT"
    yield from _item(CONFIG_VARIABLE, "The config file, where --config names none.")
    yield from _item(VENDORS_VARIABLE, "Folders of vendors beside those that are built in, parted as in PATH.")
    yield ".SH FILES"
    yield from _paragraphs("“frontdesk paths” says where the config, the journal, the cache and the logs are.")
    yield ".SH SEE ALSO"
    yield from _paragraphs("“frontdesk COMMAND --help”; “frontdesk spec”, which is this page for programs.")


def _flag(flag: Flag) -> Iterator[str]:
    value = f" {flag.value}" if flag.value and not flag.choices else ""
    yield from _item(f"{', '.join(flag.names)}{value}", flag.help, flag.choices)


def _item(name: str, help: str, choices: list[str] | None = None) -> Iterator[str]:  # noqa: A002 - what argparse calls it
    listed = f" One of: {', '.join(choices)}." if choices else ""
    said = help[:1].upper() + help[1:]
    yield ".TP"
    yield f".B {_text(name)}"
    yield _text(f"{said if said.endswith(('.', ')')) or not listed else f'{said}.'}{listed}".strip() or name)


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        yield ".PP"
        lines = paragraph.splitlines()
        if any(line.startswith((" ", "frontdesk ")) for line in lines):  # an example: its lines stay as they are
            yield from (".nf", *map(_text, lines), ".fi")
        else:
            yield _text(" ".join(lines))


def _text(text: str) -> str:
    """Write a text so that roff shows it: its own characters escaped, and no line taken for a request."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-").replace("…", "...")
    escaped = escaped.replace("“", r"\(lq").replace("”", r"\(rq").replace("’", r"\(cq")
    escaped = "".join(char if ord(char) < 128 else f"\\[u{ord(char):04X}]" for char in escaped)
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped
