"""Saved views on the command line: read, watched, listed; and links that lead nowhere."""

from __future__ import annotations

import json
import shlex
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.commands.conftest import Run
from tui.core.links import get_words
from tui.storage.views import ViewsFile
from tui.vendors import registry

VIEWS = """
[heavy]
connection = "shop"
collection = "loaves"
where = 'weight>700 name:"r y" | weight>800'
sort = "-weight"

[gone]
connection = "mill"
collection = "loaves"

[narrow]
connection = "shop"
collection = "loaves"
columns = ["girth"]

[broken]
connection = 3
"""


@pytest.fixture
def home(home: Path) -> Path:
    (home / "views.toml").write_text(VIEWS, "utf-8")
    return home


def test_a_view_is_read_by_its_name_and_flags_behind_it_win(frontdesk: Run) -> None:
    done = frontdesk("get", "heavy", "--format", "jsonl")
    assert (done.returncode, [json.loads(line)["id"] for line in done.stdout.splitlines()]) == (0, ["b"])

    done = frontdesk("get", "heavy", "--format", "jsonl", "--where", "rye")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("get", "gone"), "The view “gone” no longer fits: There is no connection “mill”."),
        (("get", "narrow"), "The view “narrow” no longer fits: Loaves has no column “girth”."),
        (("get", "broken"), "connection is no text"),
        (("get", "heavi"), "There is no connection “heavi”."),
        (("watch", "gone"), "no longer fits"),
        (("watch", "heavi"), "Did you mean “heavy”?"),
        (("watch", "heavy", "--until", "girth > 3"), "“girth”"),
        (("watch", "heavy", "--until", "rows >"), "“rows >” says no number of rows. Write one such as “rows > 10”."),
        (("watch", "heavy", "--until", "rows > -1"), "“rows > -1” says no number of rows."),
        (("watch", "heavy", "--until", ""), "The condition says nothing."),
        (("open", "shop/loafs"), "Did you mean “loaves”?"),
        (("open", "shop/loaves?from=7d"), "stretch of time"),
        (("open", "shop/loaves?tab=Chart"), "has no tab “Chart”"),
    ],
)
def test_what_leads_nowhere_ends_with_2_and_what_would_be_right(
    frontdesk: Run, words: tuple[str, ...], says: str
) -> None:
    done = frontdesk(*words)

    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr


def test_a_watch_ends_with_5_when_the_condition_holds_and_rings_when_asked(frontdesk: Run) -> None:
    done = frontdesk("watch", "shop/loaves", "--until", "weight > 900", "--bell")

    assert done.returncode == 5
    assert "=HYPERLINK(1)" in done.stdout
    assert done.stderr.endswith("\a")


def test_views_are_listed_with_what_is_wrong_with_them(frontdesk: Run) -> None:
    done = frontdesk("views")

    assert done.returncode == 0
    heavy, gone, narrow = done.stdout.splitlines()
    assert heavy.startswith("heavy    shop/loaves?where=")
    assert "no longer fits" in gone
    assert "girth" in narrow
    assert "“broken” cannot be read" in done.stderr
    rows = json.loads(frontdesk("views", "--format", "json").stdout)
    assert [(row["name"], bool(row["problem"])) for row in rows] == [("heavy", False), ("gone", True), ("narrow", True)]


def test_the_words_that_a_view_stands_for_read_the_same_rows_from_a_shell(frontdesk: Run, home: Path) -> None:
    view = ViewsFile(home / "views.toml").read().named("heavy")
    zone = ZoneInfo("Europe/Stockholm")
    catalog = registry.load("virbela").catalog()  # any collection without parameters writes the same words
    words = get_words(view.link, catalog.collection("rooms"), now=datetime.now(UTC), zone=zone)

    typed = shlex.split(shlex.join(words))
    assert typed == words
    assert frontdesk(*typed, "--format", "csv").stdout == frontdesk("get", "heavy", "--format", "csv").stdout


def test_a_part_ends_no_watch_and_ctrl_c_ends_it_with_130(environment: dict[str, str], home: Path) -> None:
    words = ["watch", "shop/racks?name=A&missing=Rack%20B%20is%20away.", "--until", "rows > 0"]
    with subprocess.Popen(
        [sys.executable, "-m", "tui", *words],
        env=environment,
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        said = [process.stderr.readline(), process.stderr.readline()]
        process.send_signal(signal.SIGINT)
        out, rest = process.communicate(timeout=60)

    assert said[1] == "Rack B is away. Nothing is concluded from the rest. It is asked again.\n"
    assert (process.returncode, out, rest.strip()) == (130, "", "Interrupted.")
