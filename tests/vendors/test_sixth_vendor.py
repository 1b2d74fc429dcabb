"""A made-up sixth vendor, from the one folder that CONTRIBUTING shows: every face finds it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import processes
from tests.app.support import make_app, screen_text, settled
from tests.vendors.folder import ROOT, lay_out
from tui.core.errors import UsageError
from tui.vendors import registry

SIZE = (80, 24)


@dataclass(frozen=True)
class Harbour:
    """A sandbox that serves six vendors, and a command line that knows them."""

    home: Path
    environment: dict[str, str]

    def run(self, *words: str, stdin: str = "", **extra: str) -> subprocess.CompletedProcess[str]:
        environment = {**self.environment, **extra}
        return processes.run(words, environment=environment, folder=self.home, stdin=stdin)

    def said(self, *words: str) -> str:
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def vendors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay the page's files into a folder."""
    return lay_out(tmp_path_factory.mktemp("vendors"))


@pytest.fixture(scope="module")
def harbour(vendors: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harbour]:
    """Serve the sandbox in a process of its own, and take the config that it prints."""
    home = tmp_path_factory.mktemp("home")
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "FRONTDESK_CONFIG": str(home / "config.toml"),
        "FRONTDESK_VENDORS": str(vendors),
        "LANG": "C.UTF-8",
    }
    command = [sys.executable, "-m", "tui", "sandbox", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as sandbox:
        assert sandbox.stdout is not None
        assert sandbox.stderr is not None
        try:
            sandbox.stderr.readline()  # said once the config is out
            (home / "config.toml").write_bytes(os.read(sandbox.stdout.fileno(), 65_536))
            yield Harbour(home, environment)
        finally:
            sandbox.terminate()


@pytest.fixture
def known_here(vendors: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this process know the vendor, and forget it afterwards."""
    monkeypatch.setenv(registry.VARIABLE, str(vendors))
    yield
    _forget()


def _forget() -> None:
    for name in [name for name in sys.modules if name.startswith("tui.vendors.lighthouse")]:
        del sys.modules[name]


# --- by name


def test_without_the_variable_there_is_no_such_vendor() -> None:
    assert "lighthouse" not in registry.names(environ={})
    with pytest.raises(UsageError):
        registry.load("lighthouse", environ={})


def test_it_is_listed_among_the_others_and_loaded_like_them(known_here: None) -> None:
    assert "lighthouse" in registry.names()
    assert registry.load("lighthouse").title == "Lighthouse"
    assert [vendor.name for vendor in registry.load_all()] == sorted(registry.names())


def test_nothing_of_ours_names_it() -> None:
    files = [*(ROOT / "tui").rglob("*.py"), *(ROOT / "tui").rglob("*.tcss"), ROOT / "pyproject.toml"]

    assert [str(file) for file in files if "lighthouse" in file.read_text(encoding="utf-8")] == []


# --- the command line


def test_the_sandbox_has_a_connection_to_it(harbour: Harbour) -> None:
    config = tomllib.loads((harbour.home / "config.toml").read_text(encoding="utf-8"))

    assert config["connections"]["harbour"]["vendor"] == "lighthouse"
    assert config["connections"]["harbour"]["base_url"].endswith("/lighthouse")


def test_get_reads_it_with_the_vendors_own_names(harbour: Harbour) -> None:
    rows = json.loads(harbour.said("get", "harbour", "lamps", "--format", "json"))

    assert {row["id"]: row["lit"] for row in rows} == {"N": True, "S": False, "å": True}
    assert next(row for row in rows if row["id"] == "S")["colour"] == "red", "a field that the model does not know"


def test_get_takes_its_parameter_as_a_flag_and_its_columns_in_a_table(harbour: Harbour) -> None:
    table = harbour.said("get", "harbour", "lamps", "--lit")

    assert "North mole" in table
    assert "Åland" in table
    assert "South mole" not in table


def test_help_lists_its_collections_and_flags(harbour: Harbour) -> None:
    assert "lamps" in harbour.said("get", "harbour", "--help")
    assert "--lit" in harbour.said("get", "harbour", "lamps", "--help")
    assert "switch-lamp" in harbour.said("do", "harbour", "--help")
    assert "--id" in harbour.said("do", "harbour", "switch-lamp", "--help")


def test_find_looks_through_it_as_through_the_others(harbour: Harbour) -> None:
    found = json.loads(harbour.said("find", "aland", "--connection", "harbour", "--format", "json"))

    assert [(row["kind"], row["title"], row["collection"]) for row in found] == [("lamp", "Åland", "lamps")]


def test_do_shows_what_it_would_send_and_sends_nothing(harbour: Harbour) -> None:
    shown = harbour.said("do", "harbour", "switch-lamp", "--id", "å", "--no-lit", "--dry-run")

    assert "PUT http" in shown
    assert "/lighthouse/lamps/%C3%A5" in shown
    assert '"lit": false' in shown
    assert "the-keepers-key" not in shown
    assert {row["id"] for row in json.loads(harbour.said("get", "harbour", "lamps", "--lit", "--format", "json"))} >= {
        "å"
    }


def test_do_writes_and_the_journal_remembers(harbour: Harbour) -> None:
    harbour.said("do", "harbour", "switch-lamp", "--id", "S", "--lit", "--yes")
    rows = json.loads(harbour.said("get", "harbour", "lamps", "--format", "json"))
    assert next(row for row in rows if row["id"] == "S")["lit"] is True
    harbour.said("do", "harbour", "switch-lamp", "--id", "S", "--no-lit", "--yes")

    assert "switch-lamp" in harbour.said("journal")


def test_do_asks_first_and_without_an_answer_refuses(harbour: Harbour) -> None:
    refused = harbour.run("do", "harbour", "switch-lamp", "--id", "S", "--lit")

    assert refused.returncode == 4


def test_check_says_what_it_holds(harbour: Harbour) -> None:
    checked = harbour.run("check", "harbour")

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "3 lamps" in checked.stdout + checked.stderr


def test_a_wrong_key_is_told_in_the_transports_words(harbour: Harbour, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    text = (harbour.home / "config.toml").read_text(encoding="utf-8")
    config.write_text(text.replace("the-keepers-key", "another"), encoding="utf-8")

    failed = harbour.run("get", "harbour", "lamps", FRONTDESK_CONFIG=str(config))

    assert failed.returncode == 1
    assert "Signed out of harbour." in failed.stderr


def test_the_configs_mistakes_are_found_all_at_once(harbour: Harbour, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[connections.h]\nvendor = "lighthouse"\nkee = "x"\nbase_url = "harbour"\n', encoding="utf-8")

    failed = harbour.run("check", FRONTDESK_CONFIG=str(config))

    said = failed.stdout + failed.stderr
    assert failed.returncode in (1, 2)
    for key in ("connections.h.kee", "connections.h.key", "connections.h.base_url"):
        assert key in said


def test_an_unknown_vendor_is_answered_with_this_one_among_those_there_are(harbour: Harbour, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[connections.h]\nvendor = "lighthous"\n', encoding="utf-8")

    failed = harbour.run("check", FRONTDESK_CONFIG=str(config))

    assert "lighthouse" in failed.stdout + failed.stderr


def test_init_asks_for_its_settings(harbour: Harbour, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    answers = ["lighthouse", "home", "sandbox", "https://lamps.example", "env", "KEEPER", "keep"]

    done = harbour.run("init", stdin="\n".join(answers) + "\n", FRONTDESK_CONFIG=str(config))

    assert done.returncode == 0, done.stderr
    assert tomllib.loads(config.read_text(encoding="utf-8"))["connections"]["home"] == {
        "vendor": "lighthouse",
        "class": "sandbox",
        "base_url": "https://lamps.example",
        "key": {"env": "KEEPER"},
    }


def test_the_reference_pages_and_the_example_config_describe_it(known_here: None) -> None:
    from docs.make import PAGES
    from tui.config.example import example_text

    commands, config = PAGES["commands.md"](), PAGES["config.md"]()

    assert "## Lighthouse" in commands
    assert "### do … switch-lamp" in commands
    assert "The keeper's key." in config
    assert "#[connections.my-lighthouse]" in example_text(registry.load_all())


# --- the app


async def test_home_and_its_menu_show_it(known_here: None, tmp_path: Path) -> None:
    app = make_app(tmp_path, only="harbour")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        home = screen_text(app)
        await pilot.press("enter")
        await settled(pilot)
        menu = screen_text(app)

    assert re.search(r"harbour\s+Lighthouse", home)
    assert "3 lamps" in home
    assert "The lamps of the harbour." in menu
    assert "Light a lamp or put it out" in menu


async def test_its_collection_opens_filters_and_offers_its_action(known_here: None, tmp_path: Path) -> None:
    app = make_app(tmp_path, only="harbour")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        rows = screen_text(app)
        await pilot.press("slash", *"mole")
        await settled(pilot)
        filtered = screen_text(app)
        await pilot.press("enter", "a")
        await settled(pilot)
        actions = screen_text(app)

    assert "harbour › Lamps" in rows
    assert all(name in rows for name in ("North mole", "South mole", "Åland"))
    assert "Åland" not in filtered
    assert "Light a lamp or put it out" in actions


async def test_its_own_screens_are_imported_beside_the_event_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendors = lay_out(tmp_path / "vendors")
    (vendors / "lighthouse" / "screens.py").write_text("import threading\nBY = threading.get_ident()\n", "utf-8")
    monkeypatch.setenv(registry.VARIABLE, str(vendors))
    app = make_app(tmp_path, only="harbour")
    try:
        async with app.run_test(size=SIZE) as pilot:
            await settled(pilot)
            assert "tui.vendors.lighthouse.screens" not in sys.modules
            await pilot.press("enter", "enter")
            await settled(pilot)
            assert "harbour › Lamps" in screen_text(app)
            assert threading.get_ident() != sys.modules["tui.vendors.lighthouse.screens"].BY
    finally:
        _forget()


async def test_the_palette_and_help_know_it(known_here: None, tmp_path: Path) -> None:
    app = make_app(tmp_path, only="harbour")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("colon", *"lamps")
        await settled(pilot)
        palette = screen_text(app)
        await pilot.press("enter")
        await settled(pilot)
        opened = screen_text(app)
        await pilot.press("question_mark")
        await settled(pilot)
        help_ = screen_text(app)

    assert "Lamps" in palette
    assert "harbour › Lamps" in opened
    assert "North mole" in opened
    assert "harbour › Lamps › Help" in help_


# --- from elsewhere


def test_an_entry_point_of_another_package_offers_it_as_well(vendors: Path, tmp_path: Path) -> None:
    """A package is installed, as far as Python can tell, when its metadata lies on the path."""
    package, metadata = tmp_path / "harbour_office", tmp_path / "harbour_office-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: harbour-office\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text("[frontdesk.vendors]\nlighthouse = harbour_office\n", encoding="utf-8")
    package.mkdir()
    for file in (vendors / "lighthouse").glob("*.py"):
        (package / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    script = (
        "from tui.vendors import registry as r; v = r.load('lighthouse');"
        "print(r.names(), v.package, [c.name for c in v.catalog().collections], bool(v.module('sandbox')))"
    )
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"}

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True)

    assert "'lighthouse'" in done.stdout
    assert "harbour_office ['lamps'] True" in done.stdout
