"""What a scenario is: a story told to real processes, some number of times, that ends with the checker."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.faults.system.services import SOURCE, Services
from tests.faults.system.system import Plan, System

Cell = tuple[Any, ...]


@dataclass
class Run:
    """One run of a scenario in one cell: gives systems, counts trials and whatever else is worth a number."""

    services: Services
    name: str
    wanted: int
    #: The package under test; a copy with a seeded bug, perhaps.
    source: Any = SOURCE
    #: What was done and seen: "trials", "jobs", and what the scenario counts itself.
    counts: Counter[str] = field(default_factory=Counter)
    #: Hears of each trial, for a progress bar.
    on_trial: Callable[[], object] = lambda: None
    #: Whether the logs of a system are kept when it fails.
    keeps_logs: bool = True
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def trials(self, factor: int = 1) -> Iterator[int]:
        """The numbers of the trials, each counted when it is over; `factor` when each step is that many trials."""
        for number in range(-(-self.wanted // factor)):
            yield number
            self.count("trials", factor)
            self.on_trial()

    def count(self, what: str, number: int = 1) -> None:
        """Add to what is counted; safe from any thread."""
        with self._lock:
            self.counts[what] += number

    @contextmanager
    def system(self, **plan: Any) -> Iterator[System]:
        """A system under test (see Plan), with everything ended at the end."""
        system = System(self.services, Plan(**{"source": self.source, **plan}), self.name)
        try:
            yield system
            evidence = system.evidence()
            self.count("jobs", len(evidence.jobs))
            self.count("attempts", sum(entry.event == "start" for entry in evidence.entries))
            self.count("failpoints fired", len(system.failpoints.fires()))
        except BaseException as error:
            if self.keeps_logs:
                self.services.keep(system.folder)
                error.add_note(f"Evidence and logs are in {system.folder}")
            raise
        finally:
            system.close()


@dataclass(frozen=True)
class Scenario:
    """A function that takes a run, and the values of one cell."""

    tell: Callable[..., None]
    #: Trials in each cell: in the short form, of minutes in all, and in the long form.
    short: int
    long: int
    cells: Sequence[Cell]
    #: The cells of the short form.
    short_cells: Sequence[Cell]
    #: Tests of reliability.md and invariants, as documentation.
    proves: str

    @property
    def name(self) -> str:
        """Its function's name."""
        return self.tell.__name__

    @property
    def summary(self) -> str:
        """The first line of its docstring."""
        return (self.tell.__doc__ or "").strip().partition("\n")[0]

    def run(self, services: Services, cell: Cell, trials: int, **more: Any) -> Run:
        """Tell the story in one cell; raises what the checker or the scenario finds wrong."""
        run = Run(services, self.name, trials, **more)
        self.tell_to(run, cell)
        return run

    def tell_to(self, run: Run, cell: Cell) -> None:
        """The same, for a run that counts even if it ends early."""
        began_at = time.monotonic()
        try:
            self.tell(run, *cell)
        finally:
            run.counts["seconds"] = round(time.monotonic() - began_at)


SCENARIOS: dict[str, Scenario] = {}


def scenario(
    *, short: int, long: int, over: Sequence[Cell] = ((),), short_over: Sequence[Cell] | None = None, proves: str = ""
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function a scenario: `short` and `long` trials in each cell of `over`, and `short_over` in the short form.

    A scenario with `short` 0 has no short form.
    """

    def register(tell: Callable[..., None]) -> Callable[..., None]:
        assert tell.__name__ not in SCENARIOS, f"two scenarios called {tell.__name__}"
        cells = list(over)
        SCENARIOS[tell.__name__] = Scenario(
            tell, short, long, cells, cells if short_over is None else list(short_over), proves
        )
        return tell

    return register
