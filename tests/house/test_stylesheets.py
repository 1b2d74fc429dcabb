"""A stylesheet reaches what it is written for and nothing else: what one vendor's screens look like is their own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from textual.dom import DOMNode

import tui

PACKAGE = Path(tui.__file__).parent
SHEETS = sorted(PACKAGE.rglob("*.tcss"))


@pytest.fixture(scope="module")
def ours() -> dict[str, type[DOMNode]]:
    """Every widget and screen of the house by module and name, once every module is imported."""
    for module in walk_packages(tui.__path__, "tui."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    return {f"{each.__module__}.{each.__name__}": each for each in below(DOMNode) if each.__module__.startswith("tui.")}


def below(parent: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for child in parent.__subclasses__():
        yield child
        yield from below(child)


def reached(css: str) -> set[str]:
    """Return the types that the rules of a stylesheet begin with; what begins with none comes as it is written."""
    flat, depth = "", 0
    for piece in re.split(r"([{}])", re.sub(r"/\*.*?\*/", "", css, flags=re.S)):
        depth += {"{": 1, "}": -1}.get(piece, 0)
        flat += "\n" if piece in "{}" else piece if depth == 0 else ""
    selectors = [each.strip() for line in flat.splitlines() for each in line.split(",") if each.strip()]
    return {match[0] if (match := re.match(r"[A-Z]\w*", each)) else each for each in selectors}


def test_a_widgets_name_is_its_own(ours: dict[str, type[DOMNode]]) -> None:
    homes = defaultdict(set)
    for each in below(DOMNode):
        homes[each.__name__].add(each.__module__)
    names = {each.__name__ for each in ours.values()}
    # Those of the tests are nobody's business; one of Textual's own would be restyled with ours.
    shared = {name: sorted(each for each in homes[name] if not each.startswith("tests.")) for name in names}
    assert {name: modules for name, modules in shared.items() if len(modules) > 1} == {}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_a_stylesheet_reaches_only_the_screens_of_its_room(sheet: Path, ours: dict[str, type[DOMNode]]) -> None:
    everybody = {PACKAGE / "app.tcss": {"*"}, PACKAGE / "screens/base.tcss": {"Screen"}}
    inside = sheet.relative_to(PACKAGE).parent.parts
    room = ".".join(("tui", *inside[: 2 if "vendors" in inside else 1], ""))
    theirs = {each.__name__ for name, each in ours.items() if name.startswith(room)}
    assert reached(sheet.read_text("utf-8")) <= theirs | everybody.get(sheet, set())


def test_a_widgets_own_rules_reach_that_widget_alone(ours: dict[str, type[DOMNode]]) -> None:
    rules = {name: reached(str(vars(each).get("DEFAULT_CSS", ""))) for name, each in ours.items()}
    assert {name: types for name, types in rules.items() if types - {ours[name].__name__}} == {}


def test_what_rules_begin_with_is_found() -> None:
    css = "/* { */ A, #b { C { x: y; } }\n.d > E { }\nF.-g:hover,\nH I { & J { } }"
    assert reached(css) == {"A", "#b", ".d > E", "F", "H"}
