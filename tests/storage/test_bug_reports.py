"""What is written down about a mistake of ours: the way through the code, and nobody's secrets."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tui.core.wire.redact import redacted_text
from tui.storage.bug_reports import bug_text, place_of, write_report

NOW = datetime(2026, 11, 20, 13, 51, tzinfo=UTC)


def _failed() -> KeyError:
    password = "hush-hush"
    try:
        dict[str, str]()["joinTime"] if password else None
    except KeyError as error:
        return error
    raise AssertionError


def test_a_report_is_the_users_alone_and_holds_no_variables(tmp_path: Path) -> None:
    path = write_report(_failed(), tmp_path / "logs", now=NOW)

    assert path is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text()
    assert "KeyError: 'joinTime'" in text
    assert "in _failed" in text
    assert text.count("hush-hush") == 0


def test_a_full_disk_loses_the_report_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way")

    assert write_report(_failed(), tmp_path / "logs", now=NOW) is None


def test_the_place_is_named_without_anybodys_home() -> None:
    assert place_of(_failed()) == f"KeyError in test_bug_reports.py, line {_failed.__code__.co_firstlineno + 3}"


def test_what_it_came_from_and_what_a_group_is_made_of_is_told() -> None:
    group = ExceptionGroup("several", [_failed(), ValueError("two")])
    group.__cause__ = RuntimeError("before")

    text = bug_text(group, NOW)

    assert text.index("RuntimeError: before") < text.index("which led to") < text.index("KeyError: 'joinTime'")
    assert "ValueError: two" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Illegal header value b'Bearer abc.def'", "Illegal header value b'Bearer •••'"),
        ("client_secret='hush', page=2", "client_secret=•••, page=2"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0.c2lnbmF0dXJl", "•••"),
        ("KeyError in tui/vendors/acme/catalog.py, line 12", "KeyError in tui/vendors/acme/catalog.py, line 12"),
        ("'joinTime'", "'joinTime'"),
    ],
)
def test_free_text_keeps_its_words_and_loses_its_secrets(text: str, shown: str) -> None:
    from tui.core.secret import MASK

    assert redacted_text(text) == shown.replace("•••", MASK)
