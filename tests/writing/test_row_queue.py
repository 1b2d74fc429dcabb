"""The order of a bulk's rows, whichever of those under way ends first."""

from __future__ import annotations

from collections import defaultdict
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.writing.vendors.acme.catalog import INVITE
from tui.writing.bulk_rows import BulkRow
from tui.writing.row_queue import RowQueue, same_targets


def test_a_target_is_the_same_by_its_id_and_its_e_mail_where_a_row_tells() -> None:
    action = replace(INVITE, identified_by=("userId", "email"))

    def row(number: int, target: str, **values: str) -> BulkRow:
        return BulkRow(number, values, target)

    groups = same_targets(
        action,
        [
            row(2, "U1", userId="U1"),
            row(3, "ann@b.c", email="Ann@b.c"),
            row(4, "bo@b.c", email="bo@b.c", userId="U2"),
            row(5, "ann@b.c", email="ann@b.c", userId="U1"),
            row(6, "U2", userId="U2"),
            row(7, "U3", userId="U3", teamId="A"),
            row(8, "U4", userId="U4", teamId="A"),
        ],
    )

    assert groups[2] == groups[3] == groups[5]
    assert groups[4] == groups[6]
    assert len({groups[2], groups[4], groups[7], groups[8]}) == 4


@given(targets=st.lists(st.sampled_from("aAbBcd"), max_size=30), workers=st.integers(1, 5), dice=st.randoms())
def test_every_row_goes_and_those_of_a_target_in_order_and_never_side_by_side(
    targets: list[str], workers: int, dice: Random
) -> None:
    rows = [BulkRow(number, {}, target) for number, target in enumerate(targets)]
    queue = RowQueue(rows, same_targets(INVITE, rows))
    began: dict[str, list[int]] = defaultdict(list)
    under_way: list[BulkRow] = []
    free: list[BulkRow | None] = [None] * workers

    while free or under_way:
        if free and (not under_way or dice.random() < 0.5):
            ended = free.pop()
            row = queue.next(ended) if queue.has_more(ended) else None
            if row is not None:
                assert row.target.casefold() not in [other.target.casefold() for other in under_way]
                began[row.target.casefold()].append(row.number)
                under_way.append(row)
        else:
            free.append(under_way.pop(dice.randrange(len(under_way))))

    wanted: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        wanted[row.target.casefold()].append(row.number)
    assert began == wanted
