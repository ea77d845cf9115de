"""The processes of a contender: one that submits and looks, and its worker."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

_PATIENCE = 150.0

_adapter: Any = None


class Submitter:
    """A process that has Django and one library set up, and does what an adapter can."""

    def __init__(self, adapter: str, environment: Mapping[str, str]) -> None:
        self._pool = ProcessPoolExecutor(
            max_workers=1,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_enter,
            initargs=(adapter, dict(environment)),
        )

    def ask(self, method: str, *arguments: Any) -> Any:
        """Have the adapter do it there, and answer what it answers."""
        return self._pool.submit(_perform, method, arguments).result(_PATIENCE)

    def close(self) -> None:
        """End the process."""
        self._pool.shutdown(cancel_futures=True)


def _enter(adapter: str, environment: dict[str, str]) -> None:
    global _adapter  # noqa: PLW0603 - the one thing that the process is for
    os.environ.update(environment)
    import django
    from django.utils.module_loading import import_string

    django.setup()
    _adapter = import_string(adapter)()


def _perform(method: str, arguments: tuple[Any, ...]) -> Any:
    return getattr(_adapter, method)(*arguments)


class Worker:
    """Processes in groups of their own, so that a signal reaches all that they start."""

    def __init__(self, commands: Sequence[Sequence[str]], environment: Mapping[str, str]) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the worker
        self._processes = [
            subprocess.Popen(
                command,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            for command in commands
        ]

    def pause(self) -> None:
        """Stop all of it where it stands."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """End all of it at once, without a word."""
        self._signal(signal.SIGKILL)
        for process in self._processes:
            process.wait(_PATIENCE)

    def said(self) -> str:
        """The end of what it wrote, for whoever wonders why it does not work."""
        self._log.seek(0)
        return self._log.read().decode(errors="replace")[-4000:]

    def _signal(self, number: signal.Signals) -> None:
        for process in self._processes:
            # The group may outlive its leader, and may be gone already.
            try:
                os.killpg(process.pid, number)
            except ProcessLookupError:
                continue


@contextmanager
def started(commands: Sequence[Sequence[str]], environment: Mapping[str, str]) -> Iterator[Worker]:
    """A worker, killed at the end."""
    worker = Worker(commands, environment)
    try:
        yield worker
    except BaseException:
        print(worker.said())
        raise
    finally:
        worker.kill()
