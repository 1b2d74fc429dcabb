"""Secrets are known by the name they go under."""

from __future__ import annotations

import pytest

from tui.core.secret import MASK, Secret
from tui.core.wire.redact import looks_secret, mask_secrets, shown_url

SECRET = [
    "password",
    "Password",
    "client_secret",
    "clientSecret",
    "V-Client-Secret",
    "Authorization",
    "Proxy-Authorization",
    "Cookie",
    "Set-Cookie",
    "access_token",
    "accessToken",
    "refreshToken",
    "x-api-key",
    "apiKey",
    "APIKEY",
    "apikey",
    "secretKey",
    "secret_access_key",
    "jwt",
    "sig",
    "tokens",
    "passphrase",
    "private-key",
]
ORDINARY = [
    "username",
    "recording_id",
    "tool_signature",
    "serialNumber",
    "key",
    "monkey",
    "description",
    "token_type",
    "accessTokenExpiration",
    "V-Client-Id",
    "access_key_id",
    "signal",
    "nextPageTokenId",
    "email",
    "design",
]


@pytest.mark.parametrize("name", SECRET)
def test_a_secret_is_known_by_its_name(name: str) -> None:
    assert looks_secret(name)


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_name_is_not(name: str) -> None:
    assert not looks_secret(name)


def test_masks_go_as_deep_as_the_data() -> None:
    data = {"a": [{"password": "x", "b": 1}], "token": {"value": "x"}, "secret": None, "c": Secret("x"), "jwt": ""}
    assert mask_secrets(data) == {
        "a": [{"password": MASK, "b": 1}],
        "token": {"value": MASK},
        "secret": None,
        "c": MASK,
        "jwt": "",
    }


def test_a_shown_address_has_no_user_and_no_values() -> None:
    assert shown_url("https://u:p@host:8/a%2Fb?email=a&x#f") == "https://host:8/a%2Fb?email=…&x=…"
