"""The pictures show the app as it is: taken anew, they are the same to the byte."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from screenshots.make import HERE, PICTURES, Picture, take


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: str(picture.name))
async def test_a_picture_is_as_fresh_as_the_app(picture: Picture) -> None:
    assert (HERE / f"{picture.name}.svg").read_text("utf-8") == await take(picture), "run python screenshots/make.py"


def test_the_readme_shows_every_picture() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")

    shown = set(re.findall(r"screenshots/([a-z]+)\.svg", readme))

    assert {picture.name for picture in PICTURES} - shown <= {"timeline"}
