"""CSV files as spreadsheets really write them."""

from __future__ import annotations

import codecs
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.writing.vendors.acme.catalog import INVITE, UPDATE
from tui.core.action import Action, Danger, Field, FieldKind
from tui.core.errors import UsageError
from tui.core.time.now_in_zone import NowInZone
from tui.writing.csv_left_out import free_name, write_left_out
from tui.writing.csv_rows import CsvReading, parse_sheet, read_rows, read_sheet
from tui.writing.csv_text import UnclearEncoding
from tui.writing.headings import mapped, suggest, unplaced

MOMENT = NowInZone(datetime(2026, 1, 5, tzinfo=UTC))


def read(content: bytes) -> CsvReading:
    sheet = parse_sheet("people.csv", content)
    return read_rows(INVITE, sheet, suggest(INVITE, sheet.header), moment=MOMENT)


PLAIN = "email,teamId\nlee@example.org,A\nåsa@example.org,B\n"


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        codecs.BOM_UTF8 + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        ("sep=;\r\n" + PLAIN.replace(",", ";")).encode(),
        PLAIN.replace("lee@example.org", '"lee@example.org"').encode(),
        PLAIN.replace("B\n", "B").encode(),
        PLAIN.replace("email", "E-Mail").replace("teamId", " team id ").encode(),
        (PLAIN + ",\n\n , \n").encode(),
    ],
)
def test_the_same_rows_come_out_of_every_way_to_write_them(content: bytes) -> None:
    reading = read(content)

    assert not reading.problems
    assert [dict(row.values) for row in reading.rows] == [
        {"email": "lee@example.org", "teamId": "A"},
        {"email": "åsa@example.org", "teamId": "B"},
    ]


def test_what_is_not_utf_8_is_read_as_windows_1252_and_said_aloud() -> None:
    reading = read(PLAIN.encode("latin-1"))

    assert reading.rows[1].target == "åsa@example.org"
    assert reading.notes == (
        "people.csv is not UTF-8; it was read as Windows-1252. Line 3 says “åsa@example.org”: is that right?",
    )


NAMES = "email,firstName\nasa@example.org,Åsa\njose@example.org,José\n".encode()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (NAMES + b"bo@example.org,B\xe5\n", "is UTF-8 but for one byte, on line 4: “B\N{REPLACEMENT CHARACTER}”."),
        (NAMES + b"bo@example.org,B\xe5\nal@example.org,\xc4l\n", "is UTF-8 but for 2 bytes; look at line 4"),
        (codecs.BOM_UTF8 + b"email\nb\xe5@b.c\n", "says that it is UTF-8 and is not; look at line 2"),
        ("email\na@b.c\n".encode("utf-16")[:-1], "says that it is UTF-16 and is not; look at line 2"),
        (b"email\na\xd8\xfe@b.c\nb\x81@b.c\n", "is neither UTF-8 nor Windows-1252; look at line 3"),
    ],
)
def test_what_would_be_spoilt_by_another_encoding_is_refused_with_its_line(content: bytes, why: str) -> None:
    with pytest.raises(UnclearEncoding) as said:
        parse_sheet("people.csv", content)

    assert said.value.message.startswith(f"people.csv {why}")
    assert "UTF-8" in said.value.way_out


def test_a_file_is_read_as_the_user_says_that_it_is_written() -> None:
    content = "email,teamId\nåsa@example.org,A\n".encode("mac-roman")

    sheet = parse_sheet("people.csv", content, "mac-roman")

    assert sheet.rows[0].cells == ("åsa@example.org", "A")
    assert parse_sheet("people.csv", codecs.BOM_UTF8 + b"email\na@b.c\n", "utf-8").header == ("email",)
    with pytest.raises(UnclearEncoding, match="cannot be read as ascii; look at line 2"):
        parse_sheet("people.csv", content, "ascii")
    with pytest.raises(UsageError, match="“klingon” is no encoding"):
        parse_sheet("people.csv", content, "klingon")


def test_a_whole_file_in_windows_1252_is_read_whatever_two_of_its_letters_look_like_together() -> None:
    rows = "".join(f"p{number}@example.org,{'Ö»' if number == 7 else 'Åsa'}\n" for number in range(100))

    sheet = parse_sheet("people.csv", f"email,firstName\n{rows}".encode("cp1252"))

    assert sheet.rows[0].cells[1] == "Åsa"


def test_addresses_that_differ_only_in_case_are_one_person() -> None:
    reading = read(b"email,teamId\nAnn@b.c,A\nann@B.c,A\nANN@b.c,B\n")

    assert [row.number for row in reading.rows] == [2, 4]
    assert reading.notes == (
        "Left out, because they repeat an earlier line: line 3 (ann@B.c, as line 2).",
        "There more than once, with different values: ann@b.c (lines 2, 4).",
    )


def test_rows_are_numbered_as_an_editor_numbers_their_lines() -> None:
    reading = read(b'email,teamId\n"lee\n@example.org",A\n\nkim@example.org,B\n')

    assert [row.number for row in reading.rows] == [5]
    assert [(problem.line, problem.column) for problem in reading.problems] == [(2, "email")]


def test_every_bad_cell_is_listed_with_its_line_and_the_files_own_heading() -> None:
    reading = read(b"E-mail;Team\nlee;A\nkim@example.org;ZZ\n;B\nann@example.org;C;extra\nbo@example.org\n")

    assert [str(problem) for problem in reading.problems] == [
        "line 2, E-mail: “lee” is no e-mail address. Write one such as name@example.org.",
        "line 3, Team: A team is A to Z.",
        "line 4, E-mail: E-mail is required.",
        "line 5: It has 3 cells and the heading has 2.",
    ]
    assert [row.number for row in reading.rows] == [6]


def test_a_repeated_row_is_left_out_and_a_target_with_two_sayings_is_named() -> None:
    reading = read(b"email,teamId\na@b.c,A\nx@y.z,A\nA@b.c,B\na@b.c,A\n")

    assert [row.number for row in reading.rows] == [2, 3, 4]
    assert reading.notes == (
        "Left out, because they repeat an earlier line: line 5 (a@b.c, as line 2).",
        "There more than once, with different values: a@b.c (lines 2, 4).",
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"\n  \n", "is empty"),
        (b"email,teamId\n", "no rows"),
        (b"email,email\na@b.c,a@b.c\n", "twice: email"),
        (b'email\n"a@b.c\n', "cannot be read from line 2"),
        (b"email\n\0\n", "is no text"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(content: bytes, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        read(content)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read_sheet(tmp_path / "people.csv")


def test_columns_that_fit_no_field_are_named_with_what_they_nearly_are() -> None:
    sheet = parse_sheet("people.csv", b"email,temId,Phone\na@b.c,A,1\n")

    columns = suggest(INVITE, sheet.header)

    assert columns == {"email": "email"}
    assert unplaced(INVITE, sheet.header, columns) == {"temId": "teamId", "Phone": ""}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Email Address", "email"),
        ("E-post", "email"),
        ("Lag", "teamId"),
        ("Access level", "permission"),
        ("Roll", "permission"),
        ("Behörighet", "permission"),
        ("Enrolled on", "since"),
    ],
)
def test_a_usual_heading_is_taken_for_the_field_that_it_means(heading: str, field: str) -> None:
    action = replace(
        INVITE, fields=tuple(replace(each, aliases=("Enrolled on",) * (each.name == "since")) for each in INVITE.fields)
    )

    assert suggest(action, ("Phone", heading)) == {heading: field}


@pytest.mark.parametrize("heading", ["Department", "Avdelning", "Dept."])
def test_a_pair_that_the_vendor_suggests_is_found_by_its_usual_names(heading: str) -> None:
    action = replace(
        UPDATE,
        fields=tuple(replace(each, choices=("Department",) * (each.name == "set")) for each in UPDATE.fields),
    )

    assert suggest(action, ("userId", heading)) == {"userId": "userId", heading: "set.Department"}


def test_the_column_that_names_a_field_best_is_the_one_that_is_taken() -> None:
    assert suggest(INVITE, ("Mail", "E-post", "email")) == {"email": "email"}


def test_what_somebody_says_of_a_column_goes_before_what_is_guessed() -> None:
    header = ("Email", "Work Mail", "Group", "Roll")

    columns = mapped(
        INVITE, header, suggest(INVITE, header), ["email=work mail", "Team=Group", "permission="], file="people.csv"
    )

    assert columns == {"Work Mail": "email", "Group": "teamId"}


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("email", "“email” maps nothing"),
        ("emial=Email", "Did you mean “email”"),
        ("email=Emial", "Did you mean “Email”"),
    ],
)
def test_a_mapping_to_what_is_not_there_is_refused_with_the_nearest(said: str, answer: str) -> None:
    with pytest.raises(UsageError) as refused:
        mapped(INVITE, ("Email", "Team"), {}, [said], file="people.csv")

    assert answer in f"{refused.value.message} {refused.value.way_out}"


def test_what_is_left_out_is_written_as_it_was_with_what_is_wrong(tmp_path: Path) -> None:
    sheet = parse_sheet("people.csv", b'email,teamId\nlee,A\n"kim@example.org",B\nann@example.org,ZZ\n')
    reading = read_rows(INVITE, sheet, suggest(INVITE, sheet.header), moment=MOMENT)

    path = free_name(tmp_path, "people.csv")
    count = write_left_out(path, sheet, reading.problems)

    assert (path.name, count, len(reading.rows)) == ("people-bad.csv", 2, 1)
    again = read_sheet(path)
    assert again.header == ("email", "teamId", "Problem")
    assert [row.cells[:2] for row in again.rows] == [("lee", "A"), ("ann@example.org", "ZZ")]
    assert suggest(INVITE, again.header) == {"email": "email", "teamId": "teamId"}
    assert free_name(tmp_path, "people.csv").name == "people-bad-2.csv"
    with pytest.raises(UsageError, match="there already"):
        write_left_out(path, sheet, reading.problems)


def test_pairs_have_columns_of_their_own_and_keep_their_types() -> None:
    sheet = parse_sheet("people.csv", b'User,set.eNPS,set.Code,set.City\nu1,9,"""007""",\nu2,,7,Oslo\n')

    reading = read_rows(UPDATE, sheet, suggest(UPDATE, sheet.header), moment=MOMENT)

    assert not reading.problems
    assert [dict(row.values) for row in reading.rows] == [
        {"userId": "u1", "set": {"eNPS": 9, "Code": "007"}},
        {"userId": "u2", "set": {"Code": 7, "City": "Oslo"}},
    ]


def test_what_our_own_export_defused_is_read_as_it_was() -> None:
    sheet = parse_sheet("people.csv", "User,set.Note,set.Nick\nu1,'=1+1,'\u200b=1+1\n".encode())

    reading = read_rows(UPDATE, sheet, suggest(UPDATE, sheet.header), moment=MOMENT)

    assert reading.rows[0].values["set"] == {"Note": "=1+1", "Nick": "\u200b=1+1"}


def test_ten_thousand_rows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("email,teamId\n" + "".join(f"p{number}@example.org,A\n" for number in range(10_000)))
    sheet = read_sheet(path)

    reading = read_rows(INVITE, sheet, suggest(INVITE, sheet.header), moment=MOMENT)

    assert len(reading.rows) == 10_000
    assert not reading.problems
    assert not reading.notes


def test_a_vendors_name_with_a_dot_is_a_field_and_no_pair() -> None:
    dotted = Action(
        name="create",
        title="Create",
        danger=Danger.REVERSIBLE,
        fields=(Field("_patient.id", "Patient"), Field("attribute", "Attributes", FieldKind.PAIRS)),
        request=INVITE.request,
        outcome=INVITE.outcome,
        target=lambda values: str(values["_patient.id"]),
    )
    sheet = parse_sheet("sessions.csv", b"_patient.id,attribute.weight\np-1,70\n")

    reading = read_rows(dotted, sheet, suggest(dotted, sheet.header), moment=MOMENT)

    assert dict(reading.rows[0].values) == {"_patient.id": "p-1", "attribute": {"weight": 70}}
