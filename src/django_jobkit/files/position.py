"""Where a reading stands, with everything that was found out about the file, so that it is not found out again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django_jobkit.files.errors import FileChanged

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Position:
    """The place behind the last record that was given; as JSON it is the cursor of the scan."""

    #: Number of the part (file in the archive), and its name.
    part: int = 0
    name: str = ""
    format: str = ""
    encoding: str = ""
    #: What the format's own reader found out: dialect, names and types of columns, paths; None: not looked at yet.
    layout: dict[str, Any] | None = None
    #: Bytes of the unpacked text for formats that are read by lines, records for the others.
    at: int = 0
    #: Lines before it.
    line: int = 0
    #: Problems by kind that were told.
    told: dict[str, int] = field(default_factory=dict)

    def moved(self, at: int, line: int, told: dict[str, int]) -> Position:
        """The same part, further on."""
        return replace(self, at=at, line=line, told=dict(told))

    def as_json(self) -> dict[str, Any]:
        """The cursor."""
        return {"version": _VERSION, **asdict(self)}

    @classmethod
    def from_json(cls, cursor: Any) -> Position:
        """The position that `cursor` was made of; raises FileChanged when it is not one of ours."""
        if cursor is None:
            return cls()
        try:
            fields = dict(cursor)
            if fields.pop("version") != _VERSION:
                raise FileChanged("This scan began with another version of the extractor; restart it from scratch.")
            return cls(**fields)
        except (TypeError, KeyError, ValueError) as error:
            raise FileChanged from error
