"""A file whose age tells whether a Celery worker is alive, for probes that must be cheap and must not lie.

Asking by remote control (``celery inspect ping``) would start an interpreter for every probe, needs the broker, and so
would have an orchestrator kill all workers when the broker is what is down.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, ClassVar

from celery import Celery, bootsteps

INTERVAL = 5.0


class Liveness(bootsteps.StartStopStep):  # type: ignore[misc] # Celery has no types
    """Touches `file` from the loop that takes messages; a loop that hangs lets it grow old.

    While that loop does not run, because the broker is away or the worker is stopping, a thread touches it instead:
    restarting the worker would not bring the broker back, and would take its jobs' time to finish.
    """

    requires = ("celery.worker.consumer.tasks:Tasks",)
    file: ClassVar[Path]

    def __init__(self, consumer: Any, **options: Any) -> None:
        super().__init__(consumer, **options)
        self._entry: Any = None
        self._consuming = threading.Event()
        threading.Thread(target=self._stand_in, name="liveness", daemon=True).start()

    def start(self, consumer: Any) -> None:
        """Leave it to the loop, which is about to begin."""
        self.file.touch()
        self._entry = consumer.timer.call_repeatedly(INTERVAL, self.file.touch)
        self._consuming.set()

    def stop(self, consumer: Any) -> None:
        """Leave it to the thread."""
        self._consuming.clear()
        if self._entry is not None:
            self._entry.cancel()
            self._entry = None

    def _stand_in(self) -> None:
        pause = threading.Event()
        while True:
            if not self._consuming.is_set():
                self.file.touch()
            pause.wait(INTERVAL)


def watch_liveness(app: Celery, file: Path) -> None:
    """Let the workers of `app` keep `file` young."""
    step = type("Liveness", (Liveness,), {"file": file})
    app.steps["consumer"].add(step)
