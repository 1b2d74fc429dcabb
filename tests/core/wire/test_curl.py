"""A request as curl: what a shell makes of the command is what was sent, with variables where secrets were."""

from __future__ import annotations

import subprocess

from hypothesis import given, settings
from hypothesis import strategies as some

from tui.core.secret import MASK
from tui.core.wire.curl import curl, variables

TEXTS = some.text(some.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f•"), max_size=30)


def said(command: str, **variables: str) -> list[str]:
    """Return the words that a shell would call curl with."""
    script = f"curl() {{ printf '%s\\0' \"$@\"; }}\n{command}\n"
    done = subprocess.run(["bash", "-c", script], env=variables, capture_output=True, check=True)
    return done.stdout.decode().split("\0")[:-1]


@settings(deadline=None, max_examples=25)
@given(query=TEXTS, value=TEXTS, body=TEXTS, secret=TEXTS)
def test_a_shell_hands_on_what_was_sent_whatever_is_in_it(query: str, value: str, body: str, secret: str) -> None:
    command = curl(
        connection="campus",
        method="PUT",
        url=f"https://x.example/a?q={query}",
        headers={"Accept": value, "V-Client-Secret": MASK},
        body=f'{{"text": "{body}", "password": "{MASK}"}}',
    )

    words = said(command, CAMPUS_V_CLIENT_SECRET=secret, CAMPUS_PASSWORD=secret)

    assert variables(command) == ("CAMPUS_V_CLIENT_SECRET", "CAMPUS_PASSWORD")
    assert words[-7:] == [
        f"https://x.example/a?q={query}",
        *("-H", f"Accept: {value}"),
        *("-H", f"V-Client-Secret: {secret}"),
        *("--data-raw", f'{{"text": "{body}", "password": "{secret}"}}'),
    ]
    assert words[:-7] in (["-X", "PUT"], ["--globoff", "-X", "PUT"])


def test_a_variable_is_called_after_what_it_stands_for() -> None:
    command = curl(
        connection="4th line",
        method="GET",
        url=f"https://x.example/?access_token={MASK}&page=1",
        headers={"Authorization": f"Bearer {MASK}", "User-Agent": "frontdesk/1"},
        body="",
    )

    assert variables(command) == ("_4TH_LINE_ACCESS_TOKEN", "_4TH_LINE_AUTHORIZATION")
    assert "frontdesk/1" not in command
    assert " -X " not in command


def test_a_form_is_posted_as_it_was() -> None:
    command = curl(
        connection="line4",
        method="POST",
        url="https://x.example/token",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        body=f"grant_type=client_credentials&client_secret={MASK}",
    )

    assert said(command, LINE4_CLIENT_SECRET="a'b$c")[-1] == "grant_type=client_credentials&client_secret=a'b$c"
    assert " -X " not in command
