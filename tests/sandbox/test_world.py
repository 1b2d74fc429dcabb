"""The people that all vendors share."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.asgi import NOW
from tui.core.time.clock import FrozenClock
from tui.sandbox.world import MOST_PEOPLE, World


def world(seed: int = 7, scale: int = 1) -> World:
    return World(seed, FrozenClock(NOW), scale)


def test_the_same_seed_makes_the_same_people_whatever_the_scale_and_the_order_of_asking() -> None:
    forwards, backwards = world(), world(scale=20)
    ahead = list(forwards.people[:300])
    behind = [backwards.people[at] for at in reversed(range(300))]
    assert ahead == behind[::-1]


def test_another_seed_makes_other_people() -> None:
    assert world(1).people[0] != world(2).people[0]


def test_there_are_1200_people_and_never_more_than_100_000() -> None:
    assert len(world().people) == 1_200
    assert len(world(scale=1_000).people) == MOST_PEOPLE


def test_keys_addresses_and_display_names_are_unique_on_the_largest_campus() -> None:
    everybody = list(world(scale=100).people)
    assert len({one.key for one in everybody}) == MOST_PEOPLE
    assert len({one.email for one in everybody}) == MOST_PEOPLE
    assert len({one.display_name for one in everybody}) == MOST_PEOPLE


def test_addresses_and_display_names_are_plain_letters() -> None:
    for one in world().people:
        local, _, host = one.email.partition("@")
        assert local.isascii()
        assert host.endswith(".example")
        assert " " not in local
        assert one.display_name.isascii()
        assert one.display_name.isalnum()


def test_names_come_in_more_than_one_script() -> None:
    names = {one.last_name for one in world().people}
    assert any("\u4e00" <= name[0] <= "\u9fff" for name in names)
    assert any("\u0600" <= name[0] <= "\u06ff" for name in names)
    assert any(name != name.encode("ascii", "ignore").decode() and name[0].isascii() for name in names)


@given(st.integers(0, MOST_PEOPLE - 1), st.integers(0, 1_000))
def test_a_key_leads_back_to_its_person(position: int, seed: int) -> None:
    people = world(seed, scale=100).people
    assert people.position(people[position].key) == position


@given(st.text(max_size=14))
def test_a_key_that_nobody_has_leads_nowhere(key: str) -> None:
    assert world().people.by_key(key) is None


def test_dice_by_name_do_not_depend_on_other_dice() -> None:
    first, second = world(), world()
    first.rng("a").random()
    assert first.rng("b").random() == second.rng("b").random()
