"""Every piece of a picture stands in the cells that the terminal gave it."""

from __future__ import annotations

import re

import pytest

from screenshots.placing import placed


def run(text: str, *, x: str = "24.4", row: int = 3) -> str:
    """Write a run as Textual does: in column 2 of a row."""
    return f'<text class="r1" x="{x}" y="93.2" textLength="999" clip-path="url(#t-line-{row})">{text}</text>'


def pieces(picture: str) -> list[tuple[str, float, float]]:
    """List the pieces of text: what, in which column, over how many cells."""
    found = re.findall(r'<text [^>]*x="([\d.]+)"[^>]*textLength="([\d.]+)"[^>]*>([^<]*)<', picture)
    return [(text, round(float(x) / 12.2, 3), round(float(length) / 12.2, 3)) for x, length, text in found]


def test_what_follows_a_wide_name_begins_in_its_own_column() -> None:
    assert pieces(placed(run("李伟&#160;14:02"))) == [("李", 2, 2), ("伟", 4, 2), ("&#160;14:02", 6, 6)]


@pytest.mark.parametrize("name", ["هند", "דנה", "สมชาย"])
def test_a_word_of_another_script_is_one_piece_that_is_held_to_its_cells(name: str) -> None:
    word, *rest = pieces(placed(run(f"{name}&#160;ok")))

    assert word[0] == name
    assert rest == [("&#160;ok", 2 + word[2], 3)]


def test_latin_letters_and_their_marks_stay_one_run() -> None:
    assert pieces(placed(run("Åsa O\u0308berg"))) == [("Åsa&#160;O\u0308berg", 2, 9)]


def test_a_half_block_is_a_rectangle_over_half_of_its_cell() -> None:
    (rectangle,) = re.findall(r'x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', placed(run("▄")))

    assert [float(each) for each in rectangle] == pytest.approx([24.4, 1.5 + 3.5 * 24.4, 12.2, 12.2])


def test_text_that_means_something_in_a_picture_stays_text() -> None:
    assert pieces(placed(run("a &lt;b&gt; &amp; c"))) == [("a&#160;&lt;b&gt;&#160;&amp;&#160;c", 2, 9)]
