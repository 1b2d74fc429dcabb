"""The filter language: what matches, what is turned round, and what is refused with a reason."""

from __future__ import annotations

import operator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui.core.column import Column, Kind
from tui.core.errors import UsageError
from tui.core.present import short
from tui.core.record import Record
from tui.core.rows.filters import haystack, parse_filter
from tui.core.rows.terms import exactly
from tui.core.text import clean, fold

ZONE = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 11, 23, 12, 51, tzinfo=UTC)


def _column(key: str, label: str, kind: Kind = Kind.TEXT, **more: Any) -> Column[dict[str, Any]]:
    return Column(key, label, lambda row: row.get(key), kind, **more)


COLUMNS = (
    _column("name", "Name"),
    _column("levelName", "Level"),
    _column("hardware.ram", "Memory", Kind.NUMBER),
    _column("users", "Users", Kind.NUMBER),
    _column("updatedAt", "Updated", Kind.TIME),
    _column("stay", "Stay", Kind.DURATION),
    _column("teams", "Teams", Kind.LIST),
    _column("visible", "Visible on", Kind.FLAG),
    _column("share", "Share", Kind.NUMBER, form=lambda value: f"{value:.0%}"),
)


def row(**fields: Any) -> Record[dict[str, Any]]:
    return Record("1", fields, b"{}")


def matches(text: str, **fields: Any) -> bool:
    return parse_filter(text, COLUMNS, now=NOW, zone=ZONE)(row(**fields))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


LECTURE = {"name": "Lecture Hall A", "levelName": "auditorium", "users": 1204, "teams": ("B", "D"), "visible": True}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "lect",
        "hall lect",
        "LECTURE",
        '"hall a"',
        '"hall a',
        "-boardroom",
        "-",
        '-""',
        "level:audi",
        "LEVEL:AUDI",
        "levelname=auditorium",
        "lev:audi",
        '"level":audi',
        'level:"audi"',
        "level!=theater",
        "-level:theater",
        "users>1000",
        "users>=1,204",
        "users=1204",
        "users<1204.5",
        "users!=5",
        "1,204",
        "1204",
        "teams=d",
        "teams!=x",
        "teams:b",
        "visible=yes",
        "visible-on=true",
        '"visible on"=yes',
        'stay=""',
        "stay=–",
        'name!=""',
        "users>",
        "level:",
        'level:auditorium users>3 -theater "Lecture Hall"',
    ],
)
def test_it_lets_the_lecture_hall_pass(text: str) -> None:
    assert matches(text, **LECTURE)


@pytest.mark.parametrize(
    "text",
    [
        "theater",
        "lect boardroom",
        '"hall lecture"',
        '"a auditorium"',
        "-lecture",
        "level:theater",
        "level=audi",
        "-level:audi",
        "users>1204",
        "users<5",
        "teams=x",
        "visible=no",
        'name=""',
        "ram>0",
        "-lect level:audi",
    ],
)
def test_it_holds_the_lecture_hall_back(text: str) -> None:
    assert not matches(text, **LECTURE)


@pytest.mark.parametrize(
    "typed", ["asa oberg", "ÅSA ÖBERG", "Åsa", "a\N{COMBINING RING ABOVE}sa", "name=asa-oberg", '"åsa ö"']
)
def test_case_and_accents_do_not_count(typed: str) -> None:
    assert matches(typed.replace("asa-oberg", '"asa oberg"'), name="Åsa Öberg")


def test_letters_that_do_not_come_apart_are_found_as_people_type_them() -> None:
    assert matches("soren lodz strasse aegir", name="Søren Łódź Straße Ægir")


@pytest.mark.parametrize(
    ("text", "instant", "passes"),
    [
        ("updated<2026-01-01", "2025-12-31T23:59", True),
        ("updated<2026-01-01", "2026-01-01T00:00", False),
        ("updated<=2026-01-01", "2026-01-01T23:59", True),
        ("updated>2026-01-01", "2026-01-01T23:59", False),
        ("updated>2026-01-01", "2026-01-02T00:00", True),
        ("updated>=2026-01-01", "2026-01-01T00:00", True),
        ("updated=2026-01", "2026-01-31T12:00", True),
        ("updated=2026-01", "2026-02-01T00:00", False),
        ("updated!=2026-01", "2026-02-01T00:00", True),
        ("updated=2026-W03", "2026-01-12T00:00", True),
        ("updated=today", "2026-11-23T00:00", True),
        ("updated:today", "2026-11-23T09:00", True),
        ("updated=yesterday", "2026-11-23T00:00", False),
        ("updated>7d", "2026-11-17T00:00", True),
        ("updated>7d", "2026-11-16T00:00", False),
        ("updated<7d", "2026-11-16T00:00", True),
        ("updated=7d", "2026-11-20T00:00", True),
        ("updated=7d", "2026-11-10T00:00", False),
        ("updated=13:20", "2026-11-23T13:20:45", True),
        ("updated=13:20", "2026-11-23T13:21", False),
        ("updated:nov", "2025-11-10T00:00", True),
        ("updated:mon", "2026-11-16T00:00", True),
        ("13:20", "2026-01-05T13:20", True),
        ("3 jan 2024", "2024-01-03T13:20", True),
    ],
)
def test_times_are_compared_as_ranges_have_them(text: str, instant: str, passes: bool) -> None:
    assert matches(text, updatedAt=at(instant)) is passes


@pytest.mark.parametrize(
    ("text", "minutes", "passes"),
    [
        ("stay>30min", 31, True),
        ("stay>30min", 30, False),
        ("stay>=30", 30, True),
        ("stay<1h", 59, True),
        ("stay=1h12", 72.9, True),
        ('stay="1 h 12"', 72, True),
        ("stay=47min", 47.9, True),
        ("stay=47min", 48, False),
        ("stay>90s", 1.6, True),
        ("stay<0.5d", 719, True),
        ("stay=2h", 150, True),
        ('"1 h 12"', 72, True),
    ],
)
def test_lengths_of_time_are_compared_and_said_as_shown(text: str, minutes: float, passes: bool) -> None:
    assert matches(text, stay=timedelta(minutes=minutes)) is passes
    assert matches(text, stay=minutes) is passes


def test_a_numeric_text_that_a_vendor_sent_is_a_number() -> None:
    assert matches("users>15", users="15,44")
    assert not matches("users>15", users="many")


def test_the_form_that_is_shown_is_found() -> None:
    assert matches("9%", share=0.09)
    assert matches("share:9%", share=0.09)
    assert matches("share<0.1", share=0.09)


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("lecture | lobby", True),
        ("lobby | lecture", True),
        ("lobby | chapel", False),
        ("lobby hall | users>1000 hall", True),
        ("lobby hall | users>2000 hall", False),
        ("lobby | -level:audi", False),
        ("lobby | -level:bar", True),
        ("lobby |", False),
        ("| lecture |", True),
        ("|", True),
        ('"|"', False),
    ],
)
def test_a_bar_that_stands_alone_is_an_or(text: str, passes: bool) -> None:
    assert matches(text, **LECTURE) is passes


def test_a_column_that_is_nearly_right_is_told_the_name_that_was_meant() -> None:
    with pytest.raises(UsageError) as wrong:
        parse_filter("levle:audi", COLUMNS, now=NOW, zone=ZONE)

    assert "Did you mean “Level”?" in str(wrong.value)


def test_escape_sequences_do_not_hide_a_word() -> None:
    assert matches("lecture", name="Lec\x1b[31mture")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("foo:bar", "There is no column “foo”. There are: Name, Level, Memory"),
        ("talk>abc", "There is no column “talk”."),
        ("users>abc", "Users is a number, and “abc” is none."),
        ("stay>abc", "Stay is a length of time, and “abc” is none."),
        ("updated<abc", "Updated is a time."),
        ("updated<2026-02-30", "Updated is a time. “2026-02-30” is not in the calendar"),
        ("visible=maybe", "Visible on is yes or no."),
        ("visible>yes", "Visible on is yes or no."),
        ("teams>b", "Teams is a list"),
        ("level = x", "“=” stands alone."),
        ("u:x", "“u” could be several columns: Users, Updated."),
        ('level>""', "Nothing is > nothing."),
        ("lect foo:bar", "There is no column “foo”."),
    ],
)
def test_a_wrong_filter_says_why(text: str, says: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_filter(text, COLUMNS, now=NOW, zone=ZONE)
    assert says in str(refused.value)
    assert refused.value.way_out


@pytest.mark.parametrize("text", ['"foo:bar"', "13:51", "https://example.org", '-"foo:bar"', '"a>b"'])
def test_a_word_with_a_sign_in_it_is_a_word_when_it_cannot_be_a_column(text: str) -> None:
    assert parse_filter(text, COLUMNS, now=NOW, zone=ZONE).words


def test_a_row_that_cannot_be_read_is_found_by_what_it_holds() -> None:
    broken: Record[Any] = Record("row 17", None, b'{"name": "Lecture"}', problem="hardware.ram: expected int")
    for text in ("", "lecture", "hardware.ram", "-theater", '"row 17"'):
        assert parse_filter(text, COLUMNS, now=NOW, zone=ZONE)(broken)
    for text in ("level:x", "theater", "-lecture"):
        assert not parse_filter(text, COLUMNS, now=NOW, zone=ZONE)(broken)


TEXTS = st.text("abÅå Öxß1-", max_size=6)
ROWS = st.fixed_dictionaries({}, optional={"name": TEXTS, "levelName": TEXTS, "users": st.integers(-3, 3)})
SIGNS = {"=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


@given(ROWS, st.lists(st.text("abåÖx1", min_size=1, max_size=2), max_size=3))
def test_words_match_when_each_stands_in_some_column(fields: dict[str, Any], words: list[str]) -> None:
    shown = [fold(str(fields[key])) for key in ("name", "levelName", "users") if key in fields]
    expected = all(any(fold(word) in text for text in shown) for word in words)
    assert matches(" ".join(words), **fields) is expected


@given(ROWS, st.text("abåÖx1", min_size=1, max_size=2))
def test_a_word_turned_round_passes_exactly_the_other_rows(fields: dict[str, Any], word: str) -> None:
    assert matches(f"-{word}", **fields) is not matches(word, **fields)


@given(ROWS, st.sampled_from(sorted(SIGNS)), st.integers(-3, 3))
def test_numbers_compare_as_numbers_do(fields: dict[str, Any], sign: str, limit: int) -> None:
    expected = "users" in fields and SIGNS[sign](fields["users"], limit)
    assert matches(f"users{sign}{limit}", **fields) is expected
    assert matches(f"-users{sign}{limit}", **fields) is not expected


@given(ROWS)
def test_what_is_shown_is_found(fields: dict[str, Any]) -> None:
    hay = haystack(row(**fields), COLUMNS, zone=ZONE)
    for column in COLUMNS:
        if (value := column.read(fields)) is not None and value != "":
            assert fold(short(value, column, now=NOW, zone=ZONE)) in hay


@given(st.text('ab:=<>!"- 1/', max_size=12))
def test_anything_typed_is_read_or_refused_with_a_sentence(text: str) -> None:
    said = ""
    try:
        passes = parse_filter(text, COLUMNS, now=NOW, zone=ZONE)(row(**LECTURE))
    except UsageError as refused:
        passes, said = False, refused.message
    assert isinstance(passes, bool)
    assert said == "" or said.endswith(".")


@given(st.text(max_size=20))
@example("\U0001d6e2")
@example("𝔄 ϒ ᴬ")
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "fields", "passes"),
    [
        ('name=="Åsa"', {"name": "Åsa"}, True),
        ('name=="Åsa"', {"name": "Asa"}, False),
        ("name==åsa", {"name": "Åsa"}, False),
        ('-name=="Åsa"', {"name": "Asa"}, True),
        ('name==""', {"name": None}, True),
        ('name==""', {"name": "Åsa"}, False),
        ('name=="–"', {"name": "–"}, True),
        ("users==20", {"users": 20}, True),
        ("teams==b", {"teams": ("B",)}, False),
        ("teams==B", {"teams": ("A", "B")}, True),
        ("name==", {"name": "held back by nobody"}, True),
    ],
)
def test_a_column_that_is_something_to_the_letter(text: str, fields: dict[str, Any], passes: bool) -> None:
    assert matches(text, **fields) is passes


@given(st.text(), st.text())
@example('a"b', "ab")
@example(" a", "a")
@example("\u0130", "i\u0307")
def test_a_term_that_is_written_for_a_name_leaves_its_rows_and_no_others(name: str, other: str) -> None:
    term = exactly("name", name)

    assert matches(term, name=name)
    assert matches(term, name=other) is (other == name or (name != "" and clean(other) == name))
