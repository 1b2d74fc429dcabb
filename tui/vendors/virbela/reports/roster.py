"""Who was to be there: a roster out of a CSV file, and which of the people who were there are on it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from tui.core.errors import UsageError
from tui.vendors.virbela.attendance.sheets import Who

__all__ = ["Entry", "Roster", "matched", "read_roster"]

_EMAILS: Final = ("email", "emailaddress", "mail", "useremail")
_NAMES: Final = ("name", "fullname", "username", "person", "participant", "student", "displayname")
_FIRST: Final = ("firstname", "givenname")
_LAST: Final = ("lastname", "surname", "familyname")


class Entry(Struct, frozen=True):
    """Somebody who was to be there."""

    name: str
    email: str
    line: int


class Roster(Struct, frozen=True):
    """A file that was read."""

    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()


def read_roster(path: str) -> Roster:
    """Read a roster: a CSV file whose heading names a column `email`, or `name`, or first and last name.

    Raises:
        UsageError: when it cannot be read; the sentence says which line is to blame.
    """
    from tui.writing.csv_rows import read_sheet

    sheet = read_sheet(Path(path).expanduser())
    columns = {_squeezed(heading): place for place, heading in reversed(list(enumerate(sheet.header)))}
    if not columns.keys() & {*_EMAILS, *_NAMES, *_LAST}:
        raise UsageError(
            f"{sheet.name}, line 1: no column is called email or name.",
            way_out=f"Its first line names the columns; it has {', '.join(sheet.header)}.",
        )
    entries: dict[tuple[str, str], Entry] = {}
    notes = list(sheet.notes)
    for row in sheet.rows:
        if any(cell.strip() for cell in row.cells[len(sheet.header) :]):
            raise UsageError(
                f"{sheet.name}, line {row.line}: it has {len(row.cells)} cells and the heading has "
                f"{len(sheet.header)}.",
                way_out="Put a cell with a comma in it into quotes.",
            )
        entry = _entry(row.cells, columns, row.line, sheet.name)
        key = (_email_key(entry.email), "" if entry.email else _name_key(entry.name))
        first = entries.setdefault(key, entry)
        if first is not entry:
            who = entry.name or entry.email
            notes.append(f"{sheet.name}: {who} is on line {first.line} and {entry.line}, and counts once.")
    return Roster(tuple(entries.values()), tuple(notes))


def _entry(cells: Sequence[str], columns: Mapping[str, int], line: int, file: str) -> Entry:
    def cell(names: Iterable[str]) -> str:
        place = next((columns[name] for name in names if name in columns), None)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    email = cell(_EMAILS)
    name = cell(_NAMES) or f"{cell(_FIRST)} {cell(_LAST)}".strip()
    if email and "@" not in email:
        raise UsageError(
            f"{file}, line {line}: “{email}” is no e-mail.", way_out="Correct it there, or leave it empty."
        )
    if not email and not name:
        raise UsageError(f"{file}, line {line}: it has neither an e-mail nor a name.", way_out="Fill one in there.")
    return Entry(" ".join(name.split()), "".join(email.split()), line)


def matched(entries: Sequence[Entry], people: Sequence[Who]) -> tuple[dict[int, int], tuple[str, ...]]:
    """Return which of the people each entry means, by its place, and whom that cannot be told of for sure.

    By e-mail; who is not found so, by name. Case, spaces and the order of “Berg, Ann” do not count.
    """
    found: dict[int, int] = {}
    by_email: dict[str, int] = {}
    for place, who in enumerate(people):
        if who.email:
            by_email.setdefault(_email_key(who.email), place)
    for place, entry in enumerate(entries):
        person = by_email.get(_email_key(entry.email)) if entry.email else None
        if person is not None:
            found[place] = person
            del by_email[_email_key(entry.email)]
    taken = set(found.values())
    by_name: dict[str, list[int]] = {}
    for place, who in enumerate(people):
        if place not in taken and who.known:
            by_name.setdefault(_name_key(who.name), []).append(place)
    doubtful: dict[str, None] = {}
    for place, entry in enumerate(entries):
        called = by_name.get(_name_key(entry.name), []) if place not in found and entry.name else []
        if len(called) > 1:
            doubtful[f"Several who were there are called {entry.name}: an e-mail on the roster would tell which."] = (
                None
            )
        if called:
            found[place] = called.pop(0)
    return found, tuple(doubtful)


def _email_key(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split()).casefold()


def _name_key(text: str) -> str:
    last, comma, first = text.partition(",")
    turned = f"{first} {last}" if comma else text
    return " ".join(unicodedata.normalize("NFC", turned).split()).casefold()


def _squeezed(heading: str) -> str:
    return "".join(letter for letter in heading.casefold() if letter.isalnum())
