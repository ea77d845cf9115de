"""What happens again and again while something else goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def repeatedly(act: Callable[[], object], every: float) -> Iterator[None]:
    """Call `act` every so many seconds for the length of a block; what it raises ends the block with an error."""
    ended = threading.Event()
    errors: list[BaseException] = []

    def live() -> None:
        try:
            while not ended.wait(every):
                act()
        except BaseException as error:  # noqa: BLE001 - raised again below, where somebody sees it
            errors.append(error)

    thread = threading.Thread(target=live, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(60)
    if errors:
        raise errors[0]
