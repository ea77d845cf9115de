"""The proxy cuts lines in the ways that lines are cut, and servers come back."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.faults.patience import wait_for
from tests.faults.servers.ports import LOOPBACK
from tests.faults.servers.postgresql import PostgreSQL
from tests.faults.servers.process import ROOT
from tests.faults.servers.proxy import Proxy


@pytest.fixture(scope="module")
def cluster() -> Iterator[PostgreSQL]:
    """A PostgreSQL server that may be hurt."""
    server = PostgreSQL()
    server.create()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def echo() -> Iterator[int]:
    """The port of a server that answers what it hears."""
    with socket.create_server((LOOPBACK, 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=_echo, args=[line], daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def _echo(line: socket.socket) -> None:
    with line:
        try:
            while piece := line.recv(1000):
                line.sendall(piece)
        except OSError:
            return


@pytest.fixture
def proxy(echo: int) -> Iterator[Proxy]:
    """Before the echo."""
    proxy = Proxy(echo)
    yield proxy
    proxy.close()


def call(proxy: Proxy) -> socket.socket:
    """A new connection through the proxy."""
    return socket.create_connection((LOOPBACK, proxy.port), timeout=2)


def test_what_passes_is_unchanged(proxy: Proxy) -> None:
    with call(proxy) as line:
        line.sendall(b"x" * 100_000)
        heard = b""
        while len(heard) < 100_000:
            heard += line.recv(65536)
    assert heard == b"x" * 100_000


def test_latency_delays_each_way(proxy: Proxy) -> None:
    proxy.latency = 0.1
    with call(proxy) as line:
        began_at = time.monotonic()
        line.sendall(b"x")
        assert line.recv(1) == b"x"
    assert time.monotonic() - began_at >= 0.2


def test_a_black_hole_accepts_and_says_nothing_until_it_passes_again(proxy: Proxy) -> None:
    with call(proxy) as old:
        proxy.switch("blackhole")
        with call(proxy) as new:
            for line in (old, new):
                line.sendall(b"x")
                line.settimeout(0.2)
                with pytest.raises(TimeoutError):
                    line.recv(1)
            proxy.switch("pass")
            for line in (old, new):
                line.settimeout(2)
                assert line.recv(1) == b"x"


def test_a_reset_is_a_reset_for_old_lines_and_new_ones(proxy: Proxy) -> None:
    with call(proxy) as old:
        old.sendall(b"x")
        assert old.recv(1) == b"x"
        proxy.switch("reset")
        with pytest.raises(ConnectionResetError):
            old.recv(1)
        with pytest.raises(ConnectionResetError), call(proxy) as new:
            new.recv(1)


def test_down_is_refused_and_up_again_is_welcome(proxy: Proxy) -> None:
    proxy.switch("down")
    with pytest.raises(ConnectionRefusedError):
        call(proxy)
    proxy.switch("pass")
    with call(proxy) as line:
        line.sendall(b"x")
        assert line.recv(1) == b"x"


def test_an_answer_can_be_lost_after_the_server_gave_it(cluster: PostgreSQL) -> None:
    proxy = Proxy(cluster.port)
    cluster.execute("CREATE TABLE doubt (number int)")
    dsn = cluster.dsn("postgres").replace(f"port={cluster.port}", f"port={proxy.port}")
    try:
        with psycopg.connect(dsn) as connection:
            connection.execute("INSERT INTO doubt VALUES (1)")
            proxy.reset_when(lambda said, answered: b"COMMIT" in answered)
            with pytest.raises(psycopg.OperationalError):
                connection.commit()
        assert not proxy.trap_is_set
        assert proxy.resets == 1
        assert cluster.execute("SELECT number FROM doubt") == [(1,)]
        with psycopg.connect(dsn) as connection:
            connection.execute("INSERT INTO doubt VALUES (2)")
        assert proxy.resets == 1
    finally:
        proxy.close()


def test_a_killed_postgresql_comes_back_with_what_was_committed(cluster: PostgreSQL) -> None:
    cluster.execute("CREATE TABLE kept (number int)")
    cluster.execute("INSERT INTO kept VALUES (7)")
    cluster.kill()
    with pytest.raises(psycopg.OperationalError):
        cluster.execute("SELECT 1")
    cluster.start()
    assert cluster.execute("SELECT number FROM kept") == [(7,)]
    cluster.restart("immediate")
    assert cluster.execute("SELECT number FROM kept") == [(7,)]


def test_backends_are_terminated_and_a_database_refuses_writes(cluster: PostgreSQL) -> None:
    cluster.execute("CREATE DATABASE crippled")
    # Not the connection's own block, whose end would ask a server that is gone for a COMMIT.
    with closing(psycopg.connect(cluster.dsn("crippled"), autocommit=True)) as connection:
        connection.execute("SELECT 1")
        assert cluster.backends("crippled") == 1
        assert cluster.terminate_backends("crippled") == 1
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    cluster.read_only("crippled", on=True)
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        cluster.execute("CREATE TABLE t (i int)", database="crippled")
    cluster.read_only("crippled", on=False)
    cluster.execute("CREATE TABLE t (i int)", database="crippled")


ORPHAN = """
import os, sys, time
from pathlib import Path
from tests.faults.servers.process import Process
process = Process([sys.executable, "-c", "import time; time.sleep(300)"], os.environ, Path(os.devnull))
print(process.pid, flush=True)
os.kill(os.getpid(), 9)
"""


def test_what_was_started_does_not_outlive_a_killed_harness() -> None:
    command = [sys.executable, "-c", ORPHAN]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert said.returncode == -signal.SIGKILL
    pid = int(said.stdout)
    wait_for(lambda: _is_gone(pid), 10, "the end of the orphan")


def _is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
