"""Addresses as people paste them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.errors import UsageError
from tui.writing.address import read_address


@pytest.mark.parametrize(
    "pasted",
    [
        "ann@example.org",
        " ann@example.org\u00a0",
        "\u200bann@example.org",
        "ann@\u00adexample.org\ufeff",
        "\u202aann@example.org\u202c",
        "mailto:ann@example.org",
        "MAILTO:ann@example.org?subject=Hello%20you",
        "<ann@example.org>",
        "Ann Lee <ann@example.org>",
        '"Lee, Ann" <ann@example.org>',
        "<mailto:ann@example.org>",
        '"ann@example.org"',
        "'ann@example.org'",
        "“ann@example.org”",
    ],
)
def test_what_is_surely_not_meant_is_taken_off(pasted: str) -> None:
    assert read_address(pasted) == "ann@example.org"


@pytest.mark.parametrize(
    "meant", ["Ann@Example.org", "o'neil@example.org", "a+b@example.org", "åsa@exämple.org", "a@b"]
)
def test_what_may_be_meant_stays(meant: str) -> None:
    assert read_address(meant) == meant


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ann\u200d@example.org", "it holds U+200D (zero width joiner)"),
        ("ann\ufe0f@example.org", "it holds U+FE0F (variation selector-16)"),
        ("an\u00a0n@example.org", "it holds U+00A0 (no-break space)"),
        ("ann\x07@example.org", "it holds U+0007 (control character)"),
        ("ann\n@example.org", "it holds U+000A (control character)"),
        ("ann@\ufffdxample.org", "it holds U+FFFD (replacement character)"),
        ("ann@example.org, bo@example.org", "is no e-mail address"),
        ("'ann@example.org", "is no e-mail address"),
        ('ann"@example.org', "is no e-mail address"),
        ("Ann <ann@example.org> Lee", "is no e-mail address"),
        ("ann", "is no e-mail address"),
    ],
)
def test_the_rest_is_refused_by_name(text: str, why: str) -> None:
    with pytest.raises(UsageError) as said:
        read_address(text)

    assert why in said.value.message


@given(st.text(alphabet="ab@.<>\"' :\u200b\u200dmailto", max_size=20))
def test_what_was_read_is_read_as_itself(text: str) -> None:
    try:
        address = read_address(text)
    except UsageError:
        return
    assert read_address(address) == address
