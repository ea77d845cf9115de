"""Results and errors that are hard to store."""

from __future__ import annotations

from tests.faults.scenario import Run, scenario
from tests.faults.system.fleets import FLEETS

#: Those that raise, and the class of the error that their job must show.
_ERRORS = {
    "error with nul": "ValueError",
    "error with surrogate": "ValueError",
    "unspeakable error": "Unspeakable",
    "long error": "ValueError",
    "exit": "SystemExit",
    "interrupt": "KeyboardInterrupt",
    "generator exit": "GeneratorExit",
    "group": "BaseExceptionGroup",
}
_RETURNED = ("nan", "infinity", "nul", "surrogate", "set", "bytes", "decimal", "moment", "deep", "huge", "number keys")


@scenario(
    short=1,
    long=50,
    over=[(), ("thread", "sqlite"), ("celery-redis",)],
    short_over=[()],
    proves="T22: I21 I23",
)
def every_outcome_is_stored(run: Run, fleet: str = "thread", database: str = "postgresql") -> None:
    """Whatever a handler returns or raises, its job ends, and an error says what it was."""
    with run.system(**FLEETS[fleet], database=database) as system:
        client = system.start_web()
        system.start_worker()
        for _ in run.trials(factor=len(_ERRORS) + len(_RETURNED)):
            jobs = {kind: client.submit("faults.nasty", {"kind": kind}).job for kind in (*_ERRORS, *_RETURNED)}
            ended = {kind: client.wait_until_ended(job) for kind, job in jobs.items()}
            for kind, error in _ERRORS.items():
                assert ended[kind]["error"]["type"] == error, f"{kind}: {ended[kind]['error']}"
        system.check()
