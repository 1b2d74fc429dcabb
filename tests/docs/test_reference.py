"""The reference pages say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.make import HERE, PAGES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_as_fresh_as_the_code(name: str) -> None:
    assert (HERE / name).read_text(encoding="utf-8") == PAGES[name](), "run python docs/make.py"


def test_the_readme_leads_to_files_that_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    missing = [link for link in re.findall(r"\]\(([^)#:]+)\)", text) if not (ROOT / link).exists()]

    assert missing == []
