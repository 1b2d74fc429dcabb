"""The configuration: what the user wrote, checked in one go, with every problem named by file and key."""

from tui.config.load import NoConfig, config_from, config_of_text, load_config
from tui.config.model import Config, ConnectionConfig, Ui, Vendors
from tui.config.secrets import SecretKind, SecretSource

__all__ = [
    "Config",
    "ConnectionConfig",
    "NoConfig",
    "SecretKind",
    "SecretSource",
    "Ui",
    "Vendors",
    "config_from",
    "config_of_text",
    "load_config",
]
