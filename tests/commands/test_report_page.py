"""`report`: several answers on one page, the same bytes for the same answers, what is missing said and answered 3."""

from __future__ import annotations

import asyncio
import re
from functools import partial
from pathlib import Path

import pytest

from tests.commands.conftest import NOW, Run, Say
from tests.worked_out_once import SharedWorld
from tui.commands.shared import session
from tui.connections import Connections
from tui.core.time.clock import FrozenClock
from tui.sandbox import build
from tui.sandbox.http import AsgiApp, Receive, Scope, Send

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "monday.toml"

PAGE = """
title = "Bread & more"
text = "For <b>everybody</b>."

[[parts]]
connection = "shop"
collection = "scales"
title = "What is weighed"
range = "2026-03-01"

[[parts]]
connection = "shop"
collection = "loaves"
filter = "weight>0"
sort = "-weight"
columns = ["name", "weight"]
limit = 1
"""


@pytest.fixture
def page(home: Path) -> Path:
    file = home / "page.toml"
    file.write_text(PAGE, encoding="utf-8")
    return file


def test_a_page_has_its_parts_their_rules_and_tables(frontdesk: Run, page: Path) -> None:
    done = frontdesk("report", str(page))
    assert done.returncode == 0, done.stderr
    html = done.stdout
    assert re.findall("<h[12]>(.*?)</h[12]>", html) == ["Bread &amp; more", "What is weighed", "Loaves, shop"]
    assert '<p class="text">For &lt;b&gt;everybody&lt;/b&gt;.</p>' in html
    assert "How many loaves are weighed? 2026-03-01 00:00 to 2026-03-02 00:00, Europe/Stockholm." in html
    assert "A loaf counts once." in html
    assert "<td>weighed &lt;b&gt;|</td>" in html
    assert html.count("<td>") == 2 + 1, "one loaf, by its name"
    assert "Only rows that match: weight&gt;0" in html
    assert "<script" not in html
    assert "http" not in html.replace("http://www.w3.org/2000/svg", "")


def test_the_same_answers_are_the_same_bytes_and_the_time_is_said_only_when_it_is_asked_for(
    frontdesk: Run, page: Path
) -> None:
    assert frontdesk("report", str(page)).stdout == frontdesk("report", str(page)).stdout
    assert "Made 20" not in frontdesk("report", str(page)).stdout
    assert "Made 20" in frontdesk("report", str(page), "--dated").stdout


def test_markdown_goes_by_the_name_of_the_file(frontdesk: Run, page: Path, home: Path) -> None:
    done = frontdesk("report", str(page), "--output", "page.md")
    text = (home / "page.md").read_text("utf-8")
    assert (done.returncode, done.stdout) == (0, "")
    assert text.startswith("# Bread \\& more\n\nFor \\<b\\>everybody\\</b\\>.\n\n## What is weighed\n")
    assert "| weighed \\<b\\>\\| | 2 | 66.7 % |" in text


def test_a_part_that_lacks_something_is_said_at_the_top_and_there_and_ends_with_3(frontdesk: Run, page: Path) -> None:
    page.write_text(PAGE.replace('range = "2026-03-01"', 'parameters = { trouble = "closed" }'), encoding="utf-8")
    done = frontdesk("report", str(page))
    assert done.returncode == 3
    assert "What is weighed: Not everything could be read: The shop has closed." in done.stderr
    top = done.stdout.partition("<h2>")[0]
    assert "Not all is here" in top
    assert "What is weighed: Not everything could be read" in top
    assert done.stdout.count("The shop has closed.") == 2
    assert "Loaves, shop" in done.stdout


def test_when_nothing_could_be_read_the_page_that_was_there_stays(frontdesk: Run, page: Path, home: Path) -> None:
    (home / "page.html").write_text("of last week", encoding="utf-8")
    done = frontdesk("report", str(page), "--output", "page.html", KEY="wrong")
    assert done.returncode == 1
    assert "Signed out: the key is wrong." in done.stderr
    assert (home / "page.html").read_text("utf-8") == "of last week"


def test_everything_that_is_wrong_in_the_file_is_said_at_once_and_nobody_is_asked(frontdesk: Run, page: Path) -> None:
    page.write_text(
        """
        titel = "x"
        [[parts]]
        connection = 7
        limit = 0
        [[parts]]
        connection = "shop"
        collection = "loaves"
        chart = "no"
        [[parts]]
        connection = "shop"
        collection = "loaves"
        columns = ["wait"]
        """,
        encoding="utf-8",
    )
    done = frontdesk("report", str(page))
    assert done.returncode == 2
    for said in (
        "“titel” is not known here. Did you mean “title”?",
        "part 1, connection must be a text.",
        "part 1, limit must be a number above 0.",
        "part 1, collection is missing.",
        "part 2, chart must be true or false.",
        "part 3, There is no column “wait”.",
    ):
        assert said in done.stderr


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('connection = "shopp"\ncollection = "loaves"', "shopp"),
        ('connection = "shop"\ncollection = "loavs"', "loavs"),
        ('connection = "shop"\ncollection = "scales"\nparameters = { truble = "burnt" }', "Did you mean “trouble”?"),
        ('connection = "shop"\ncollection = "scales"\nparameters = { trouble = "fire" }', "fire"),
        ('connection = "shop"\ncollection = "scales"\nrange = "someday"', "someday"),
        (
            'connection = "shop"\ncollection = "many"\nparameters = { by = "day" }',
            "It takes none: leave parameters out.",
        ),
        ('connection = "shop"\ncollection = "loaves"\nrange = "7d"', "takes no range"),
        ('connection = "shop"\ncollection = "loaves"\ncolumns = ["wait"]', "Did you mean “weight”?"),
        ('connection = "shop"\ncollection = "loaves"\nsort = "-wait"', "no column “wait”"),
    ],
)
def test_a_name_that_is_not_there_is_told_with_its_part(frontdesk: Run, page: Path, wrong: str, said: str) -> None:
    page.write_text(f"[[parts]]\nconnection = 'shop'\ncollection = 'loaves'\n\n[[parts]]\n{wrong}\n", encoding="utf-8")
    done = frontdesk("report", str(page))
    assert done.returncode == 2
    assert "part 2" in done.stderr
    assert said in done.stderr


MEETING = """
[[parts]]
connection = "line4"
collection = "yield"
range = "7d"

[[parts]]
connection = "clinic"
collection = "usage"
range = "7d"

[[parts]]
connection = "line4"
collection = "failing-steps"
range = "7d"
"""


def meeting(app: AsgiApp, *, refused: bool = False) -> AsgiApp:
    """Have the plant answer nothing before somebody has asked the clinic; after that it answers, or refuses."""
    came = asyncio.Event()

    async def met(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith("/biot"):
            came.set()
        elif scope["path"].startswith("/vuforia"):
            await asyncio.wait_for(came.wait(), 60)
            if refused:
                await send({"type": "http.response.start", "status": 403, "headers": []})
                await send({"type": "http.response.body", "body": b"{}"})
                return
        await app(scope, receive, send)

    return met


@pytest.mark.parametrize("refused", [False, True])
def test_connections_are_asked_at_once_and_their_parts_stand_in_the_order_of_the_file(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: bool
) -> None:
    app = meeting(build(SharedWorld(FrozenClock(NOW))), refused=refused)
    monkeypatch.setattr(session, "Connections", partial(Connections, app=app))
    file = tmp_path / "page.toml"
    file.write_text(MEETING, encoding="utf-8")
    code, page, told = say("report", str(file), "--format", "markdown")
    assert re.findall("## (.*)", page) == ["First-pass yield, line4", "Usage, clinic", "Failing steps, line4"]
    if refused:
        assert code == 3
        assert [line.partition(": ")[0] for line in told.splitlines()] == [
            "First-pass yield, line4",
            "Failing steps, line4",
        ]
        assert page.count("Could not be read: ") == 4, "at the top and in the part, of both"
    else:
        assert (code, told) == (0, "")


def test_a_file_that_is_no_toml_is_refused(frontdesk: Run, page: Path) -> None:
    page.write_text("title = Monday", encoding="utf-8")
    done = frontdesk("report", str(page))
    assert done.returncode == 2
    assert "is no TOML" in done.stderr


def test_the_example_of_the_documentation_makes_its_page_with_a_chart_for_each_report(say: Say) -> None:
    code, html, told = say("report", str(EXAMPLE))
    assert (code, told) == (0, "")
    assert re.findall("<h2>(.*?)</h2>", html) == [
        "What fails",
        "First-pass yield by day",
        "Who has not got back",
        "Hours of the devices",
        "Sessions that a device ended",
    ]
    assert html.count('<svg class="chart"') == 4
    assert say("report", str(EXAMPLE))[1] == html
    code, markdown, _ = say("report", str(EXAMPLE), "--format", "markdown")
    assert (code, markdown.count('<svg class="chart"'), markdown.count("<style>")) == (0, 4, 1)
