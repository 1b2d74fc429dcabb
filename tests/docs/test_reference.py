"""The reference pages say what the code says."""

from __future__ import annotations

import re
import shutil
import subprocess
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


def test_the_man_page_is_roff_that_nothing_is_to_be_said_against() -> None:
    if shutil.which("groff") is None:
        pytest.skip("groff is not installed")

    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", str(HERE / "frontdesk.1")], capture_output=True, text=True, check=True
    )

    text = re.sub(r"\x1b\[[\d;]*m|.\x08", "", done.stdout)
    assert done.stderr == ""
    assert "frontdesk - one terminal" in text
    assert "get CONNECTION attendance" in text
