"""Errors on their way to the screen: each class is a state of its own, and names its way out."""

from __future__ import annotations

import pytest

from tui.core.errors import (
    ConfigError,
    ConfigProblem,
    Conflict,
    Forbidden,
    FrontdeskError,
    Malformed,
    NotFound,
    RateLimited,
    Refused,
    Rejected,
    SignedOut,
    Unreachable,
    UsageError,
    VendorFailed,
    first_error,
)
from tui.screens.boundary import one_line, short_word, state_of
from tui.widgets.state_view import StateKind

ERRORS: list[tuple[FrontdeskError, StateKind]] = [
    (SignedOut("The token expired."), StateKind.SIGNED_OUT),
    (
        ConfigError([ConfigProblem("c.toml", "connections.line4.password", "The variable X is not set.")]),
        StateKind.SIGNED_OUT,
    ),
    (Unreachable("No answer within 30 s."), StateKind.OFFLINE),
    (Forbidden("Not for you."), StateKind.ERROR),
    (NotFound("No such room."), StateKind.ERROR),
    (Conflict("It is finished."), StateKind.ERROR),
    (Rejected("Bad values.", fields={"teamId": "out of range"}), StateKind.ERROR),
    (RateLimited("Too many requests.", retry_after=30), StateKind.ERROR),
    (VendorFailed("Internal error.", status=503), StateKind.ERROR),
    (Malformed("data[3] is no object."), StateKind.ERROR),
    (UsageError("The range ends before it starts."), StateKind.ERROR),
    (Refused("This connection is read-only."), StateKind.ERROR),
]


@pytest.mark.parametrize(("error", "kind"), ERRORS, ids=lambda value: type(value).__name__)
def test_every_error_becomes_a_state_with_a_way_out(error: FrontdeskError, kind: StateKind) -> None:
    state = state_of(error, connection="line4", retry="r")
    assert state.kind is kind
    assert state.headline.endswith(".")
    assert error.message in state.text
    assert "Press r" in state.way_out


def test_no_two_vendor_errors_share_a_headline() -> None:
    heads = {state_of(error, connection="line4", retry="r").headline for error, _ in ERRORS}
    assert len(heads) == len(ERRORS) - 1  # Conflict and Rejected are both turned down


def test_the_vendors_words_for_each_field_are_shown() -> None:
    state = state_of(Rejected("Bad values.", fields={"teamId": "out of range"}), connection="campus", retry="r")
    assert "teamId: out of range" in state.text


def test_what_the_vendors_support_asks_for_is_shown() -> None:
    state = state_of(VendorFailed("Oops.", status=503, request_id="64bac7f6"), connection="campus", retry="r")
    assert state.where == "HTTP 503, request 64bac7f6"


def test_one_line_has_no_line_feeds() -> None:
    assert one_line(UsageError("One\ntwo.", way_out="Three.")) == "One two. Three."


def test_homes_column_takes_every_word() -> None:
    assert all(len(short_word(error)) <= 10 for error, _ in ERRORS)


def test_the_error_inside_nested_groups_is_found() -> None:
    inner = SignedOut("Expired.")
    group = BaseExceptionGroup("", [ValueError(), BaseExceptionGroup("", [inner])])
    assert first_error(group) is inner
