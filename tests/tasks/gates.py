"""Named events with which a test holds a running handler and lets it go, without sleeping."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, field


@dataclass
class Gate:
    """A handler says that it entered, then waits until the test opens the gate."""

    entered: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)


gates: defaultdict[str, Gate] = defaultdict(Gate)
