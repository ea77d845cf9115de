"""One thing the doctor has to say."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is, the worst first."""

    PROBLEM = "problem"  # Jobs are lost, late or wrong, or will be.
    WARNING = "warning"  # It works, but not as well as it could, or not for long.
    NOTE = "note"  # Good to know.


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found, why it matters, and what to do."""

    severity: Severity
    code: str
    what: str
    why: str
    advice: str
    #: Whether nothing further can be examined before this is mended.
    blocks: bool = False

    def as_json(self) -> dict[str, str]:
        """The finding for machines."""
        return {key: str(value) for key, value in asdict(self).items() if key != "blocks"}
