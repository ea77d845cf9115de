"""Claim fairly: queues take turns, whatever stands in them."""

from __future__ import annotations

from collections.abc import Sequence

from django_jobkit.services.claim import ClaimedJob, claim_from
from django_jobkit.services.waiting import lanes_after

# A host with more queues than this still serves them all: each look goes on where the last one ended.
_LANES_PER_LOOK = 64
# A queue that fills up while others are busy waits no longer than so many claims for its turn.
_CLAIMS_PER_LOOK = 16
_GUESSES = 3


class Lanes:
    """The queues that one worker takes jobs from; `only` is None for every queue there is."""

    def __init__(self, worker: str, only: Sequence[str] | None = None) -> None:
        self.worker = worker
        self._only = only
        self._known: list[str] = list(only or [])
        self._go_on_after = ""
        self._claims_since_look = 0

    def serves(self, queue: str) -> bool:
        """Whether this worker takes jobs of `queue`."""
        return self._only is None or queue in self._only

    def claim(self, limit: int) -> list[ClaimedJob]:
        """Claim at most `limit` due jobs, an even share from each queue that has any."""
        if self._only is None and self._claims_since_look >= max(_CLAIMS_PER_LOOK, len(self._known)):
            self._known = self._look() or self._known
        claimed = self._claim_from_known(limit)
        if not claimed and self._only is None:
            found = self._look()
            # When all are empty, the next job will probably stand where the last ones did; a guess saves it a look.
            self._known = found or self._known[:_GUESSES]
            claimed = self._claim_from_known(limit) if found else []
        return claimed

    def _claim_from_known(self, limit: int) -> list[ClaimedJob]:
        claimed: list[ClaimedJob] = []
        self._claims_since_look += 1
        for turn, queue in enumerate(lanes := list(self._known)):
            left = limit - len(claimed)
            if left <= 0:
                break
            share = -(-left // (len(lanes) - turn))
            claimed += claim_from(queue, self.worker, share)
        self._known = [*self._known[1:], *self._known[:1]]
        return claimed

    def _look(self) -> list[str]:
        self._claims_since_look = 0
        found = lanes_after(self._go_on_after, _LANES_PER_LOOK)
        if not found and self._go_on_after:
            found = lanes_after("", _LANES_PER_LOOK)
        self._go_on_after = found[-1] if len(found) == _LANES_PER_LOOK else ""
        return found
