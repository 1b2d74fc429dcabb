"""The wire log has a line for every try and no secret in any of them."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

from tests.servers import ScriptedServer, answer, redirect, reset
from tests.transport.support import READ, opened
from tui.core.secret import MASK, Secret
from tui.core.wire.http import HeaderAuth, Request
from tui.transport import RequestLog
from tui.transport.log import LogLine


def mode_of(path: str) -> int:
    return Path(path).stat().st_mode


GOOD = answer(200, {"token": "hush"}, headers={"X-Request-Id": "r-1\x1b[31m"})


async def test_every_try_and_every_hop_is_a_line(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "wire.log"
    log = RequestLog(path)
    async with (
        ScriptedServer(reset(), answer(503), redirect("/b"), GOOD) as server,
        opened(server.url, log=log) as transport,
    ):
        assert not path.exists()
        await transport.send(READ)
    log.close()
    assert [line.split(" ", 1)[1].replace(server.url, "") for line in path.read_text().splitlines()] == [
        "campus GET /rooms unreachable 0ms try=1 id=-",
        "campus GET /rooms 503 0ms try=2 id=-",
        "campus GET /rooms 302 0ms try=3 id=-",
        "campus GET /b 200 0ms try=3 id=r-1�[31m",
    ]
    assert path.read_text().startswith("2026-01-05T12:00:00.000Z ")


async def test_it_holds_no_secret_and_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "wire.log"
    path.write_text("")
    path.chmod(0o644)
    auth = HeaderAuth({"V-Client-Secret": Secret("hush")})
    async with ScriptedServer(GOOD) as server, opened(server.url, auth=auth, log=RequestLog(path)) as transport:
        params = [("access_token", "hush"), ("page", "1")]
        await transport.send(Request("POST", "/x", params=params, body={"password": "hush"}))
    assert "hush" not in path.read_text()
    assert f"?access_token={MASK}&page=1" in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_log_that_cannot_be_written_does_not_stop_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    log = RequestLog(tmp_path / "file" / "wire.log")
    async with ScriptedServer(GOOD) as server, opened(server.url, log=log) as transport:
        assert (await transport.send(READ)).status == 200
    assert "cannot be written" in log.problem


async def test_a_device_and_a_pipe_keep_their_modes_and_a_pipe_without_a_reader_is_not_waited_for(
    tmp_path: Path,
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o644)
    pipe.chmod(0o644)
    null, unread = RequestLog(Path("/dev/null")), RequestLog(pipe)
    before = mode_of("/dev/null")
    for log in (null, unread):
        async with ScriptedServer(GOOD) as server, opened(server.url, log=log) as transport:
            assert (await transport.send(READ)).status == 200

    assert (null.problem, mode_of("/dev/null")) == ("", before)
    assert unread.problem.endswith("pipe cannot be written: nobody reads it.")

    read = RequestLog(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    async with ScriptedServer(GOOD) as server, opened(server.url, log=read) as transport:
        await transport.send(READ)
    assert b"campus GET /rooms 200" in os.read(reading, 65536).replace(server.url.encode(), b"")
    os.close(reading)
    assert stat.S_IMODE(pipe.stat().st_mode) == 0o644


def test_folders_on_the_way_to_a_log_are_for_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        log = RequestLog(tmp_path / "a" / "b" / "wire.log")
        log.write(LogLine(datetime(2026, 1, 5, tzinfo=UTC), "campus", "GET", "http://x/", "200", 0.1, 1))
        log.close()
    finally:
        os.umask(before)
    assert [stat.S_IMODE(mode_of(str(tmp_path / each))) for each in ("a", "a/b")] == [0o700, 0o700]
