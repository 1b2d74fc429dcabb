"""What a page leads to is there: files, pictures, headings; and its tables are whole."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote

import pytest

from docs.tables import slug
from tests.docs.pages import PAGES, ROOT, Link, anchors, cells, links, table_lines
from tui.core.vendor import Vendor
from tui.vendors import registry

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


@pytest.mark.parametrize("vendor", registry.load_all(), ids=lambda vendor: vendor.name)
def test_a_vendor_s_page_says_what_the_vendor_does_not_tell(vendor: Vendor) -> None:
    page = anchors(f"docs/vendors/{vendor.name}.md")

    told = {"what-is-read", "what-is-written", "what-can-be-found", "settings", "good-to-know"}
    assert page >= {*told, slug(f"What {vendor.title} does not tell")}


def test_a_link_that_leads_nowhere_is_noticed() -> None:
    assert problem(Link("docs/index.md", "nowhere.md")) == "docs/index.md: there is no nowhere.md"
    assert problem(Link("docs/vendors/biot.md", "../commands.md#get--unicorns")).endswith("#get--unicorns")
    assert problem(Link("docs/vendors/biot.md", "../commands.md#exit-codes")) != ""
    assert problem(Link("README.md", "LICENSE")) == ""


@pytest.mark.parametrize("page", PAGES)
def test_a_table_has_a_cell_under_each_of_its_heads(page: str) -> None:
    assert [line for heads, line in table_lines(page) if cells(line) != heads] == []
