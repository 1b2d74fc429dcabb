"""One TLS context for all connections with the same extra certificates: making one costs 16 to 37 ms."""

from __future__ import annotations

import ssl
from functools import cache
from pathlib import Path

import truststore

from tui.core.errors import UsageError

__all__ = ["tls_context"]


@cache
def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Make the context that trusts the system's store and, besides, the certificates in a file.

    Raises:
        UsageError: when the file cannot be read or holds no certificate.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca_file is None:
        return context
    try:
        context.load_verify_locations(cafile=ca_file)
    except ssl.SSLError:
        wrong = "holds no certificate in PEM form"
    except OSError as unreadable:
        wrong = f"cannot be read: {(unreadable.strerror or 'unknown error').lower()}"
    else:
        return context
    raise UsageError(f"The certificate file {ca_file} {wrong}.", way_out="Correct ca_file in the config.")
