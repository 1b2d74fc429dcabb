"""A catalog's groups: the later ones are imported for nobody who finds what they look for before."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tui.core.collection import Collection
from tui.core.errors import UsageError
from tui.core.vendor import Catalog, InTurn
from tui.vendors import registry

ROOMS = Collection("rooms", "Rooms", (), lambda client, query: client)
REPORTS = tuple(replace(ROOMS, name=name) for name in ("by-room", "by-person"))


def test_a_later_group_is_imported_only_for_whoever_looks_so_far() -> None:
    imported: list[str] = []

    def reports() -> tuple[Collection, ...]:
        imported.append("reports")
        return REPORTS

    collections = InTurn((ROOMS,), later=(reports,))
    catalog = Catalog(connect=lambda opener: None, probe=lambda client: client, collections=collections)

    assert catalog.collection("rooms") is ROOMS
    assert not imported
    assert catalog.collection("by-room") is REPORTS[0]
    assert imported
    with pytest.raises(UsageError, match="byroom"):
        catalog.collection("byroom")


def test_the_groups_are_one_sequence() -> None:
    collections = InTurn((ROOMS,), later=(lambda: REPORTS, lambda: ()))

    assert (len(collections), list(collections), collections[1:]) == (3, [ROOMS, *REPORTS], REPORTS)
    assert not InTurn[Collection]((), later=(lambda: (),))


def test_a_campus_has_all_its_collections_and_actions_once() -> None:
    catalog = registry.load("virbela").catalog()

    for names in ([each.name for each in catalog.collections], [each.name for each in catalog.actions]):
        assert len(names) == len(set(names)) >= 6
