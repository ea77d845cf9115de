"""The only way out: every request to another server goes through here, and nowhere inside your network by accident."""

from __future__ import annotations

from django_jobkit.egress.door import Egress, guarded_session
from django_jobkit.egress.errors import (
    AddressRefused,
    BadAnswer,
    BadEncoding,
    BodyTooLarge,
    ConnectFailed,
    ConnectionLost,
    DeadlineExceeded,
    DnsFailed,
    EgressBusy,
    EgressError,
    EgressRefused,
    HeaderTooLarge,
    HttpError,
    HttpRefused,
    InvalidUrl,
    PortRefused,
    RateLimited,
    RedirectRefused,
    SchemeRefused,
    TlsFailed,
    TooManyRedirects,
)
from django_jobkit.egress.limits import Limits
from django_jobkit.egress.robots import RobotsRules

__all__ = [
    "AddressRefused",
    "BadAnswer",
    "BadEncoding",
    "BodyTooLarge",
    "ConnectFailed",
    "ConnectionLost",
    "DeadlineExceeded",
    "DnsFailed",
    "Egress",
    "EgressBusy",
    "EgressError",
    "EgressRefused",
    "HeaderTooLarge",
    "HttpError",
    "HttpRefused",
    "InvalidUrl",
    "Limits",
    "PortRefused",
    "RateLimited",
    "RedirectRefused",
    "RobotsRules",
    "SchemeRefused",
    "TlsFailed",
    "TooManyRedirects",
    "guarded_session",
]
