"""Rows that repeat texts share them: of a hundred thousand that is a third of the memory, and no other value."""

from __future__ import annotations

import msgspec

from tui.transport.decode import decode_rows


class _Machine(msgspec.Struct, frozen=True, gc=False):
    os: str | None = None


class _Row(msgspec.Struct, frozen=True, gc=False):
    id: str
    role: str | None = None
    team: str | int | None = None
    machine: _Machine | None = None


def _sent(number: int) -> dict[str, object]:
    return {
        "id": f"row {number}",
        "role": "a member" if number % 3 else None,
        "team": "a team" if number % 2 else number,
        "machine": {"os": "Windows 11"} if number % 5 else None,
        "other": "kept as it came",
    }


def test_rows_that_repeat_a_text_hold_one_copy_of_it_and_what_they_say_stays_as_it_was_sent() -> None:
    raws = [msgspec.Raw(msgspec.json.encode(_sent(number))) for number in range(200)]
    records = decode_rows(raws, _Row, identify=lambda row: row.id)

    values = [record.value for record in records if record.value is not None]
    assert values == [msgspec.json.decode(bytes(raw), type=_Row) for raw in raws]
    assert [record.raw for record in records] == [bytes(raw) for raw in raws]
    assert len({id(value.role) for value in values if value.role}) == 1
    assert len({id(value.machine.os) for value in values if value.machine}) == 1
    assert [value.id for value in values] == [f"row {number}" for number in range(200)]
