"""Writing configuration down: the example file, with every key there is.

In the example a line `#key = …` is a key to uncomment, a line `# Words` is a comment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tui.config.added import commented, example_of
from tui.config.schema import CACHE, CONNECTION, INCLUDE_HELP, NETWORK, TARGETS, UI, Key
from tui.core.vendor import Setting, Vendor

__all__ = ["example_text"]

_HEAD = """\
# Frontdesk's configuration. It is looked for at --config FILE, then at $FRONTDESK_CONFIG, then where
# “frontdesk paths” says. What you write stays as it is: “frontdesk init” only adds to its end. “frontdesk check” says
# whether it is right.
#
# Uncomment what you need: a line that begins with # and no space after it is a key or a table.
#
# An editor that knows TOML checks what you type by the schema beside this file: the next line tells it where that is,
# and “frontdesk spec --config-schema > config.schema.json” makes it.
#:schema ./config.schema.json"""

_KEYS = """\
# Another key for a command of the app; “?” in the app lists them.
[keys]
#"table.filter" = "slash"
"""

_SECRETS = """\
# --- connections ---------------------------------------------------------------------------------
#
# One table each: [connections.NAME], the name is yours. A secret is a text, or better one of
#   { env = "VARIABLE" }                    an environment variable
#   { command = ["pass", "show", "x"] }     what a command prints; no shell, 10 seconds
#   { file = "/path" }                      a file that only you can read (mode 0600)
#   { keyring = "service/user" }            the system's keyring; pip install 'frontdesk[keyring]'
#
# A connection's own network settings go in [connections.NAME.network]."""


def example_text(vendors: Iterable[Vendor]) -> str:
    """Return the example file: every key there is, commented out, with what it does."""
    parts = [
        _HEAD,
        "\n".join([*commented(INCLUDE_HELP), '#include = ["team.toml"]']),
        "\n".join(["[ui]", *_key_lines(UI)]),
        "\n".join(["# Also as [connections.NAME.network].", "[network]", *_key_lines(NETWORK)]),
        "\n".join(["[cache]", *_key_lines(CACHE)]),
        "\n".join(["# What the figures of reports are measured by.", "[targets]", *_key_lines(TARGETS)]),
        _KEYS.rstrip(),
        _SECRETS,
        *("\n".join(_connection_lines(vendor)) for vendor in vendors),
    ]
    return "\n\n".join(parts) + "\n"


def _key_lines(keys: Iterable[Key]) -> Iterator[str]:
    for key in keys:
        yield from commented(key.help)
        yield f"#{key.name} = {key.example}"


def _connection_lines(vendor: Vendor) -> Iterator[str]:
    yield f"# {vendor.title}: {vendor.what}."
    yield f"#[connections.my-{vendor.name}]"
    yield f'#vendor = "{vendor.name}"'
    yield from _key_lines(key for key in CONNECTION if key.name != "vendor")
    for setting in vendor.settings:
        yield from commented(_about(setting))
        yield f"#{setting.name} = {example_of(setting)}"


def _about(setting: Setting) -> str:
    parts = ["Required." if setting.required else "", setting.help]
    if setting.choices:
        parts.append(f"One of: {', '.join(setting.choices)}.")
    if setting.default not in (None, ""):
        shown = str(setting.default).lower() if isinstance(setting.default, bool) else setting.default
        parts.append(f"Default: {shown}.")
    return " ".join(part for part in parts if part) or setting.name


if __name__ == "__main__":  # python -m tui.config.example > config.example.toml
    import sys

    from tui.vendors import registry

    sys.stdout.write(example_text(registry.load_all(environ={})))
