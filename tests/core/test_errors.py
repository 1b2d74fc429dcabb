"""What is told of an error: sentences that do not run into each other."""

from __future__ import annotations

import pytest

from tui.core.errors import VendorError, in_sentences


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (("slow", "Wait a little."), "slow. Wait a little."),
        (("Gone (NOT_FOUND)", "Look it up."), "Gone (NOT_FOUND). Look it up."),
        (("Stopped.", "Again?", "No"), "Stopped. Again? No"),
        (("He said “stop.”", "Wait."), "He said “stop.” Wait."),
        (("It broke", "(request r1)", "Look."), "It broke. (request r1) Look."),
        (("slow", ""), "slow"),
        (("", "Wait."), "Wait."),
    ],
)
def test_what_is_said_ends_before_the_next_sentence_begins(parts: tuple[str, ...], told: str) -> None:
    assert in_sentences(*parts) == told


def test_an_error_in_the_vendors_words_is_parted_from_its_way_out() -> None:
    assert str(VendorError("clinic: slow", way_out="Wait a little.")) == "clinic: slow. Wait a little."
