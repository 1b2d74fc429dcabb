"""When a watch asks again."""

from __future__ import annotations

import pytest

from tui.reading.watch import INTERVALS, Watch, interval_text


def test_it_asks_less_often_while_nobody_answers() -> None:
    watch = Watch(30)
    waits = [watch.wait]
    for _ in range(3):
        watch = watch.failed()
        waits.append(watch.wait)
    assert waits == [30, 60, 120, 240]


@pytest.mark.parametrize("interval", INTERVALS)
def test_it_never_waits_longer_than_a_quarter_of_an_hour(interval: int) -> None:
    watch = Watch(interval)
    for _ in range(50):
        watch = watch.failed()
    assert watch.wait == 900


def test_an_answer_brings_the_interval_back() -> None:
    assert Watch(15).failed().failed().answered().wait == 15


def test_the_vendors_own_wish_to_wait_is_honoured() -> None:
    assert Watch(15).failed(asked_to_wait=3600).wait == 3600
    assert Watch(15).failed(asked_to_wait=1).wait == 30


def test_intervals_are_said_shortly() -> None:
    assert [interval_text(each) for each in (15, 60, 300, 90)] == ["15 s", "1 min", "5 min", "90 s"]
