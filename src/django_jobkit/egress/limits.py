"""How much a request may take, from the settings; a session may have limits of its own."""

from __future__ import annotations

from dataclasses import dataclass

from django_jobkit.conf import config


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds of one request, and of how often it is sent. The settings of the same names say what each means."""

    deadline: float
    connect_timeout: float
    read_timeout: float
    max_bytes: int
    max_head_bytes: int
    redirects: int
    retries: int
    retry_limit: float
    rate: float | None
    concurrency: int
    user_agent: str

    @classmethod
    def from_settings(cls) -> Limits:
        """What JOBKIT says now; ``dataclasses.replace`` makes others of it."""
        return cls(
            deadline=config.EGRESS_DEADLINE,
            connect_timeout=config.EGRESS_CONNECT_TIMEOUT,
            read_timeout=config.EGRESS_READ_TIMEOUT,
            max_bytes=config.EGRESS_MAX_BYTES,
            max_head_bytes=config.EGRESS_MAX_HEAD_BYTES,
            redirects=config.EGRESS_REDIRECTS,
            retries=config.EGRESS_RETRIES,
            retry_limit=config.EGRESS_RETRY_LIMIT,
            rate=config.EGRESS_RATE,
            concurrency=config.EGRESS_CONCURRENCY,
            user_agent=config.EGRESS_USER_AGENT,
        )

    @property
    def interval(self) -> float:
        """Seconds between the beginnings of two requests to one host."""
        return 0.0 if self.rate is None else 1.0 / self.rate
