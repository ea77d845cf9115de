"""Where the package goes out: a session for whoever fetches, a look at a URL for whoever only takes it in."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from django_jobkit.conf import config
from django_jobkit.egress.gate import Gate
from django_jobkit.egress.limits import Limits
from django_jobkit.exceptions import ExtraMissing

if TYPE_CHECKING:
    from django_jobkit.egress.client.session import GuardedSession


class Egress:
    """What may go out, as the settings say when it is made; `limits` stand for theirs."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits.from_settings()
        self.gate = Gate.from_settings()
        self._proxy = config.EGRESS_PROXY
        self._ca_bundle = config.EGRESS_CA_BUNDLE

    def check_url(self, url: str) -> None:
        """Raise an EgressRefused for a URL that can be refused at first sight; its name is not looked up."""
        self.gate.check_url(url)

    def session(
        self, *, wait: Callable[[float], object] = time.sleep, on_bytes: Callable[[int], object] | None = None
    ) -> GuardedSession:
        """A guarded ``requests.Session``; raises ExtraMissing.

        `wait` is called for every pause, and with 0 before every request: ``ctx.wait`` ends both when the job should
        stop. `on_bytes` is told how many bytes came in, as they come.
        """
        try:
            from django_jobkit.egress.client.session import GuardedSession
        except ModuleNotFoundError as error:
            raise ExtraMissing("egress") from error
        return GuardedSession(
            self.gate, self.limits, wait=wait, on_bytes=on_bytes, proxy=self._proxy, ca_bundle=self._ca_bundle
        )


def guarded_session(
    limits: Limits | None = None,
    wait: Callable[[float], object] = time.sleep,
    on_bytes: Callable[[int], object] | None = None,
) -> GuardedSession:
    """The way out: a guarded ``requests.Session``, also for clients that take one; raises ExtraMissing."""
    return Egress(limits).session(wait=wait, on_bytes=on_bytes)
