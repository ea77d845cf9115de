"""When a process may start to run jobs by itself, and how it stops: at its exit, on SIGTERM, after a fork."""

from __future__ import annotations

import atexit
import logging
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, Protocol

from django.core import mail
from django.utils.autoreload import DJANGO_AUTORELOAD_ENV

from django_jobkit.conf import config

logger = logging.getLogger(__name__)

# Under the development server's reloader, which on Ctrl-C kills its child after a quarter of a second.
_RELOAD_GRACE = 0.1


class Stoppable(Protocol):
    """What has to be stopped before the process ends."""

    def stop(self, grace: float | None = None) -> None:
        """Stop in an orderly way."""

    def hurry(self) -> None:
        """Make a `stop` that is under way return soon."""


class _Process:
    ending = False
    prepared = False
    holds_back = False
    running: list[Stoppable] = []


def may_autostart() -> bool:
    """Whether this process may run jobs without having been told to."""
    wanted: bool | None = config.AUTOSTART
    return not in_test_run() if wanted is None else bool(wanted)


def in_test_run() -> bool:
    """Whether Django's test environment is set up, as its own runner and pytest-django do."""
    return hasattr(mail, "outbox")


def is_ending() -> bool:
    """Whether the process is on its way out; a job claimed now would be given back at once."""
    return _Process.ending


def on_fork(forget: Callable[[], None]) -> None:
    """Call `forget` in every forked child."""
    os.register_at_fork(after_in_child=forget)


def stop_at_the_end(running: Stoppable) -> None:
    """Have `running` stopped before this process ends."""
    if running not in _Process.running:
        _Process.running.append(running)
    if not _Process.prepared:
        _Process.prepared = True
        # Earlier than atexit: before the interpreter waits for the threads of concurrent.futures, among which may be
        # the event loop of a handler that only ends when we tell it to.
        register = getattr(threading, "_register_atexit", atexit.register)
        register(stop_all)
    heed_sigterm()


def heed_sigterm() -> None:
    """Stop on SIGTERM where the process would die of it before we had stopped; asks for the main thread."""
    if threading.current_thread() is not threading.main_thread():
        return
    present = signal.getsignal(signal.SIGTERM)
    if present is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _on_sigterm)
    elif callable(present) and _raises_again(present):
        signal.signal(signal.SIGTERM, _held_back(present))


def stop_all() -> None:
    """Stop everything that runs here; Ctrl-C cuts it short."""
    if _Process.ending:
        return
    _Process.ending = True
    grace = _RELOAD_GRACE if os.environ.get(DJANGO_AUTORELOAD_ENV) == "true" else None
    for running in _Process.running:
        try:
            running.stop(grace)
        except KeyboardInterrupt:
            running.hurry()
            running.stop(0.0)
        except Exception:
            logger.exception("Could not stop in good order.")
    if _Process.holds_back:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def _raises_again(handler: Callable[..., Any]) -> bool:
    # At its end uvicorn sends itself the signal anew, with the default handler in place. Where it loads the application
    # after it took over the signals, as in its worker processes, ours is not the one that it finds again then.
    owner = type(getattr(handler, "__self__", None)).__module__
    return owner.partition(".")[0] == "uvicorn" and hasattr(signal, "pthread_sigmask")


def _held_back(handler: Callable[[int, FrameType | None], Any]) -> Callable[[int, FrameType | None], None]:
    """`handler`, after which this thread hears the signal no more until everything is stopped; others still do."""

    def heed(number: int, frame: FrameType | None) -> None:
        _Process.holds_back = True
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        handler(number, frame)

    return heed


def _on_sigterm(number: int, frame: FrameType | None) -> None:
    if _Process.ending:
        for running in _Process.running:
            running.hurry()
        return
    stop_all()
    # As if we had never been here: whoever started the process sees what ended it.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.raise_signal(signal.SIGTERM)


def _forget() -> None:
    _Process.ending = False
    _Process.prepared = False
    _Process.holds_back = False
    _Process.running = []


on_fork(_forget)
