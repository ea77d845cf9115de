"""``manage.py jobkit_maintain``: look after jobs that workers of somebody else's run, and run none."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from django_jobkit.conf import config
from django_jobkit.core.executor import get_executor
from django_jobkit.executors import standby
from django_jobkit.executors.bell import Bell


class Command(BaseCommand):
    """For hosts whose workers do not know us until their first task, and where nothing else is always there."""

    help = (
        "Rescue, promote and announce jobs until SIGTERM or Ctrl-C, but run none. "
        "Only needed where neither a serving process nor a worker does it."
    )

    def handle(self, *, verbosity: int, **options: Any) -> None:
        """Raises CommandError where jobs run in the processes that submit them."""
        executor = get_executor()
        if executor.runs_in_process:
            raise CommandError(f"The executor {config.EXECUTOR!r} looks after its jobs itself; use jobkit_worker.")
        stop = Bell()

        def heed(number: int, frame: FrameType | None) -> None:
            stop.ring()

        before = {number: signal.signal(number, heed) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            standby.stand_by(executor.dispatch_again, config.REDELIVERY_AFTER)
            if verbosity:
                self.stdout.write("django-jobkit looks after jobs until SIGTERM or Ctrl-C.")
                self.stdout.flush()
            while not stop.wait(1.0):
                pass
        finally:
            standby.stop()
            for number, handler in before.items():
                signal.signal(number, handler)
