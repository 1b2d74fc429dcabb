"""Every flag that docs/commands.md lists is known to the command line, and the vendor's sandbox understands it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.docs.desk import Type, desk, world
from tui.core.action import Action, Field, FieldKind
from tui.core.collection import Collection, Param, ParamKind
from tui.sandbox import demo_config
from tui.vendors import registry

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text("utf-8")


class Documented(NamedTuple):
    """One `### get … NAME` or `### do … NAME` of the page."""

    title: str
    command: str
    name: str
    flags: tuple[str, ...]


def documented() -> Iterator[Documented]:
    """Read the page."""
    for chapter in re.split(r"^## ", PAGE, flags=re.M)[1:]:
        title = chapter.partition("\n")[0]
        for section in re.split(r"^### ", chapter, flags=re.M)[1:]:
            command, _, name = section.partition("\n")[0].split()[:3]
            yield Documented(title, command, name, tuple(re.findall(r"`--([a-z0-9-]+)", section)))


THINGS = tuple(documented())
CONNECTIONS = {registry.load(values["vendor"]).title: name for name, values in demo_config("")["connections"].items()}
BESIDE = {
    "to": {"from": "2026-11-18"},
    "create-session": {"template-id": "A", "state": "DONE", "end-time": "2026-11-20T11:00:00Z"},
    "update-profile": {"set": "Department=Arts"},
    "events": {"lead-id": "lead-1"},
    "event-counts": {"lead-id": "lead-1"},
}
"""What a flag, or an action, is not used without."""

OF_A_FORM = {"room-id": "Beach", "roster": "people.csv", "step": "1h"}
"""What parameters take of which not every text is one."""

INSTEAD = {"usage-type": "template-id"}
"""What a flag stands in for."""

A_LITTLE = {"from": "1d", "back": "1"}
"""How much is asked for where another flag is what matters: the vendor's usual weeks of sixty rooms say no more."""


@pytest.fixture(scope="module")
def sandbox() -> Any:
    """Build the sandbox once."""
    return world()


@pytest.fixture
def typed(sandbox: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Type:
    """Return a function that runs the command line in this process, on the sandbox in this process."""
    return desk(sandbox, tmp_path, monkeypatch)


def of_param(param: Param) -> tuple[str, ...]:
    """Return a value that the parameter takes."""
    match param.kind:
        case ParamKind.FLAG:
            return ()
        case ParamKind.NUMBER:
            return ("1",)
        case _:
            return (OF_A_FORM.get(param.option) or (param.choices[0] if param.choices else "1234"),)


def of_field(field: Field) -> tuple[str, ...]:
    """Return a value that the field takes."""
    match field.kind:
        case FieldKind.FLAG:
            return ()
        case FieldKind.PAIRS:
            return ("Department=Arts",)
        case FieldKind.NUMBER:
            return ("1",)
        case FieldKind.TIME:
            return ("2026-11-20T10:00:00Z",)
        case _ if field.choices:
            return (field.choices[-1],)
        case _:
            return ("lee@example.org" if "mail" in field.name.lower() else "A",)


def described(thing: Documented) -> Collection | Action:
    """Find what the section is about."""
    catalog = next(vendor for vendor in registry.load_all() if vendor.title == thing.title).catalog()
    return catalog.collection(thing.name) if thing.command == "get" else catalog.action(thing.name)


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: f"{thing.title}-{thing.name}")
def test_every_documented_flag_works(thing: Documented, typed: Type) -> None:
    whole = described(thing)
    parts = {each.option: each for each in (whole.params if isinstance(whole, Collection) else whole.fields)}
    values = {
        **{option: of_param(each) if isinstance(each, Param) else of_field(each) for option, each in parts.items()},
        "from": ("2026-11-18",),
        "to": ("2026-11-19",),
    }
    needed = [option for option, each in parts.items() if each.required]
    common = ("--limit", "1", "--format", "jsonl") if thing.command == "get" else ("--dry-run",)

    for flag in thing.flags:
        asked: dict[str, tuple[str, ...]] = {name: (text,) for name, text in A_LITTLE.items() if name in thing.flags}
        asked |= {option: values[option] for option in (*needed, flag)}
        for option, value in {**BESIDE.get(flag, {}), **BESIDE.get(thing.name, {})}.items():
            if option != INSTEAD.get(flag):
                asked[option] = (value,)
        given = [word for option, words in asked.items() for word in (f"--{option}", *words)]
        told = typed([thing.command, CONNECTIONS[thing.title], thing.name, *given, *common])

        assert told.code in (0, 1), f"{given}: {told.err}"
        assert "not known here" not in told.err
        assert told.code == 0 or "status 4" in told.err, f"{given}: {told.err}"
