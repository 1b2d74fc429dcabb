"""The site of docs/: its links lead where those of the repository do, and it loads nothing from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.site_hooks import in_the_site, indented
from tests.docs.pages import PAGES, ROOT
from tests.on_demand import on_demand


@pytest.mark.parametrize(
    ("page", "of_root", "there", "here"),
    [
        ("reports.md", False, "../screenshots/yield.svg", "screenshots/yield.svg"),
        ("reports.md", False, "../CONTRIBUTING.md#five-recipes", "CONTRIBUTING.md#five-recipes"),
        ("vendors/biot.md", False, "../commands.md#get--devices", "../commands.md#get--devices"),
        ("vendors/biot.md", False, "../../CHANGELOG.md", "../CHANGELOG.md"),
        ("CONTRIBUTING.md", True, "docs/install.md", "install.md"),
        ("index.md", False, "https://example.org/docs/x.md", "https://example.org/docs/x.md"),
        ("index.md", False, "#use", "#use"),
    ],
)
def test_a_link_of_the_repository_leads_to_the_same_in_the_site(
    page: str, of_root: bool, there: str, here: str
) -> None:
    assert in_the_site(f"See [this]({there}).", page, of_root=of_root) == f"See [this]({here})."


def test_what_belongs_to_a_list_s_item_is_as_far_in_as_the_site_s_markdown_wants_it() -> None:
    page = "- a\n\n  ```toml\n  [b]\n  ```\n\n1. c\n   - d\n\nText\n\n    code\n\n```\n- e\n  f\n```\n"

    assert (
        indented(page)
        == "- a\n\n    ```toml\n    [b]\n    ```\n\n1. c\n    - d\n\nText\n\n    code\n\n```\n- e\n  f\n```\n"
    )


def test_every_page_is_in_the_site_s_contents() -> None:
    contents = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")

    missing = [page for page in PAGES if page.startswith("docs/") and page.removeprefix("docs/") not in contents]

    assert missing == []


@on_demand
def test_the_site_is_built_without_a_warning_and_asks_nobody_for_anything(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    pages = [page.read_text(encoding="utf-8") for page in tmp_path.rglob("*.html")]
    loaded = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=["']?(?:https?:)?//[^"'\s>]+""")
    assert len(pages) > len([page for page in PAGES if page.startswith("docs/")])
    assert [found for page in pages for found in loaded.findall(page)] == []
