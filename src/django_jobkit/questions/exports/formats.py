"""What questions can be exported as."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO

from django_jobkit.core.installed import is_installed
from django_jobkit.questions.exports.as_apkg import write_apkg
from django_jobkit.questions.exports.as_csv import write_csv
from django_jobkit.questions.exports.as_json import write_json
from django_jobkit.questions.exports.entries import Entry


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A kind of file; `write` fills an open one with entries."""

    name: str
    media_type: str
    write: Callable[[IO[bytes], Iterable[Entry]], None]
    with_logs: bool = True
    #: The module that it takes, if any.
    needs: str = ""

    @property
    def file_name(self) -> str:
        """What the file is called."""
        return f"questions.{self.name}"

    def is_available(self) -> bool:
        """Whether what it needs is installed."""
        return not self.needs or is_installed(self.needs)


#: By the name that requests give.
formats = {
    known.name: known
    for known in (
        ExportFormat("csv", "text/csv", write_csv),
        ExportFormat("json", "application/json", write_json),
        ExportFormat("apkg", "application/apkg", write_apkg, with_logs=False, needs="genanki"),
    )
}
