"""Small servers on loopback that say exactly what a test has them say, however rude."""

from __future__ import annotations

import gzip
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LOOPBACK = "127.0.0.1"
_PATIENCE = 10.0
_BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(slots=True)
class Wire:
    """The server's end of a connection."""

    connection: socket.socket
    closing: threading.Event

    def send(self, data: bytes) -> None:
        """Send `data`; raises OSError when the other side is gone."""
        self.connection.sendall(data)

    def drip(self, data: Iterable[bytes], every: float) -> None:
        """Send a piece now and then, until the test is over."""
        for piece in data:
            self.send(piece)
            if self.closing.wait(every):
                return

    def reset(self) -> None:
        """Break the connection rather than close it."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


#: Answers one request on its connection; gives whether the connection stays open for more.
Behaviour = Callable[[Asked, Wire], Any]


@dataclass(slots=True)
class Server:
    """A server that counts who comes."""

    behaviour: Behaviour
    listener: socket.socket
    context: ssl.SSLContext | None = None
    #: Whether it speaks before it is spoken to.
    at_once: bool = False
    host: str = LOOPBACK
    #: Connections that were accepted.
    hits: int = 0
    #: Requests that were read.
    asked: list[Asked] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self.listener.getsockname()[1]
        return port

    @property
    def entry(self) -> str:
        """What EGRESS_ALLOW has to say for it to be reached."""
        return f"{LOOPBACK}:{self.port}"

    def url(self, path: str = "/") -> str:
        """Its URL, whatever the path."""
        return f"{'https' if self.context else 'http'}://{self.host}:{self.port}{path}"

    def serve(self) -> None:
        """Answer until the listener is closed."""
        while not self.closing.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.hits += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        connection.settimeout(_PATIENCE)
        with suppress(OSError, ValueError), connection:
            if self.context is None:
                self._answer(connection)
            else:
                with self.context.wrap_socket(connection, server_side=True) as wrapped:
                    self._answer(wrapped)

    def _answer(self, connection: socket.socket) -> None:
        if self.at_once:
            self.behaviour(Asked("", "", {}), Wire(connection, self.closing))
            return
        with connection.makefile("rb") as reader:
            while (asked := _read(reader)) is not None:
                self.asked.append(asked)
                if not self.behaviour(asked, Wire(connection, self.closing)):
                    return


def _read(reader: Any) -> Asked | None:
    first = reader.readline(_BLOCK).decode("latin-1").split()
    if not first:
        return None
    headers: dict[str, str] = {}
    while line := reader.readline(_BLOCK).decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = reader.read(int(headers.get("content-length", 0)))
    return Asked(first[0], first[1], headers, body)


@contextmanager
def serving(behaviour: Behaviour, *, context: ssl.SSLContext | None = None, at_once: bool = False) -> Iterator[Server]:
    """A server with this behaviour, for a while."""
    listener = socket.create_server((LOOPBACK, 0))
    server = Server(behaviour, listener, context, at_once)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(_PATIENCE)


# What they may say.


def head(status: int = 200, **headers: object) -> bytes:
    """The first lines of an answer; underscores in names stand for hyphens."""
    lines = [f"HTTP/1.1 {status} Said", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def answer(body: bytes = b"ok", status: int = 200, **headers: object) -> bytes:
    """A whole answer of the plain kind."""
    return head(status, Content_Length=len(body), **headers) + body


def says(*answers: bytes) -> Behaviour:
    """These answers in turn, the last one for ever; connections are kept open."""
    left = list(answers)

    def behaviour(asked: Asked, wire: Wire) -> bool:
        wire.send(left.pop(0) if len(left) > 1 else left[0])
        return True

    return behaviour


def routes(**answers: bytes) -> Behaviour:
    """An answer for each path, named without its slash; a 404 for others."""

    def behaviour(asked: Asked, wire: Wire) -> bool:
        name = asked.path.partition("?")[0].strip("/").replace("/", "_").replace(".", "_")
        wire.send(answers.get(name or "root", answer(b"", 404)))
        return True

    return behaviour


def redirect(location: str, status: int = 302) -> bytes:
    """Somewhere else."""
    return answer(b"", status, Location=location)


def drips_body(every: float = 0.05) -> Behaviour:
    """One byte at a time, for ever."""
    return lambda asked, wire: wire.drip((head(200, Content_Length=10**6), *[b"x"] * 10**4), every)


def drips_head(every: float = 0.05) -> Behaviour:
    """A head that never ends, one byte at a time."""
    return lambda asked, wire: wire.drip((b"HTTP/1.1 200 OK\r\nX: ", *[b"x"] * 10**4), every)


def says_nothing(asked: Asked, wire: Wire) -> None:
    """Accepts, and is silent."""
    wire.closing.wait(_PATIENCE)


def endless_chunks(asked: Asked, wire: Wire) -> None:
    """Chunk after chunk."""
    wire.send(head(200, Transfer_Encoding="chunked"))
    while not wire.closing.is_set():
        wire.send(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def endless_framing(asked: Asked, wire: Wire) -> None:
    """Chunks of one byte, each with a long extension that nobody needs."""
    wire.send(head(200, Transfer_Encoding="chunked"))
    while not wire.closing.is_set():
        wire.send(b"1;" + b"e" * 60_000 + b"\r\nx\r\n")


def huge_head(asked: Asked, wire: Wire) -> None:
    """A header of a megabyte."""
    wire.send(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"h" * 1_000_000 + b"\r\n\r\n")


def many_headers(asked: Asked, wire: Wire) -> None:
    """More headers than anybody reads."""
    wire.send(b"HTTP/1.1 200 OK\r\n" + b"X: h\r\n" * 500 + b"\r\n")


def endless_continue(asked: Asked, wire: Wire) -> None:
    """Goes on announcing that it will go on."""
    while not wire.closing.is_set():
        wire.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def bomb(megabytes: int = 100) -> bytes:
    """So many megabytes of zeros as a gzip file a thousandth as large."""
    return gzip.compress(bytes(megabytes * 1024 * 1024), 9)


def breaks_off(asked: Asked, wire: Wire) -> None:
    """Promises more than it gives."""
    wire.send(head(200, Content_Length=1000) + b"half")


def resets(asked: Asked, wire: Wire) -> None:
    """Breaks the connection."""
    wire.reset()


def garbage(asked: Asked, wire: Wire) -> None:
    """Does not speak HTTP."""
    wire.send(b"220 mail.inside.example ESMTP ready\r\n")


def self_signed(folder: Path, *names: str) -> tuple[ssl.SSLContext, Path]:
    """A TLS server's context for these names, and the certificate, which nobody trusts, as a PEM file."""
    import datetime
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    alternatives = [
        x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name) for name in names or (LOOPBACK,)
    ]
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "certificate.pem", folder / "key.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, secret)
    return context, pem
