"""From what people write to what a write sends: the typed reading of an action's fields.

The command line's flags, a form's lines and a CSV's cells all come through `validate`. A pair's value is typed by
how it is written::

    eNPS=9            the number 9            Note="9"          the text 9
    Remote=true       yes                     Tags=["a","b"]    JSON
    Department=Arts   the text Arts           Note=             an empty text, which is not unset

Pairs may also come as the object, and a list in a cell as the array, that the vendor itself writes (and so does our own
export).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NoReturn, TypeAlias

from tui.core.action import Action, Field, FieldKind, FieldProblem, FieldValue, Values
from tui.core.errors import UsageError
from tui.core.time.local_time import wall_of
from tui.core.time.now_in_zone import NowInZone
from tui.core.time.range_parts import Frame, read_part
from tui.core.words import NO, YES
from tui.writing.address import read_address

__all__ = [
    "Given",
    "read_field",
    "read_pair",
    "read_text_pair",
    "read_typed",
    "validate",
    "written",
    "written_pair",
]

Given: TypeAlias = FieldValue | Sequence[str]
"""What somebody wrote for a field: a text, or the texts of a flag that was repeated; or a value that is typed already,
which a record filled in."""


def validate(
    action: Action,
    given: Mapping[str, Given],
    *,
    moment: NowInZone,
    settings: Mapping[str, Any] | None = None,
) -> tuple[Values, tuple[FieldProblem, ...]]:
    """Type what was given and check it: each field by itself, then the rules between them.

    Args:
        action: Whose fields.
        given: By the vendor's field names. An empty text was not given.
        moment: What `yesterday` means.
        settings: The connection's, for the fields that one of them fills.

    Returns:
        The values, and what is wrong; with anything wrong, the values are those that can be read.
    """
    known = {field.name for field in action.fields}
    problems = [
        FieldProblem(
            name, f"There is no field “{name}”. There are: {', '.join(field.name for field in action.fields)}."
        )
        for name in given
        if name not in known
    ]
    values: dict[str, FieldValue] = {}
    for field in action.fields:
        wrote = given.get(field.name)
        if _is_blank(wrote) and field.setting:
            setting = (settings or {}).get(field.setting)
            wrote = setting if isinstance(setting, (str, int, float)) else None  # a secret's source fills nothing
        if wrote is None or _is_blank(wrote):
            if field.required:
                problems.append(FieldProblem(field.name, f"{field.title} is required."))
            continue
        try:
            value = read_field(field, wrote, moment=moment)
        except UsageError as wrong:
            problems.append(FieldProblem(field.name, str(wrong)))
            continue
        if why := field.check(value) if field.check else "":
            problems.append(FieldProblem(field.name, why))
            continue
        values[field.name] = value
    if not problems:
        problems.extend(action.check(values))
    return values, tuple(problems)


def read_field(field: Field, wrote: Given, *, moment: NowInZone) -> FieldValue:
    """Type one field.

    Raises:
        UsageError: saying what was written, and what would be right.
    """
    return _READERS[field.kind](field, wrote, moment)


def read_typed(text: str) -> Any:
    """Type a pair's value by how it is written: JSON where it is some, else text."""
    try:
        return json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError):
        return text


def read_pair(text: str) -> tuple[str, Any]:
    """Read `key=value`.

    Raises:
        UsageError: when there is no `=`, or nothing before it.
    """
    key, value = read_text_pair(text)
    return key, read_typed(value)


def read_text_pair(text: str) -> tuple[str, str]:
    """Read `key=value`, the value as the text that it is.

    Raises:
        UsageError: when there is no `=`, or nothing before it.
    """
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise UsageError(f"“{text}” is no pair.", way_out="Write Name=Value, such as Department=Arts.")
    return key.strip(), value


def written(value: FieldValue) -> str:
    """Write a value so that `read_field` reads the same one back: what a form starts with."""
    match value:
        case bool():
            return "yes" if value else "no"
        case str() | int() | float():
            return str(value)
        case tuple():
            return "; ".join(value)
        case _:
            return "\n".join(written_pair(key, inner) for key, inner in value.items())


def written_pair(key: str, value: Any) -> str:
    """Write a pair; a text that would be read as something else, or would hide where it ends, goes in quotes."""
    if isinstance(value, str) and read_typed(value) == value and not _hides_its_end(value):
        return f"{key}={value}"
    return f"{key}={json.dumps(value, ensure_ascii=False)}"


# --- one kind each ----------------------------------------------------------------------------------------------


def _text(field: Field, wrote: Given, moment: NowInZone) -> FieldValue:
    return _one(field, wrote)


def _email(field: Field, wrote: Given, moment: NowInZone) -> FieldValue:
    return read_address(_one(field, wrote))


def _number(field: Field, wrote: Given, moment: NowInZone) -> FieldValue:
    if isinstance(wrote, (int, float)) and not isinstance(wrote, bool):
        return wrote
    text = _one(field, wrote).strip()
    number = read_typed(text)
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        raise UsageError(f"“{text}” is no number.", way_out="Write digits, with a point for decimals, such as 4.5.")
    return number


def _choice(field: Field, wrote: Given, moment: NowInZone) -> FieldValue:
    text = _one(field, wrote).strip()
    if text in field.choices:
        return text
    alike = [choice for choice in field.choices if choice.casefold() == text.casefold()]
    if len(alike) == 1:
        return alike[0]
    raise UsageError(f"“{text}” is no choice.", way_out=f"Choose one of: {', '.join(field.choices)}.")


def _flag(field: Field, wrote: Given, moment: NowInZone) -> FieldValue:
    if isinstance(wrote, bool):
        return wrote
    text = _one(field, wrote).strip()
    if text.casefold() in YES:
        return True
    if text.casefold() in NO:
        return False
    raise UsageError(f"“{text}” is neither yes nor no.", way_out="Write yes or no.")


def _time(field: Field, wrote: Given, moment: NowInZone) -> FieldValue:
    text = _one(field, wrote).strip()
    try:
        instant = datetime.fromisoformat(text.upper())
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        day = wall_of(moment.now, moment.zone).date()
        instant = read_part(text, Frame(moment.now.astimezone(UTC), moment.zone, day)).start
    return instant.astimezone(UTC).isoformat()


def _list(field: Field, wrote: Given, moment: NowInZone) -> FieldValue:
    if isinstance(wrote, str):
        texts = _json_list(wrote) or _split(wrote, ";,\n")
    else:
        texts = [str(each) for each in _several(field, wrote)]
    return tuple(text.strip() for text in texts if text.strip())


def _pairs(field: Field, wrote: Given, moment: NowInZone) -> FieldValue:
    if isinstance(wrote, Mapping):
        return dict(wrote)
    texts = _split(wrote, ";\n") if isinstance(wrote, str) else [str(each) for each in _several(field, wrote)]
    pairs: dict[str, Any] = {}
    for text in texts:
        if not text.strip():
            continue
        for key, value in _pairs_in(text, typed=field.typed):
            if key in pairs:
                raise UsageError(f"“{key}” is given twice.", way_out="Leave one of them out.")
            pairs[key] = value
    return pairs


def _pairs_in(text: str, *, typed: bool) -> Sequence[tuple[str, Any]]:
    """Read one pair, or the object that the vendor itself writes: `{"Department": "Arts"}`."""
    whole = read_typed(text.strip()) if text.lstrip().startswith("{") else None
    if isinstance(whole, dict) and all(key.strip() for key in whole):
        return [(key, value if typed else _as_text(value)) for key, value in whole.items()]
    return [read_pair(text) if typed else read_text_pair(text)]


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _json_list(cell: str) -> list[str]:
    """Read the list that the vendor itself writes, such as `["eNPS"]`; empty when it is none of texts."""
    whole = read_typed(cell.strip()) if cell.lstrip().startswith("[") else None
    return whole if isinstance(whole, list) and all(isinstance(each, str) for each in whole) else []


_READERS: Final[Mapping[FieldKind, Callable[[Field, Given, NowInZone], FieldValue]]] = {
    FieldKind.TEXT: _text,
    FieldKind.EMAIL: _email,
    FieldKind.NUMBER: _number,
    FieldKind.CHOICE: _choice,
    FieldKind.FLAG: _flag,
    FieldKind.TIME: _time,
    FieldKind.LIST: _list,
    FieldKind.PAIRS: _pairs,
}


# --- within -----------------------------------------------------------------------------------------------------


def _is_blank(wrote: Given | None) -> bool:
    if isinstance(wrote, str):
        return not wrote.strip()
    return wrote is None or (isinstance(wrote, (Sequence, Mapping)) and not wrote)


def _one(field: Field, wrote: Given) -> str:
    """Return the only text that was given."""
    if isinstance(wrote, str):
        return wrote
    if isinstance(wrote, Mapping):
        raise UsageError(f"{field.title} takes one value.")
    if isinstance(wrote, Sequence):
        if len(wrote) != 1:
            raise UsageError(f"{field.title} is given {len(wrote)} times.", way_out="Give it once.")
        return str(wrote[0])
    return str(wrote)


def _several(field: Field, wrote: Given) -> Sequence[Any]:
    if isinstance(wrote, Sequence):
        return wrote
    raise UsageError(f"{field.title} takes a list.")


def _hides_its_end(text: str) -> bool:
    """Tell whether a text holds what parts pairs, or a quote or lone bracket that `_split` would take for JSON's."""
    opened = sum((character in "[{") - (character in "]}") for character in text)
    return opened != 0 or any(character in text for character in '\n;"')


def _split(text: str, separators: str) -> list[str]:
    """Split at separators, but not within quotes, brackets and braces: JSON stays whole."""
    parts, part, depth, quoted, escaped = [], "", 0, False, False
    for character in text:
        if character in separators and depth <= 0 and not quoted:
            parts.append(part)
            part = ""
            continue
        part += character
        if escaped:
            escaped = False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif not quoted:
            depth += (character in "[{") - (character in "]}")
    parts.append(part)
    # An odd quote or a lone bracket is a person's, not JSON's: then every separator counts.
    return parts if depth == 0 and not quoted else re.split(f"[{re.escape(separators)}]", text)


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)  # NaN and Infinity are Python's words, not JSON's


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(text)
    return number
