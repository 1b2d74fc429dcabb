"""The one place where an error becomes something to look at: a view state, or one line under what is there already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tui.core.errors import (
    Bug,
    ConfigError,
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
    VendorError,
    VendorFailed,
    first_error,
)
from tui.screens.app_state import AppState
from tui.storage.bug_reports import place_of, write_report
from tui.widgets.state_view import StateKind, ViewState

__all__ = ["bugs_caught", "one_line", "short_word", "state_of"]


@contextmanager
def bugs_caught(app_state: AppState) -> Iterator[None]:
    """Turn whatever nobody foresaw into a `Bug`, its details written to the log folder.

    This is the one place that catches everything. What a vendor's folder does runs in our process: a KeyError in how
    one answer is read would end the app, and with it somebody's bulk of 500 rows that has nothing to do with it.

    Raises:
        FrontdeskError: in place of anything else; one that was raised inside a group of tasks comes out alone.
    """
    try:
        yield
    except FrontdeskError:
        raise
    except Exception as failed:
        if isinstance(failed, BaseExceptionGroup) and (known := first_error(failed)):
            raise known from failed
        written = (
            write_report(failed, app_state.paths.logs, now=app_state.now()) if app_state.paths is not None else None
        )
        told = f"Details are in {written}." if written is not None else ""
        raise Bug(f"{place_of(failed)}; this is a bug.", way_out=told) from failed


def state_of(error: FrontdeskError, *, connection: str, retry: str) -> ViewState:
    """Turn an error into the state that fills the screen.

    Args:
        error: What happened.
        connection: The connection's name, for the sentence.
        retry: The key that asks again, as people call it.
    """
    again = f"Press {retry} to ask again."
    return ViewState(
        kind=_kind(error),
        headline=_headline(error, connection),
        text=_text(error),
        way_out=error.way_out if f"press {retry} " in error.way_out.lower() else f"{error.way_out} {again}".strip(),
        where=_where(error),
    )


def one_line(error: FrontdeskError) -> str:
    """Say an error in one line, for when rows stay on the screen above it."""
    whose = "Frontdesk itself failed: " if isinstance(error, Bug) else ""
    return whose + " ".join(str(error).split())


def short_word(error: FrontdeskError) -> str:
    """Say an error in a word or two: home's column."""
    match error:
        case SignedOut() | ConfigError():
            return "signed out"
        case Unreachable():
            return "no answer"
        case Forbidden():
            return "forbidden"
        case RateLimited():
            return "too busy"
        case _:
            return "failed"


def _kind(error: FrontdeskError) -> StateKind:
    match error:
        case SignedOut() | ConfigError():
            return StateKind.SIGNED_OUT
        case Unreachable():
            return StateKind.OFFLINE
        case _:
            return StateKind.ERROR


def _headline(error: FrontdeskError, connection: str) -> str:
    match error:
        case SignedOut():
            return f"Signed out of {connection}."
        case ConfigError():
            return f"{connection} cannot be opened: its credentials are not to be had."
        case Unreachable():
            return f"{connection} does not answer."
        case Forbidden():
            return f"{connection} does not allow this."
        case NotFound():
            return f"{connection} has no such thing."
        case RateLimited():
            return f"{connection} is being asked too often."
        case VendorFailed():
            return f"{connection} answered, but failed."
        case Malformed():
            return f"{connection} sent an answer that cannot be read."
        case Rejected() | Conflict():
            return f"{connection} turned the question down."
        case UsageError():
            return "This cannot be asked."
        case Refused():
            return "Frontdesk did not send this."
        case Bug():
            return "Frontdesk itself failed."
        case _:
            return f"{connection} could not be asked."


def _text(error: FrontdeskError) -> str:
    fields = error.fields if isinstance(error, Rejected) else {}
    return error.message + "".join(f"\n{name}: {words}" for name, words in fields.items())


def _where(error: FrontdeskError) -> str:
    if not isinstance(error, VendorError):
        return ""
    parts = [f"HTTP {error.status}"] if error.status else []
    parts += [f"request {error.request_id}"] if error.request_id else []
    parts += [error.url] if error.url else []
    return ", ".join(parts)
