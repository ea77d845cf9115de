"""A TCP proxy in a thread of the harness, whose line to a server can be cut in the ways that lines are cut."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Literal, TypeVar

from tests.faults.servers.ports import LOOPBACK, free_port

#: pass: forward both ways. blackhole: accept and keep, forward nothing. reset: RST to whoever is connected or connects.
#: down: refuse.
Mode = Literal["pass", "blackhole", "reset", "down"]
#: Given what the client sent last, and a piece that the server answered.
Trap = Callable[[bytes, bytes], bool]
T = TypeVar("T")
_PIECE = 65536
_RST = struct.pack("ii", 1, 0)


class Proxy:
    """Listens at `port` for the server at `server_port`; how it treats connections is switched at run time."""

    def __init__(self, server_port: int) -> None:
        self.port = free_port()
        self.server_port = server_port
        #: Seconds by which each piece is late, in both directions.
        self.latency = 0.0
        #: Connections that were reset so far.
        self.resets = 0
        self.mode: Mode = "pass"
        self._trap: Trap | None = None
        self._lines: set[_Line] = set()
        self._listener: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"proxy-{self.port}", daemon=True)
        self._thread.start()
        self._flowing = asyncio.Event()
        self._do(self._switch("pass"))

    @property
    def connections(self) -> int:
        """How many there are."""
        return len(self._lines)

    def switch(self, mode: Mode) -> None:
        """Treat connections like this from now on, those that are open too."""
        self._do(self._switch(mode))

    def reset_all(self) -> None:
        """RST to both ends of every open connection; what becomes of new ones is a matter of the mode."""
        self._do(self._reset_all())

    def reset_when(self, trap: Trap) -> None:
        """Reset one connection, and then no other, when `trap` says so of a piece that the server sent.

        The client never gets the piece: so the answer to a COMMIT can be lost.
        """
        self._trap = trap

    @property
    def trap_is_set(self) -> bool:
        """Whether `reset_when` still waits for its piece."""
        return self._trap is not None

    def close(self) -> None:
        """Close everything."""
        if self._loop.is_running():
            self._do(self._switch("down"))
            self._do(self._end())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(5)
            self._loop.close()

    def _do(self, act: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(act, self._loop).result(10)

    async def _switch(self, mode: Mode) -> None:
        self.mode = mode
        if mode == "down":
            await self._deafen()
        elif self._listener is None:
            self._listener = await asyncio.start_server(self._accept, LOOPBACK, self.port)
        if mode in {"reset", "down"}:
            await self._reset_all()
        if mode == "blackhole":
            self._flowing.clear()
        else:
            self._flowing.set()

    async def _deafen(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()

    async def _reset_all(self) -> None:
        for line in list(self._lines):
            line.reset()

    async def _end(self) -> None:
        self._flowing.set()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = _Line(self, reader, writer)
        self._lines.add(line)
        try:
            await line.run()
        finally:
            self._lines.discard(line)

    async def flow(self) -> None:
        """Wait while nothing is forwarded, and for as long as each piece is late."""
        await self._flowing.wait()
        if self.latency:
            await asyncio.sleep(self.latency)

    def catches(self, said: bytes, answered: bytes) -> bool:
        """Whether this is the piece that the trap waits for."""
        if self._trap is None or not self._trap(said, answered):
            return False
        self._trap = None
        return True


class _Line:
    """One connection, and the one to the server behind it."""

    def __init__(self, proxy: Proxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._proxy = proxy
        self._reader = reader
        self._writers = [writer]
        self._said = b""

    async def run(self) -> None:
        """Forward until one side ends."""
        if self._proxy.mode == "reset":
            self.reset()
            return
        await self._proxy.flow()
        try:
            reader, writer = await asyncio.open_connection(LOOPBACK, self._proxy.server_port)
        except OSError:
            self.reset()
            return
        self._writers.append(writer)
        ways = [self._pump(self._reader, writer, self._ask), self._pump(reader, self._writers[0], self._answer)]
        with contextlib.suppress(OSError):
            await asyncio.wait([asyncio.ensure_future(way) for way in ways], return_when=asyncio.FIRST_COMPLETED)
        for end in self._writers:
            end.close()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, passes: Callable[[bytes], bool]
    ) -> None:
        with contextlib.suppress(OSError):
            while (piece := await reader.read(_PIECE)) and passes(piece):
                await self._proxy.flow()
                writer.write(piece)
                await writer.drain()

    def _ask(self, piece: bytes) -> bool:
        self._said = piece
        return True

    def _answer(self, piece: bytes) -> bool:
        if self._proxy.catches(self._said, piece):
            self.reset()
            return False
        return True

    def reset(self) -> None:
        """RST to both ends, whatever is on its way."""
        self._proxy.resets += 1
        for writer in self._writers:
            wire = writer.get_extra_info("socket")
            with contextlib.suppress(OSError):
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST)
            writer.transport.abort()
