"""How a request is written on the screen: a line in the list, and the whole of it."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Final
from urllib.parse import unquote, urlsplit

from tui.core.present import local_time
from tui.core.text import ELLIPSIS, cell_width, clean, fit
from tui.core.wire.recent_requests import SentRequest
from tui.widgets.line import Role, TextPart
from tui.widgets.menu import EDGES, MenuEntry, heading

__all__ = ["details", "head_line", "parts_in_common", "request_line", "says", "size_text"]

_WIDE: Final = 104
"""Cells of a list that has room for long names, and whole words in the place of a status."""

_MIDDLING: Final = 72
"""Cells of a list that has room for how long a request took."""

_BYTES_FROM: Final = 90
"""Cells of a list that has room for how much came; the details say both in any case."""

_LABEL: Final = 10
"""Cells for what a detail is called."""

_SCROLLBAR: Final = 1

_QUERY: Final = 10
"""Cells of a query that are kept at the least where an address is too long: its end, in which pages differ."""


def head_line(width: int) -> MenuEntry:
    """Name the columns."""
    name, status = fit("Connection", _name_cells(width)), fit("Status", _status_cells(width))
    took = f"{'Took':>8}  " if width >= _MIDDLING else ""
    came = f"{'Bytes':>7}  " if width >= _BYTES_FROM else ""
    return heading(f" {'When':<8}  {name}  {'Method':<6}  {status}  {took}{came}Path")


def parts_in_common(requests: Iterable[SentRequest]) -> Mapping[str, Collection[str]]:
    """Return, by what the addresses of several requests look like, the parts of the query that all of them share."""
    parts: dict[str, list[set[str]]] = {}
    for request in requests:
        address, _, query = request.url.partition("?")
        parts.setdefault(_shape(address), []).append({*query.split("&")})
    return {shape: set.intersection(*each) for shape, each in parts.items() if len(each) > 1}


def request_line(
    request: SentRequest, *, zone: tzinfo, width: int, common: Mapping[str, Collection[str]] | None = None
) -> MenuEntry:
    """Write one line: when, whose, the method, how it ended, how long it took, how much came, the path.

    Args:
        request: What was sent.
        zone: The user's zone.
        width: The cells of a line.
        common: What its query shares with others, as `parts_in_common` returns it: left out first for want of room.
    """
    left: list[TextPart] = [
        (f" {local_time(request.at, zone):%H:%M:%S}  ", "muted"),
        (f"{fit(clean(request.connection), _name_cells(width))}  ", "plain"),
        (f"{fit(request.method, 6)}  ", "plain"),
        (f"{fit(_ended(request, width), _status_cells(width))}  ", _role(request)),
    ]
    if width >= _MIDDLING:
        left.append((f"{fit(_took(request.seconds), 8, right=True)}  ", "plain"))
    if width >= _BYTES_FROM:
        left.append((f"{fit(size_text(request.size), 7, right=True)}  ", "muted"))
    space = width - EDGES - _SCROLLBAR - sum(cell_width(text) for text, _ in left)
    left.append((_short_path(request.url, space, common or {}), "plain"))
    return MenuEntry(f"request:{request.number}", tuple(left))


def details(request: SentRequest, *, zone: tzinfo, width: int) -> list[list[TextPart]]:
    """Write all there is to say of a request, in lines of so many cells at the most."""
    tries = f", try {request.tries}" if request.tries > 1 else ""
    named: list[tuple[str, str]] = [
        ("Sent", f"{request.method} {request.url}"),
        ("Ended", f"{request.ended}{tries}, {_took(request.seconds)}, {size_text(request.size)}"),
        ("When", f"{local_time(request.at, zone):%a %d %b %Y %H:%M:%S %Z}, number {request.number:,} since the start"),
        ("Request", request.request_id),
        *((_header_label(at), f"{name}: {value}") for at, (name, value) in enumerate(request.headers.items())),
        ("Body", request.body),
    ]
    lines: list[list[TextPart]] = []
    for label, text in named:
        role: Role = _role(request) if label == "Ended" else "plain"
        for at, line in enumerate(_wrapped(text, max(10, width - _LABEL - 2))):
            lines.append([(fit(f"  {label if not at else ''}", _LABEL), "muted"), (line, role)])
    return lines


def says(request: SentRequest, words: str) -> bool:
    """Whether a request holds every word, wherever it is shown."""
    text = " ".join(
        (request.connection, request.method, request.url, request.ended, request.request_id, request.body)
    ).casefold()
    return all(word in text for word in words.casefold().split())


def size_text(size: int) -> str:
    """Write a number of bytes as short as it can be said."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.1f} kB" if size < 100_000 else f"{size / 1_000_000:.1f} MB"


def _short_path(url: str, cells: int, common: Mapping[str, Collection[str]]) -> str:
    """Write path and query in so many cells at the most; too long, both keep their ends, in which requests differ."""
    address, _, asked = url.partition("?")
    path, query = clean(unquote(urlsplit(address).path)) or "/", _query(asked.split("&"))
    if cell_width(path + query) <= cells:
        return path + query
    same = common.get(_shape(address), ())
    query = _query([part for part in asked.split("&") if part not in same])
    if asked and not query:
        query = ELLIPSIS
    whole, last = cell_width(path), cell_width(path[path.rfind("/") :]) + 1
    least = min(whole, max(last, cells - cell_width(query)))
    query = _end_of(query, max(min(_QUERY, cells // 3), cells - least))
    return _end_of(path, cells - cell_width(query)) + query


def _shape(address: str) -> str:
    """Return what addresses share that differ in an id within: the host, the first step, how many steps they are."""
    return " ".join((*address.split("/")[2:4], str(address.count("/"))))


def _query(parts: Sequence[str]) -> str:
    text = clean(unquote("&".join(parts)))
    return f"?{text}" if text else ""


def _end_of(text: str, cells: int) -> str:
    if cell_width(text) <= cells:
        return text
    while text and cell_width(text) > cells - 1:
        text = text[1:]
    return ELLIPSIS + text


def _header_label(at: int) -> str:
    return "Headers" if at == 0 else ""


def _name_cells(width: int) -> int:
    return 20 if width >= _WIDE else 10


def _took(seconds: float) -> str:
    return f"{seconds:,.1f} s" if seconds >= 10 else f"{seconds * 1000:,.0f} ms"


def _ended(request: SentRequest, width: int) -> str:
    """Return the status; why there was none is in the details where the list has no room for it."""
    return request.ended if request.ended.isdigit() or width >= _WIDE else "none"


def _status_cells(width: int) -> int:
    return 13 if width >= _WIDE else 6


def _role(request: SentRequest) -> Role:
    if not request.ended.isdigit():
        return "danger"
    status = int(request.ended)
    return "success" if status < 300 else "muted" if status < 400 else "warning" if status < 500 else "danger"


def _wrapped(text: str, width: int) -> Iterator[str]:
    yield from textwrap.wrap(clean(text), width, break_on_hyphens=False)
