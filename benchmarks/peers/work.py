"""What the jobs do: nothing, or sleep and write down that they did."""

from __future__ import annotations

import os
import time
from pathlib import Path


def noop() -> None:
    """Do nothing, so that what is measured is the machinery."""


def nap(ledger: str, number: int, seconds: float) -> None:
    """Note in `ledger` that `number` begins, sleep, and note that it is done."""
    note(ledger, "begun", number)
    time.sleep(seconds)
    note(ledger, "done", number)


def note(ledger: str, what: str, number: int) -> None:
    """Append one line, whole or not at all, whoever else writes."""
    file = os.open(ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, f"{what} {number}\n".encode())
    finally:
        os.close(file)


def noted(ledger: str, what: str) -> list[int]:
    """The numbers noted with `what`, in the order in which they came."""
    lines = Path(ledger).read_text(encoding="utf-8").splitlines()
    return [int(line.split()[1]) for line in lines if line.startswith(what)]
