"""`do` and `journal`, in processes of their own: exit codes, what is asked, what is sent."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests import processes
from tests.servers import answer, disconnect
from tests.writing.server import AcmeServer

Ended: TypeAlias = tuple[int, str, str]
Run: TypeAlias = Callable[..., Coroutine[Any, Any, Ended]]

CONFIG = """
[connections.campus]
vendor = "acme"
base_url = "{url}"
key = "hush-hush"

[connections.looking]
vendor = "acme"
base_url = "{url}"
read_only = true
"""


@pytest.fixture
def run(server: AcmeServer, tmp_path: Path) -> Run:
    """Run `frontdesk` without a terminal, on a config for the server."""
    config = tmp_path / "config.toml"
    config.write_text(CONFIG.format(url=server.url))
    environ = {
        **{name: value for name, value in os.environ.items() if "proxy" not in name.lower()},
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "FRONTDESK_CONFIG": str(config),
        "FRONTDESK_VENDORS": str(Path(__file__).parent / "vendors"),
    }

    async def frontdesk(*words: str) -> Ended:
        done = await asyncio.to_thread(processes.run, words, environment=environ, folder=tmp_path)
        return done.returncode, done.stdout, done.stderr

    return frontdesk


async def test_what_is_safe_goes_without_a_question(run: Run, server: AcmeServer) -> None:
    code, out, _ = await run("do", "campus", "greet", "--name", "Lee")

    assert (code, out) == (0, "done       Lee  Hello Lee.\n")
    assert server.seen[0].headers["x-key"] == "hush-hush"


async def test_what_can_be_undone_wants_yes(run: Run, server: AcmeServer) -> None:
    words = ("do", "campus", "invite", "--email", "lee@example.org", "--team-id", "A")

    refused, _, err = await run(*words)
    sent_before = list(server.seen)
    done, out, _ = await run(*words, "--yes", "--format", "json")

    assert refused == 4
    assert "Add --yes." in err
    assert sent_before == []
    assert done == 0
    assert json.loads(out) == {
        "target": "lee@example.org",
        "state": "done",
        "text": "Invited.",
        "request_id": "req-lee@example.org",
        "unchanged": False,
        "journal": 1,
        "answer": {"detail": "Invited.", "requestId": "req-lee@example.org"},
    }
    assert server.seen[0].json() == {"email": "lee@example.org", "teamId": "A"}


@pytest.mark.parametrize(
    ("flags", "code"),
    [
        ((), 4),
        (("--yes",), 4),
        (("--confirm", "lee@example.org"), 4),
        (("--yes", "--confirm", "kim@example.org"), 4),
        (("--yes", "--confirm", "lee@example.org"), 0),
    ],
)
async def test_what_cannot_be_undone_wants_yes_and_the_name(
    run: Run, server: AcmeServer, flags: tuple[str, ...], code: int
) -> None:
    ended, _, _ = await run("do", "campus", "delete", "--email", "lee@example.org", *flags)

    assert ended == code
    assert server.deleted == ([] if code else ["lee@example.org"])


async def test_a_dry_run_prints_the_request_and_sends_nothing(run: Run, server: AcmeServer) -> None:
    code, out, _ = await run("do", "campus", "invite", "--email", "lee@example.org", "--overwrite", "--dry-run")

    assert code == 0
    assert out.startswith(f"POST {server.url}/invite\n")
    assert '"overwrite": true' in out
    assert "hush-hush" not in out
    assert server.seen == []


async def test_a_read_only_connection_refuses(run: Run, server: AcmeServer) -> None:
    code, _, err = await run("do", "looking", "greet", "--name", "Lee", "--yes")

    assert code == 4
    assert "read-only" in err
    assert server.seen == []


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("invite",), "--email: E-mail is required."),
        (("invite", "--email", "lee"), "--email: “lee” is no e-mail address."),
        (("invite", "--email", ""), "the value is empty"),
        (("invite", "--email", "a@b.c", "--email", "d@e.f"), "is given 2 times"),
        (("invite", "--emial", "a@b.c"), "Did you mean --email?"),
        (("update", "--user-id", "u1", "--set", "eNPS"), "“eNPS” is no pair"),
        (("update", "--user-id", "u1"), "Nothing would change."),
        (("invent",), "There is no action “invent”. Did you mean “invite”?"),
        (("zzz",), "There is no action “zzz”. There are: greet, invite, delete, update."),
        ((), "invite"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_sent(
    run: Run, server: AcmeServer, words: tuple[str, ...], wrong: str
) -> None:
    code, _, err = await run("do", "campus", *words, *(["--yes"] if words else []))

    assert code == 2
    assert wrong in err
    assert server.seen == []


async def test_without_an_answer_not_even_a_read_is_sent(run: Run, server: AcmeServer) -> None:
    code, _, _ = await run("do", "campus", "update", "--user-id", "u1", "--set", "eNPS=9")

    assert code == 4
    assert server.seen == []


async def test_pairs_keep_the_type_that_they_are_written_with(run: Run, server: AcmeServer) -> None:
    pairs = ("--set", "eNPS=9", "--set", 'Code="9"', "--set", "Remote=true", "--set", "Note=", "--unset", "Region")

    code, _, _ = await run("do", "campus", "update", "--user-id", "u1", *pairs, "--yes")

    assert code == 0
    assert server.seen[-1].json() == {
        "update": {"eNPS": 9, "Code": "9", "Remote": True, "Note": ""},
        "unset": ["Region"],
    }


async def test_a_refusal_is_told_in_the_vendors_words(run: Run, server: AcmeServer) -> None:
    server.before = lambda email: answer(400, {"detail": "teamId out of range"})

    code, out, err = await run("do", "campus", "invite", "--email", "lee@example.org", "--yes", "--format", "json")

    assert code == 1
    assert json.loads(out)["state"] == "refused"
    assert "refused" in err
    assert "teamId out of range" in err


async def test_a_lost_answer_is_unknown_and_can_be_verified(run: Run, server: AcmeServer) -> None:
    server.badly = lambda email: disconnect()
    lost, _, err = await run("do", "campus", "invite", "--email", "lee@example.org", "--yes")
    verified, out, _ = await run("journal", "verify", "1")
    _, listed, _ = await run("journal", "--format", "json")

    assert lost == 1
    assert "journal verify 1" in err
    assert verified == 0
    assert "done" in out
    assert json.loads(listed)[0]["state"] == "done"


async def test_a_file_is_done_row_by_row_and_what_failed_is_told(run: Run, server: AcmeServer, tmp_path: Path) -> None:
    lines = "".join(f"p{number}@example.org;A\r\n" for number in range(20))
    (tmp_path / "people.csv").write_text(f"\ufeffE-mail;Team Id\r\n{lines}", "utf-8")
    server.before = lambda email: answer(400, {"detail": "no"}) if email.startswith("p7@") else None

    code, out, err = await run("do", "campus", "invite", "--from", "people.csv", "--yes")
    _, csv_out, _ = await run("journal", "--format", "csv", "--state", "refused")

    assert code == 3
    assert len(out.splitlines()) == 1
    assert "p7@example.org" in out
    assert "20 rows: 19 done, 1 refused." in err
    assert len(server.invited) == 19
    assert len(csv_out.splitlines()) == 2


async def test_a_file_of_one_row_is_one_row(run: Run, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("email\nlee@example.org\n")

    _, _, err = await run("do", "campus", "invite", "--from", "people.csv", "--yes")

    assert "1 row: 1 done." in err


async def test_bad_cells_are_all_listed_before_anything_is_sent(run: Run, server: AcmeServer, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("email,teamId\nlee,A\nkim@example.org,ZZ\nann@example.org,B\n")

    code, _, err = await run("do", "campus", "invite", "--from", "people.csv", "--yes")

    assert code == 2
    assert "line 2, email: “lee” is no e-mail address." in err
    assert "line 3, teamId: A team is A to Z." in err
    assert server.seen == []


async def test_a_column_is_said_and_the_good_rows_go_without_the_bad_ones(
    run: Run, server: AcmeServer, tmp_path: Path
) -> None:
    (tmp_path / "people.csv").write_text("Who,Access level\nlee,member\nkim@example.org,admin\n")
    words = ("do", "campus", "invite", "--from", "people.csv", "--map", "email=Who", "--bad-rows", "bad.csv")

    unanswered, _, _ = await run(*words)
    dry, _, dry_err = await run(*words, "--dry-run")
    assert not (tmp_path / "bad.csv").exists()
    code, _, err = await run(*words, "--yes")

    assert (unanswered, dry, code) == (4, 3, 3)
    assert "1 of 2 rows have bad cells and are not sent: without --dry-run bad.csv gets them." in dry_err
    assert "The column “Access level” is taken for permission" in err
    assert "1 of 2 rows have bad cells and are not sent: see bad.csv." in err
    assert [seen.json() for seen in server.seen] == [{"email": "kim@example.org", "permission": "admin"}]
    assert (tmp_path / "bad.csv").read_text().splitlines()[1].startswith("lee,member,Who: ")


async def test_many_that_cannot_be_undone_want_their_number(run: Run, server: AcmeServer, tmp_path: Path) -> None:
    (tmp_path / "gone.csv").write_text("email\na@b.c\nd@e.f\n")
    words = ("do", "campus", "delete", "--from", "gone.csv", "--yes")

    refused, _, err = await run(*words)
    wrong, _, _ = await run(*words, "--confirm", "3")
    done, _, _ = await run(*words, "--confirm", "2")

    assert (refused, wrong, done) == (4, 4, 0)
    assert "Add --confirm 2." in err
    assert sorted(server.deleted) == ["a@b.c", "d@e.f"]


async def test_a_dry_run_of_a_file_prints_every_request(run: Run, server: AcmeServer, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("email\na@b.c\nd@e.f\n")

    code, out, _ = await run("do", "campus", "invite", "--from", "people.csv", "--dry-run")

    assert code == 0
    assert out.count("POST ") == 2
    assert server.seen == []


async def test_an_undo_asks_first_and_is_marked_in_the_journal(run: Run, server: AcmeServer) -> None:
    await run("do", "campus", "update", "--user-id", "u1", "--set", "Department=Arts", "--yes")

    refused, _, _ = await run("journal", "undo", "1")
    undone, _, _ = await run("journal", "undo", "1", "--yes")
    again, _, _ = await run("journal", "undo", "1", "--yes")
    _, listed, _ = await run("journal")

    assert (refused, undone, again) == (4, 0, 4)
    assert server.profile["Department"] == "Product"
    assert "undone" in listed


async def test_a_journal_that_cannot_be_written_sends_nothing(run: Run, server: AcmeServer, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")

    code, _, err = await run("do", "campus", "greet", "--name", "Lee")

    assert code == 4
    assert "Nothing is sent" in err
    assert server.seen == []
