"""What was found, as tables of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.breaking import Outage, Survival
from benchmarks.comparing import Speed
from benchmarks.measure import Measure
from benchmarks.peers.contender import Contender


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a title."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def of_measures(measures: Sequence[Measure]) -> Sheet:
    """Ours beside the floor, or beside a peer of the same run, with the target."""
    return Sheet(
        "Targets",
        ("measure", "beside", "theirs", "ours", "ratio", "target", "", "others, beside the same floor elsewhere"),
        [
            (
                measure.name,
                measure.beside,
                f"{measure.floor:,.0f} {measure.unit}",
                f"{measure.ours:,.0f} {measure.unit}",
                f"{measure.ratio:.2f}",
                f"{'≤' if measure.at_most else '≥'} {measure.target}",
                "reached" if measure.reached else "missed",
                measure.peers,
            )
            for measure in measures
        ],
    )


def of_speeds(floor: Speed, speeds: Mapping[Contender, Speed]) -> Sheet:
    """Every contender with its figures, and these in floors."""
    rows = [("raw SQL, one connection", floor), *((contender.name, speed) for contender, speed in speeds.items())]
    return Sheet(
        "Side by side",
        ("", "submit one, p50", "floors", "drain, concurrency 2", "floors", "submit to visible, p50", "floors"),
        [
            (
                name,
                f"{speed.submit:,.0f} µs",
                f"{speed.submit / floor.submit:.2f}",
                f"{speed.drain:,.0f} jobs/s",
                f"{speed.drain / floor.drain:.2f}",
                f"{speed.visible:,.0f} µs",
                f"{speed.visible / floor.visible:.2f}",
            )
            for name, speed in rows
        ],
    )


def of_survivals(survivals: Mapping[Contender, Survival]) -> Sheet:
    """What a killed worker left undone."""
    return Sheet(
        "A worker with twenty jobs in hand is killed, another is started",
        ("", "slots", "begun when killed", "undone of 20", "done twice", "the last was done after"),
        [
            (
                contender.name,
                str(contender.slots_for_twenty),
                str(survival.begun),
                str(survival.undone),
                str(survival.twice),
                f"never, in {survival.seconds:.0f} s" if survival.undone else f"{survival.seconds:.0f} s",
            )
            for contender, survival in survivals.items()
        ],
    )


def of_outages(outages: Mapping[Contender, Outage]) -> Sheet:
    """What an absent broker did to commits."""
    return Sheet(
        "The broker is stopped when jobs are committed, and comes back",
        ("", "commits", "answered", "slowest", "jobs lost"),
        [
            (
                contender.name,
                str(outage.of),
                str(outage.answered),
                f"{outage.slowest * 1000:,.0f} ms",
                str(outage.lost),
            )
            for contender, outage in outages.items()
        ],
    )
