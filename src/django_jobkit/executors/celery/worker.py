"""What of us lives in a Celery worker, from its start to its end."""

from __future__ import annotations

import logging
import threading
from typing import Any

from billiard.process import current_process
from celery import signals

from django_jobkit.conf import config
from django_jobkit.core.executor import get_executor
from django_jobkit.executors import hosted, lifespan
from django_jobkit.executors.celery import outages
from django_jobkit.executors.celery.board import Board
from django_jobkit.executors.celery.child import Child
from django_jobkit.executors.celery.parties import HostedParty, Party, PreforkParty
from django_jobkit.executors.celery.redelivery import Redelivery

logger = logging.getLogger(__name__)

# A pool that grows by remote control may have more processes than it was started with. Those beyond the board look
# after themselves, but nobody tells them of a warm shutdown.
_FEWEST_SLOTS = 256
_GREEN = ("gevent", "eventlet")


class _Worker:
    """Of this process."""

    board: Board | None = None
    child: Child | None = None
    party: Party | None = None
    redelivery: Redelivery | None = None
    is_green = False
    lock = threading.Lock()


def child() -> Child | None:
    """The running side of this process, if it is a prefork child with a place on the board."""
    return _Worker.child


def may_run() -> bool:
    """Whether this process may run jobs at all."""
    return not _Worker.is_green


def look_now() -> None:
    """A process of the pool may have died."""
    if _Worker.party is not None:
        _Worker.party.look_now()


def forgive(pid: int) -> None:
    """Celery is about to kill this process of the pool for no fault of its job."""
    if _Worker.party is not None:
        _Worker.party.forgive(pid)


def connect() -> None:
    """Hear from the worker that imports its tasks at this moment, if this process is one."""
    for signal, heed in (
        (signals.worker_init, _on_init),
        (signals.worker_process_init, _on_process_init),
        (signals.worker_process_shutdown, _on_process_shutdown),
        (signals.worker_ready, _on_ready),
        (signals.worker_shutting_down, _on_shutting_down),
        (signals.worker_shutdown, _on_shutdown),
    ):
        signal.connect(heed, weak=False, dispatch_uid=f"jobkit-{heed.__name__}")


def _on_init(sender: Any, **kwargs: Any) -> None:
    pool = _pool_name(sender)
    _Worker.is_green = pool.endswith(_GREEN)
    if _Worker.is_green:
        logger.critical("Jobs cannot run in %s, where a busy handler would stop all that looks after it.", pool)
    outages.outlast(sender.app.conf, pool)
    _hear_of_cold_shutdowns(sender)
    _Worker.board = Board(max(_FEWEST_SLOTS, 2 * _processes(sender))) if "prefork" in pool else None


def _hear_of_cold_shutdowns(sender: Any) -> None:
    # Celery sends its signal when it has waited for the soft shutdown and killed the pool; jobs want to know before.
    wait = sender.wait_for_soft_shutdown

    def begin_to_part_and_wait() -> None:
        _begin_to_part(float(sender.app.conf.worker_soft_shutdown_timeout))
        wait()

    sender.wait_for_soft_shutdown = begin_to_part_and_wait


def _pool_name(sender: Any) -> str:
    pool = sender.pool_cls
    return pool if isinstance(pool, str) else str(pool.__module__)


def _processes(sender: Any) -> int:
    try:
        return int(sender.concurrency)
    except ValueError:
        return 0


def _on_process_init(**kwargs: Any) -> None:
    index = current_process().index
    board = _Worker.board
    if board is not None and index < len(board.slots):
        _Worker.child = Child(board.slots[index])
    else:
        # The parent does the maintenance for all.
        hosted.start(maintaining=False)


def _on_process_shutdown(**kwargs: Any) -> None:
    if _Worker.child is not None:
        _Worker.child.leave()


def _on_ready(sender: Any, **kwargs: Any) -> None:
    # It is sent again after each loss of the broker.
    if sender.connection is not None:
        outages.survive_closing(sender.connection)
    with _Worker.lock:
        if _Worker.party is None:
            _Worker.party = HostedParty() if _Worker.board is None else PreforkParty(_Worker.board)
            _Worker.party.start()
            _Worker.redelivery = Redelivery(sender.app, get_executor().dispatch)
            _Worker.redelivery.start()


def _on_shutting_down(how: str, **kwargs: Any) -> None:
    _begin_to_part(config.SHUTDOWN_GRACE if how == "Warm" else 0.0)


def _begin_to_part(grace: float) -> None:
    if _Worker.redelivery is not None:
        _Worker.redelivery.stop()
    if _Worker.party is not None:
        _Worker.party.begin_to_part(grace)


def _on_shutdown(**kwargs: Any) -> None:
    party, _Worker.party = _Worker.party, None
    if _Worker.redelivery is not None:
        _Worker.redelivery.stop()
        _Worker.redelivery = None
    if party is not None:
        party.part()


def _forget() -> None:
    # The board stays: that is what it is for.
    _Worker.child = None
    _Worker.party = None
    _Worker.redelivery = None
    _Worker.lock = threading.Lock()


lifespan.on_fork(_forget)
