"""Reading one table by its keys: what is good comes back, what is not is noted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tui.config.findings import BadValue, Findings, kind_of
from tui.config.schema import Key

__all__ = ["read_keys", "read_table", "table_at"]


def table_at(values: Mapping[str, Any], name: str, findings: Findings, *, within: str = "") -> Mapping[str, Any]:
    """Return the table `name`; an empty one when it is not there, or is something else, which is noted."""
    table = values.get(name, {})
    if isinstance(table, dict):
        return table
    dotted = f"{within}{name}"
    findings.add(dotted, f"This is {kind_of(table)}; a table is wanted.", f"Write [{dotted}] on a line of its own.")
    return {}


def read_table(
    keys: Iterable[Key], table: Mapping[str, Any], dotted: str, findings: Findings, folder: Path
) -> dict[str, Any]:
    """Read the keys that are given; note the bad values and the keys that nobody reads."""
    known = {key.name: key for key in keys}
    for name in table:
        if name not in known:
            findings.unknown(f"{dotted}.{name}", known)
    return read_keys(known.values(), table, dotted, findings, folder)


def read_keys(
    keys: Iterable[Key], table: Mapping[str, Any], dotted: str, findings: Findings, folder: Path
) -> dict[str, Any]:
    """Read the keys that are given and good; note the bad values."""
    good: dict[str, Any] = {}
    for key in keys:
        if key.name not in table:
            continue
        try:
            good[key.name] = key.read(table[key.name], folder)
        except BadValue as bad:
            findings.add(f"{dotted}.{key.name}", bad.wrong, bad.right)
    return good
