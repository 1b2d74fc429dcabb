"""Every flag that docs/commands.md lists is known to the command line, and the vendor's sandbox understands it."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import tomli_w

from tui.cli import main
from tui.commands import session
from tui.connections import Connections
from tui.core.action import Action, Field, FieldKind
from tui.core.clock import FrozenClock
from tui.core.collection import Collection, Param, ParamKind
from tui.sandbox import build, demo_config
from tui.sandbox.world import World
from tui.vendors import registry

NOW = datetime(2026, 11, 20, 13, 51, tzinfo=UTC)
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
}
"""What a flag, or an action, is not used without."""

FILES = {"roster": str(Path(__file__).parent / "roster.csv")}
"""What a parameter that names a file is given."""

INSTEAD = {"usage-type": "template-id"}
"""What a flag stands in for."""

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def sandbox() -> Any:
    """Build the sandbox once."""
    return build(World(1, FrozenClock(NOW), 1))


@pytest.fixture
def say(sandbox: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Return a function that runs the command line in this process, on the sandbox in this process."""
    config = tmp_path / "config.toml"
    config.write_text(tomli_w.dumps(demo_config("http://sandbox.invalid")), encoding="utf-8")
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(session, "SystemClock", lambda: FrozenClock(NOW))
    monkeypatch.setattr(session, "Connections", partial(Connections, app=sandbox))

    def run(*words: str) -> tuple[int, str, str]:
        streams = io.StringIO(), io.StringIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", streams[0])
            patch.setattr(sys, "stderr", streams[1])
            code = main([*words, "--config", str(config)])
        return code, streams[0].getvalue(), streams[1].getvalue()

    return run


def of_param(param: Param) -> tuple[str, ...]:
    """Return a value that the parameter takes."""
    match param.kind:
        case ParamKind.FLAG:
            return ()
        case ParamKind.NUMBER:
            return ("1",)
        case _:
            return (param.choices[0] if param.choices else FILES.get(param.name, "1234"),)


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
def test_every_documented_flag_works(thing: Documented, say: Say) -> None:
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
        asked = {option: values[option] for option in (*needed, flag)}
        for option, value in {**BESIDE.get(flag, {}), **BESIDE.get(thing.name, {})}.items():
            if option != INSTEAD.get(flag):
                asked[option] = (value,)
        given = [word for option, words in asked.items() for word in (f"--{option}", *words)]
        code, _, told = say(thing.command, CONNECTIONS[thing.title], thing.name, *given, *common)

        assert code in (0, 1), f"{given}: {told}"
        assert "not known here" not in told
        assert code == 0 or "status 4" in told, f"{given}: {told}"
