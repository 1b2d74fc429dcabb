"""What a page leads to is there: files, pictures, headings."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote

import pytest

from tests.docs.pages import PAGES, ROOT, Link, anchors, links

ADDRESSES = ("https://", "http://", "mailto:")


def problem(link: Link) -> str:
    """Say what is wrong with a link; empty when nothing is. Addresses elsewhere are not looked at."""
    if link.target.startswith(ADDRESSES):
        return ""
    path, _, anchor = unquote(link.target).partition("#")
    file = (ROOT / PurePosixPath(link.page).parent / path).resolve() if path else ROOT / link.page
    if not file.is_relative_to(ROOT) or not file.exists():
        return f"{link.page}: there is no {link.target}"
    if anchor and (file.suffix != ".md" or anchor not in anchors(file.relative_to(ROOT).as_posix())):
        return f"{link.page}: there is no heading for {link.target}"
    return ""


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_leads_to_is_there(page: str) -> None:
    assert [said for link in links(page) if (said := problem(link))] == []


def test_every_page_is_led_to_from_the_start_of_the_docs() -> None:
    reached, ahead = set(), ["docs/index.md"]
    while ahead:
        page = ahead.pop()
        reached.add(page)
        for link in links(page):
            path = unquote(link.target).partition("#")[0]
            if path.endswith(".md") and not path.startswith(ADDRESSES):
                file = (ROOT / PurePosixPath(page).parent / path).resolve().relative_to(ROOT).as_posix()
                ahead += [file] if file not in reached else []

    assert {page for page in PAGES if page.startswith("docs/")} - reached == set()


def test_a_link_that_leads_nowhere_is_noticed() -> None:
    assert problem(Link("docs/index.md", "nowhere.md")) == "docs/index.md: there is no nowhere.md"
    assert problem(Link("docs/vendors/biot.md", "../commands.md#get--unicorns")).endswith("#get--unicorns")
    assert problem(Link("docs/vendors/biot.md", "../commands.md#exit-codes")) != ""
    assert problem(Link("README.md", "LICENSE")) == ""
