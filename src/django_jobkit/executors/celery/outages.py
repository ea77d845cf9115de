"""What keeps a worker going when it loses its broker, where Celery by itself would stop or go deaf."""

from __future__ import annotations

import logging
from typing import Any

logger = logging.getLogger(__name__)

# After so many attempts, which take less than an hour, a worker ends; unless a host asked for another number.
_CELERYS_PATIENCE = 100


def outlast(conf: Any, pool: str) -> None:
    """Prepare a worker with these settings of Celery, before it connects."""
    if conf.broker_connection_max_retries == _CELERYS_PATIENCE:
        # Jobs wait in their rows for as long as it takes, and nobody should have to start workers again.
        conf.broker_connection_max_retries = None
    if "thread" in pool:
        # Celery raises the prefetch count again with each task that begins, in the thread that begins it: then two
        # threads read from RabbitMQ's connection, and the worker is deaf for good.
        conf.worker_enable_prefetch_count_reduction = False


def survive_closing(connection: Any) -> None:
    """Have a broken `connection` of kombu close without an error, whatever is left in it.

    Redis' transport would put messages back over the connection that is gone, and raises what Celery takes for a reason
    to stop the worker. The messages are no loss: their jobs are due, and announced again.
    """
    close = connection.close

    def close_anyhow() -> None:
        try:
            close()
        except Exception:
            logger.debug("The broken connection to the broker could not be closed in good order.", exc_info=True)

    connection.close = close_anyhow
