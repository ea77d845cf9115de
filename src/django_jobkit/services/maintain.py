"""The maintenance tick that every executor process runs; each act is a compare-and-set, so more than one may."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django_jobkit.conf import config
from django_jobkit.core.executor import Hint
from django_jobkit.services.promote import promote_due
from django_jobkit.services.prune import prune_batch
from django_jobkit.services.rescue import rescue_expired


@dataclass(frozen=True, slots=True)
class Tick:
    """What one tick did, in jobs, and which are due because of it."""

    rescued: int
    promoted: int
    pruned: int
    due: Sequence[Hint] = ()


def tick(sparing: Collection[UUID] = ()) -> Tick:
    """Rescue, promote and prune one batch each; jobs in `sparing` need no rescue."""
    rescue = rescue_expired(sparing)
    promoted = promote_due()
    return Tick(
        rescued=rescue.count,
        promoted=len(promoted),
        pruned=0 if config.RETENTION is None else prune_batch(config.RETENTION),
        due=[*rescue.due, *promoted],
    )
