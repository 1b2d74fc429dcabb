"""How much is under way to a terminal that is far away, slow, or mute."""

from __future__ import annotations

from collections import deque

from tui.terminal.frugal.pacing import Pacer


class Link:
    """A wire with a rate and a round trip; the clock goes on as one waits."""

    def __init__(self, pacer: Pacer, *, rate: float, round_trip: float, answers: bool = True) -> None:
        self.pacer, self.rate, self.round_trip, self.answers = pacer, rate, round_trip, answers
        self.now = self.free = 0.0
        self.due: deque[float] = deque()

    def queued(self) -> float:
        """Seconds until what was sent has left."""
        return max(0.0, self.free - self.now)

    def send(self, size: int) -> None:
        self.free = max(self.free, self.now) + size / self.rate
        if self.pacer.sent(size, self.now) and self.answers:
            self.due.append(self.free + self.round_trip)

    def wait(self, seconds: float) -> None:
        """Let time pass until an answer comes, or that long."""
        if self.due and self.due[0] <= self.now + seconds:
            self.now = max(self.now, self.due.popleft())
            self.pacer.answered(self.now)
        else:
            self.now += seconds


def frames(link: Link, *, size: int, seconds: float) -> tuple[int, float]:
    """Send as many frames as the pacer allows; return how many, and the longest queue once it knows the link."""
    count, longest = 0, 0.0
    while link.now < seconds:
        left = link.pacer.wait(link.now)
        if left is None:
            link.send(size)
            count += 1
            longest = max(longest, link.queued() if link.now > seconds / 2 else 0.0)
            link.wait(0.001)
        else:
            link.wait(left)
    return count, longest


def test_a_slow_link_is_kept_busy_and_its_queue_short() -> None:
    count, longest = frames(Link(Pacer(), rate=15_000, round_trip=0.15), size=400, seconds=20)

    assert longest < 0.25
    assert count * 400 / 20 > 0.6 * 15_000


def test_a_fast_link_with_a_long_round_trip_is_used() -> None:
    count, _ = frames(Link(Pacer(), rate=5_000_000, round_trip=0.15), size=4_000, seconds=20)

    assert count * 4_000 / 20 > 400_000


def test_a_single_frame_never_waits() -> None:
    pacer = Pacer()
    pacer.sent(60, 0.0)

    assert pacer.wait(0.0) is None


def test_a_terminal_that_never_answers_holds_nothing_up_for_long() -> None:
    link = Link(Pacer(), rate=1e9, round_trip=0.0, answers=False)
    stood = 0.0
    while not link.pacer.deaf:
        left = link.pacer.wait(link.now)
        if left is None:
            link.send(3_000)
        else:
            stood += left
            link.wait(left)

    assert stood < 1.5
    link.send(1_000_000)
    assert link.pacer.wait(link.now) is None


def test_a_lost_answer_is_given_up_after_some_seconds() -> None:
    pacer = Pacer()
    pacer.sent(2_000, 0.0)
    pacer.answered(0.1)
    pacer.sent(2_000, 1.0)

    assert pacer.wait(2.0) == 2.0
    assert pacer.wait(4.5) is None


def test_an_answer_that_comes_after_that_does_no_harm() -> None:
    pacer = Pacer()
    pacer.sent(2_000, 0.0)
    assert pacer.wait(1.0) is None

    pacer.answered(1.2)

    assert pacer.answers
    assert pacer.wait(1.3) is None


def test_a_terminal_that_tells_no_place_is_not_waited_for_once_it_has_answered_what_came_later() -> None:
    pacer = Pacer()
    pacer.asked_place(0.0)
    pacer.sent(2_000, 0.0)

    pacer.answered(0.1)

    assert not pacer.waiting
    assert pacer.patience(0.1) == 0


def test_where_the_cursor_is_answers_nothing_that_was_asked_later() -> None:
    pacer = Pacer()
    pacer.asked_place(0.0)
    pacer.sent(2_000, 0.0)

    pacer.answered(0.1, place=True)
    assert pacer.waiting
    pacer.answered(0.1, place=True)  # nobody asked
    assert pacer.waiting

    pacer.answered(0.2)
    assert not pacer.waiting
