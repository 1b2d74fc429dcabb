"""Vendors' text: made safe, measured, cut to fit."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterator
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.core.text import ELLIPSIS, cell_width, clean, fit, fold, fold_clean, visible

ANY_TEXT = st.text(st.characters(), max_size=60)
NASTY = st.text(
    st.one_of(
        st.sampled_from("\x1b\x07\x9b\x9c\x9d\x90\\[]P_^X;0m\t\n\r\u2028\u202e\u2066\u200f\u061c\u200b\ufeff\ud800"),
        st.characters(),
    ),
    max_size=60,
)


TURNS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain", "plain"),
        ("a\x1b[31mred\x1b[0m", "ared"),
        ("\x9b31mred", "red"),
        ("\x1b]0;title\x07x", "x"),
        ("\x1b]0;title\x1b\\x", "x"),
        ("\x1b]8;;http://a\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bP1;2q\x9cz", "z"),
        ("\x9d0;title\x07x", "x"),
        ("before\x1b]52;c;aGVsbG8", "before"),
        ("\x1b(Bx", "x"),
        ("\x1bcx", "x"),
        ("\x1b", ""),
        ("a\r\n\tb", "a b"),
        ("a\u2028b", "a b"),
        ("A\u202eB\u200fC\u061cD\u2066E\u2069", "ABCDE"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("\ud800x", "\N{REPLACEMENT CHARACTER}x"),
        ("[/b][red]x", "[/b][red]x"),
        ("=1+1", "=1+1"),
        ("Åsa Öberg", "Åsa Öberg"),
        ("a\N{NO-BREAK SPACE}b", "a b"),
        ("\N{WOMAN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}\N{ZERO WIDTH JOINER}\N{ROCKET}", "\N{WOMAN}\N{ROCKET}"),
        ("soft\N{SOFT HYPHEN}hyphen", "softhyphen"),
        ("del\x7f", "del"),
    ],
)
def test_what_a_terminal_would_obey_is_taken_out(raw: str, shown: str) -> None:
    assert clean(raw) == shown


@given(NASTY)
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    for character in clean(text):
        assert unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.bidirectional(character) not in (
            "LRE",
            "RLE",
            "LRO",
            "RLO",
            "PDF",
            "LRI",
            "RLI",
            "FSI",
            "PDI",
        )
        assert character not in "\u200e\u200f\u061c\u200b\u200c\u200d\ufeff"


@given(NASTY)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


def test_a_stack_of_marks_does_not_climb_over_the_rows_above() -> None:
    assert clean("e" + "\N{COMBINING ACUTE ACCENT}" * 40 + "x") == "e" + "\N{COMBINING ACUTE ACCENT}" * 4 + "x"


def _assigned_and_a_few_others() -> Iterator[int]:
    """Yield every code that Unicode has given to a character, and of each run of others the ends and some between."""
    categories = (unicodedata.category(chr(code)) for code in range(sys.maxunicode + 1))
    first = 0
    for category, run in groupby(categories):
        after = first + sum(1 for _ in run)
        if category in ("Cn", "Co", "Cs"):  # unassigned, private, halves of pairs: most of Unicode, all alike
            yield from sorted({*range(first, after, 256), after - 1})
        else:
            yield from range(first, after)
        first = after


def test_every_character_is_as_wide_as_textual_takes_it_to_be() -> None:
    every = (clean(chr(code)) for code in _assigned_and_a_few_others())
    assert [hex(ord(shown)) for shown in every if len(shown) == 1 and cell_width(shown) != cell_len(shown)] == []


@given(NASTY)
def test_clean_text_is_as_wide_as_textual_takes_it_to_be(text: str) -> None:
    shown = clean(text)
    assert cell_width(shown) == cell_len(shown)


@given(ANY_TEXT, st.integers(min_value=-1, max_value=40), st.booleans())
def test_fitted_text_takes_exactly_its_cells(text: str, cells: int, right: bool) -> None:
    assert cell_width(fit(clean(text), cells, right=right)) == max(0, cells)


@given(ANY_TEXT, st.integers(min_value=1, max_value=40))
def test_only_text_that_does_not_fit_is_cut(text: str, cells: int) -> None:
    shown = clean(text)
    fitted = fit(shown, cells)
    if cell_width(shown) <= cells:
        assert fitted.startswith(shown)
    else:
        assert shown.startswith(fitted.rstrip(" ").removesuffix(ELLIPSIS))


def test_a_wide_character_is_never_cut_in_two() -> None:
    assert fit("日本語", 4) == "日… "
    assert fit("日本語", 5) == "日本…"
    assert fit("日本語", 1) == ELLIPSIS


def test_marks_stay_with_the_letter_that_is_kept() -> None:
    assert fit("e\N{COMBINING ACUTE ACCENT}xyz", 2) == "e\N{COMBINING ACUTE ACCENT}…"


def test_numbers_line_up_at_the_right() -> None:
    assert fit("12", 5, right=True) == "   12"


def test_what_is_escaped_is_seen_and_moves_no_cursor() -> None:
    hidden = "".join(map(chr, [*range(32), *range(127, 160), 0xAD, 0x200B, 0x202E, 0x2066, 0xFEFF, 0xFE0F, 0xD83D]))

    assert visible(hidden).isascii()
    assert visible(hidden).isprintable()
    assert json.loads(f'"{visible(hidden)}"') == hidden
    assert visible(visible(hidden)) == visible(hidden)
    assert visible("Åsa Ö, 名 ❤") == "Åsa Ö, 名 ❤"


@given(
    st.lists(st.one_of(NASTY, ANY_TEXT, st.text("aÅßİıßøĳ\u0149ΣςK \n", max_size=4), st.sampled_from(["", "Björn"])))
)
def test_many_texts_are_cleaned_and_folded_as_each_would_be(texts: list[str]) -> None:
    assert fold_clean(texts) == [fold(clean(text)) for text in texts]


def test_all_that_needs_no_cleaning_is_folded_at_once_as_each_character_would_be() -> None:
    plain = [chr(code) for code in range(0x300) if chr(code).isprintable()]
    assert fold_clean(plain) == [fold(clean(character)) for character in plain]
    assert fold_clean([f"{one}{two}" for one in plain[::7] for two in plain[::5]]) == [
        fold(clean(f"{one}{two}")) for one in plain[::7] for two in plain[::5]
    ]
