"""Whether a certificate and its key can be served with, in words that help."""

from __future__ import annotations

import ssl
from importlib.util import find_spec


def certificate_problem(certfile: str, keyfile: str) -> str:
    """Why TLS cannot be spoken with these files, and what to do about it; empty if it can, or is not asked for."""
    if not certfile:
        return "A key without its certificate is of no use; set TLS_CERTFILE as well." if keyfile else ""
    if find_spec("fcntl") is None:
        return "The server that runs on Windows speaks no TLS; unset TLS_CERTFILE."
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # A key under a password would have the server wait for somebody to type it.
        context.load_cert_chain(certfile, keyfile or None, password="")
    except OSError as error:
        named = " and ".join(filter(None, (certfile, keyfile)))
        return f"TLS cannot be served with {named}: {error.strerror or error}. See TLS_CERTFILE and TLS_KEYFILE."
    return ""
