"""What a handler's run amounted to, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeAlias

from django_jobkit.core.opened import mask_opened
from django_jobkit.core.storable import describe_error, storable_text

# What machines can compare: a word, not a sentence.
_CODE = re.compile(r"[\w.:-]{1,100}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobError:
    """Why a job failed: the class of the error, its message, and a stable code for machines."""

    type: str
    message: str
    code: str

    @classmethod
    def of(cls, error: BaseException, code: str | None = None) -> JobError:
        """The storable description of any exception."""
        return cls(
            type=storable_text(type(error).__name__, 200),
            message=describe_error(error),
            code=code or _own_code(error) or "handler_error",
        )

    def as_json(self) -> dict[str, str]:
        """The error as clients see it."""
        return {"type": self.type, "message": self.message, "code": self.code}


def _own_code(error: BaseException) -> str | None:
    # The code of a SystemExit is what the handler passed to sys.exit.
    if not isinstance(error, Exception):
        return None
    try:
        code = getattr(error, "code", None)
    except Exception:  # noqa: BLE001 - it may be a property that raises anything
        return None
    if not isinstance(code, str) or mask_opened(code) != code:
        return None
    return code if _CODE.fullmatch(code) else None


@dataclass(frozen=True, slots=True)
class Completed:
    """The handler returned; `result` is storable JSON."""

    result: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """The handler failed; `retry_in` is None when another attempt cannot help."""

    error: JobError
    retry_in: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Postponed:
    """The handler asked to be run again later; no attempt is charged."""

    after: timedelta
    message: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The handler stopped because a cancel was asked for."""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The worker shut down before the handler ended; no attempt is charged."""


@dataclass(frozen=True, slots=True)
class Fenced:
    """The attempt lost its job; nothing may be written."""


Outcome: TypeAlias = Completed | Failed | Postponed | Cancelled | Interrupted | Fenced
