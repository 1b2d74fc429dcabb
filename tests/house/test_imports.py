"""The import rules, seen from a process that has just started: what is loaded, and what is not."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "tui"
VENDORS = sorted(path.name for path in (PACKAGE / "vendors").iterdir() if (path / "__init__.py").exists())


def loaded_after(code: str) -> frozenset[str]:
    """Return the top-level modules that are loaded in a new process after some code ran.

    httpx imports a command line of its own, and rich with it, where click happens to be installed: the linter of the
    import rules brings click, an installation of Frontdesk does not.
    """
    listing = "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    script = f"import sys; sys.modules['click'] = None\n{code}\nimport json\n{listing}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    return frozenset(json.loads(done.stdout.splitlines()[-1]))


def modules(*folders: str) -> list[str]:
    """Name every module below some folders of the package."""
    files = [file for folder in folders for file in (PACKAGE / folder).rglob("*.py")]
    return sorted(str(file.relative_to(ROOT).with_suffix("")).replace("/", ".") for file in files)


def test_rooms_without_a_screen_load_neither_textual_nor_rich() -> None:
    quiet = modules("core", "config", "transport", "reading", "writing", "storage", "export", "sandbox", "commands")
    quiet += [f"tui.vendors.{vendor}.catalog" for vendor in VENDORS] + ["tui.connections", "tui.cli"]

    loaded = loaded_after("\n".join(f"import {name}" for name in quiet if not name.endswith("__init__")))

    assert not loaded & {"textual", "rich"}


def test_listing_the_vendors_loads_none_of_them() -> None:
    code = "from tui.vendors import registry; registry.names(); import sys"
    code += "\nassert not [n for n in sys.modules if n.startswith('tui.vendors.') and n != 'tui.vendors.registry']"

    assert not loaded_after(code) & {"textual", "httpx"}


def test_asking_a_connection_whether_it_is_there_waits_for_no_report_and_no_action() -> None:
    code = "from tui.vendors import registry; import sys"
    code += "\nfor vendor in registry.load_all():\n    assert vendor.catalog().probe"
    code += "\nlate = [n for n in sys.modules if '.reports' in n or n in ('tui.core.action', 'tui.core.report')]"
    code += "\nassert not late, late"

    assert not loaded_after(code) & {"textual", "httpx"}


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["paths"]])
def test_the_command_line_starts_without_textual_httpx_or_msgspec(words: list[str]) -> None:
    code = f"import tui.cli\ntry:\n    tui.cli.main({words!r})\nexcept SystemExit:\n    pass"

    assert not loaded_after(code) & {"textual", "httpx", "msgspec", "sqlite3"}


def test_nobody_but_transport_names_httpx() -> None:
    naming = [
        str(file.relative_to(ROOT))
        for file in PACKAGE.rglob("*.py")
        if re.search(r"^\s*(import|from) httpx", file.read_text(encoding="utf-8"), re.M)
    ]

    assert all(name.startswith("tui/transport/") for name in naming), naming


@pytest.mark.parametrize("vendor", VENDORS)
def test_nothing_outside_its_folder_names_a_vendor(vendor: str) -> None:
    home = PACKAGE / "vendors" / vendor
    naming = [
        str(file.relative_to(ROOT))
        for file in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.tcss")]
        if home not in file.parents and vendor in file.read_text(encoding="utf-8").lower()
    ]

    assert naming == []


def test_no_module_uses_a_private_name_of_textual() -> None:
    private = re.compile(r"^\s*from textual[\w.]* import .*\b_\w+|^\s*(from|import) textual[\w.]*\._\w+", re.M)
    using = [str(file.relative_to(ROOT)) for file in PACKAGE.rglob("*.py") if private.search(file.read_text("utf-8"))]

    assert using == []


def test_stylesheets_name_no_colour_but_the_themes() -> None:
    colours = re.compile(r"#[0-9a-fA-F]{3,8}\b(?=[;\s])|\brgb\(")
    naming = [
        str(file.relative_to(ROOT)) for file in PACKAGE.rglob("*.tcss") if colours.search(file.read_text("utf-8"))
    ]

    assert naming == []
