"""The pictures show the app as it is: taken anew, they are the same to the byte."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from screenshots.make import HERE, PICTURES, Picture, take


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: str(picture.name))
async def test_a_picture_is_as_fresh_as_the_app(picture: Picture) -> None:
    assert (HERE / f"{picture.name}.svg").read_text("utf-8") == await take(picture), "run python screenshots/make.py"


def test_the_readme_and_the_page_of_reports_show_every_picture() -> None:
    root = Path(__file__).parents[2]
    pages = [(root / page).read_text("utf-8") for page in ("README.md", "docs/reports.md")]

    shown = set(re.findall(r"screenshots/([a-z-]+)\.svg", "".join(pages)))

    assert {picture.name for picture in PICTURES} - shown <= {"timeline"}
