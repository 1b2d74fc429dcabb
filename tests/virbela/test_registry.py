"""Vendors are found by folder, by entry point and by path, without knowing any."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tui.core.errors import UsageError
from tui.vendors import registry

AJAX = """
from tui.core.vendor import Vendor
VENDOR = Vendor(name="ajax", title="Ajax", what="a sixth vendor", settings=(), package=__name__)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ajax").mkdir()
    (tmp_path / "ajax" / "__init__.py").write_text(AJAX)
    (tmp_path / "ajax" / "catalog.py").write_text(
        "from tui.core.vendor import Catalog\nfrom tui.vendors.ajax.words import HOLDS\n"
        "CATALOG = Catalog(connect=lambda opener: HOLDS, probe=None, collections=())\n"
    )
    (tmp_path / "ajax" / "words.py").write_text("HOLDS = 'client'\n")
    (tmp_path / "notes").mkdir()
    return tmp_path


@pytest.fixture
def _forgotten() -> object:
    yield
    for name in [name for name in sys.modules if name.startswith("tui.vendors.ajax")]:
        del sys.modules[name]


def test_a_folder_is_a_vendor_and_names_are_sorted() -> None:
    found = registry.names(environ={})

    assert "virbela" in found
    assert list(found) == sorted(found)
    assert registry.load("virbela", environ={}).name == "virbela"


@pytest.mark.usefixtures("_forgotten")
def test_a_folder_of_the_users_is_a_vendor_too(folder: Path) -> None:
    environ = {"FRONTDESK_VENDORS": str(folder)}

    assert "ajax" in registry.names(environ=environ)
    assert "notes" not in registry.names(environ=environ)
    vendor = registry.load("ajax", environ=environ)
    assert vendor.title == "Ajax"
    assert vendor.catalog().connect(None) == "client"  # type: ignore[arg-type]
    assert vendor.module("screens") is None
    assert registry.load("ajax", environ=environ) is vendor


def test_an_unknown_vendor_lists_those_there_are() -> None:
    with pytest.raises(UsageError, match="virbela"):
        registry.load("nobody", environ={})


def test_a_module_without_a_descriptor_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hollow").mkdir()
    (tmp_path / "hollow" / "__init__.py").write_text("")

    with pytest.raises(UsageError, match="VENDOR"):
        registry.load("hollow", environ={"FRONTDESK_VENDORS": str(tmp_path)})


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("from tui.vendors import registry; registry.names()", ("tui.vendors.virbela", "httpx", "textual")),
        ("from tui.vendors import registry; registry.load('virbela')", ("httpx", "textual")),
        ("from tui.vendors import registry; registry.load('virbela').catalog()", ("httpx", "textual", "rich")),
        ("import tui.vendors.virbela.attendance.all_rooms", ("httpx", "textual", "rich")),
    ],
)
def test_nothing_is_imported_before_it_is_needed(code: str, absent: tuple[str, ...]) -> None:
    check = f"import sys; {code}; print([name for name in {absent!r} if name in sys.modules])"

    said = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"
