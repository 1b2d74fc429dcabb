"""A vendor's page: prose by hand, and between two marks tables of what is read, written, found, and set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from docs.tables import choices_in_words, row, sentences, slug, table_head, with_part
from tui.core.action import Action, Danger
from tui.core.collection import Collection, RangeUse
from tui.core.vendor import Catalog, Setting, SettingKind, Vendor

__all__ = ["vendor_page"]

BEGINS: Final = "<!-- From here on made by docs/make.py; do not edit. -->"
ENDS: Final = "<!-- Made until here. -->"

_CONNECTION: Final = "../config.md#connectionsname"
_ASKED: Final = {
    Danger.SAFE: "safe: asks in production only",
    Danger.REVERSIBLE: "reversible: asks",
    Danger.IRREVERSIBLE: "irreversible: wants the name typed",
}


def vendor_page(vendor: Vendor, folder: Path) -> str:
    """Return a vendor's page with its tables made anew; one that has none yet begins with its title."""
    path = folder / f"{vendor.name}.md"
    page = path.read_text(encoding="utf-8") if path.exists() else f"# {vendor.title}\n\n{BEGINS}\n{ENDS}\n"
    return with_part(page, BEGINS, "\n".join(_tables(vendor, vendor.catalog())).strip(), ENDS)


def _tables(vendor: Vendor, catalog: Catalog) -> Iterator[str]:
    plain = [each for each in catalog.collections if each.report is None]
    reports = [each for each in catalog.collections if each.report is not None]
    yield from ("## What is read", "")
    yield "`frontdesk get CONNECTION NAME`, and in the app the lists of the connection. A name leads to its parameters."
    yield from ("", *_collections(plain), "")
    if reports:
        yield from ("## Reports", "", "Worked out of what is read; [all about them](../reports.md).", "")
        yield from (*_reports(reports), "")
    yield from ("## What is written", "", *_actions(catalog.actions), "")
    yield from ("## What can be found", "", *_found(catalog), "")
    yield from ("## Settings", "")
    yield f'In the connection\'s table, beside `vendor = "{vendor.name}"` and'
    yield f"[what every connection takes]({_CONNECTION})."
    yield from ("", *_settings(vendor))


def _collections(collections: list[Collection]) -> Iterator[str]:
    yield from table_head("name", "what it holds", "range")
    columns: dict[str, list[str]] = {}
    for each in collections:
        yield row(_link("get", each.name, each.id_param), each.help, _range(each))
        columns.setdefault(", ".join(column.label for column in each.columns), []).append(f"`{each.name}`")
    yield from ("", "What a row shows, all of which can be filtered, sorted and exported:", "")
    yield from (f"- {', '.join(names)}: {labels}." for labels, names in columns.items())


def _reports(reports: list[Collection]) -> Iterator[str]:
    yield from table_head("name", "what it answers", "what the API does not tell")
    for each in reports:
        if each.report is not None:
            yield row(_link("get", each.name, each.id_param), each.report.question, sentences(*each.report.unknown))


def _range(collection: Collection) -> str:
    match collection.range_use:
        case RangeUse.NONE:
            return "none"
        case RangeUse.OPTIONAL:
            return "if you like"
        case RangeUse.REQUIRED:
            return f"`{collection.default_range}` unless given"


def _actions(actions: Sequence[Action]) -> Iterator[str]:
    if not actions:
        yield "Nothing: there is no write in what is known of this API."
        return
    yield "`frontdesk do CONNECTION NAME`, and in the app `a` on a row. A write is in the journal before it is sent."
    yield from ("", *table_head("name", "what it does", "danger", "undo", "looked up when unknown", "many at once"))
    for each in actions:
        marks = (_yes(each.undo is not None), _yes(each.verify is not None), _yes(each.bulk))
        yield row(_link("do", each.name), each.help, _ASKED[each.danger], *marks)
    yield ""
    yield "*Undo*: `frontdesk journal undo ID` sends what was there before; where it does not, another write takes back"
    yield "what is reversible. *Looked up*: `frontdesk journal verify ID` reads at the vendor whether a write whose"
    yield "answer never came has arrived. *Many*: rows that are marked, or `--from FILE`."


def _found(catalog: Catalog) -> Iterator[str]:
    if not catalog.finding().findables:
        yield "Nothing yet."
        return
    nouns = list(dict.fromkeys(each.noun[1] for each in catalog.finding().findables))
    yield f"`/` on home, `F3` anywhere and `frontdesk find TEXT` find: {', '.join(nouns)}."
    if catalog.briefings:
        lists = ", ".join(_link("get", name) for name in dict.fromkeys(each.collection for each in catalog.briefings))
        yield f"With `briefing = true` home says in the morning what needs somebody, out of {lists}."


def _settings(vendor: Vendor) -> Iterator[str]:
    yield from table_head("key", "meaning", "such as")
    for each in vendor.settings:
        yield row(f"`{each.name}`", _setting_words(each), f"`{each.example}`" if each.example else "")


def _setting_words(setting: Setting) -> str:
    default = "" if setting.default in (None, "") else f"Default: `{setting.default}`."
    secret = "A secret: by reference." if setting.kind is SettingKind.SECRET else ""
    needed = "Required." if setting.required else ""
    return sentences(needed, setting.help, choices_in_words(setting.choices), default, secret)


def _link(command: str, name: str, position: str | None = "") -> str:
    words = f" [{position.upper()}]" if position else ""
    return f"[`{name}`](../commands.md#{slug(f'{command} … {name}{words}')})"


def _yes(answer: bool) -> str:  # noqa: FBT001 - it is the whole question
    return "yes" if answer else "no"
