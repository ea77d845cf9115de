"""Wake one waiting thread, as cheaply as Python can."""

from __future__ import annotations

from queue import Empty, SimpleQueue


class Bell:
    """An event for one listener. Whoever rings must have made the news visible before."""

    def __init__(self) -> None:
        self._rings: SimpleQueue[None] = SimpleQueue()

    def ring(self) -> None:
        """Wake the listener, or keep it from going to sleep."""
        # One unheard ring says it all; the queue stays short however many threads ring.
        if self._rings.empty():
            self._rings.put(None)

    def wait(self, seconds: float) -> bool:
        """Sleep until it rings, `seconds` at most; answers whether it did."""
        try:
            self._rings.get(timeout=max(0.0, seconds))
        except Empty:
            return False
        return True
