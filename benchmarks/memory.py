"""How much memory this process has taken at most (Linux)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_STATUS = Path("/proc/self/status")
_FORGET = Path("/proc/self/clear_refs")
#: Forgets the peak of the resident set.
_PEAK = "5"


@dataclass(slots=True)
class Peak:
    """Bytes above what the process held at the beginning, when it is over."""

    above: int = 0


@contextmanager
def peak() -> Iterator[Peak]:
    """Watch the high-water mark of the resident set."""
    found = Peak()
    idle = _bytes("VmRSS")
    _FORGET.write_text(_PEAK, encoding="ascii")
    yield found
    found.above = _bytes("VmHWM") - idle


def _bytes(name: str) -> int:
    line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024
