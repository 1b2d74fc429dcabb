"""The pictures show the app as it is: taken anew, they are the same to the byte."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from screenshots.make import HERE, NOW, PICTURES, Picture, take
from tui.config import config_from
from tui.connections import Connections
from tui.core.time.clock import FrozenClock
from tui.sandbox import demo_config


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: str(picture.name))
async def test_a_picture_is_as_fresh_as_the_app(picture: Picture) -> None:
    assert (HERE / f"{picture.name}.svg").read_text("utf-8") == await take(picture), "run python screenshots/make.py"


def test_the_readme_and_the_page_of_reports_show_every_picture() -> None:
    root = Path(__file__).parents[2]
    pages = [(root / page).read_text("utf-8") for page in ("README.md", "docs/reports.md")]

    shown = set(re.findall(r"screenshots/([a-z-]+)\.svg", "".join(pages)))

    assert {picture.name for picture in PICTURES} - shown <= {"timeline"}


def _reports() -> set[str]:
    config = config_from(demo_config("http://sandbox.invalid"), file=Path("config.toml"), environ={})
    connections = Connections(config, clock=FrozenClock(NOW))
    catalogs = [connections.named(name).catalog for name in config.connections]
    return {each.name for catalog in catalogs for each in catalog.collections if each.report and each.top_level}


@pytest.mark.parametrize("report", sorted(_reports()))
def test_the_page_of_reports_has_of_each_the_question_the_command_a_picture_and_how_it_is_counted(report: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "reports.md").read_text("utf-8")
    heading, section = next(
        (heading, text)
        for heading, _, text in (part.partition("\n") for part in page.split("\n## "))
        if f"`{report}`" in heading
    )

    assert re.match(r"\n[^\n]+\?", section), "the question comes first"
    assert re.search(rf"^frontdesk get \w+ {report}\b", section, re.MULTILINE)
    assert section.count("](../screenshots/") >= heading.count("`") // 2, "a picture of each"
    assert re.search(r"^- ", section, re.MULTILINE), "how it is counted"
