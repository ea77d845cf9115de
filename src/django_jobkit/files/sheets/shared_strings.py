"""The texts that the cells of a workbook share, kept on disk when they are many."""

from __future__ import annotations

import tempfile
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterator

from django_jobkit.files.errors import CellTooLarge, TooManySharedTexts, WorkbookDamaged
from django_jobkit.files.limits import Limits
from django_jobkit.files.packing.streams import Stream
from django_jobkit.files.trees.xml_events import Event, xml_events

_IN_MEMORY = 16 * 1024 * 1024
_CACHED = 10_000


class SharedStrings:
    """Texts by number. Memory holds eight bytes for each, and those that were asked for last."""

    def __init__(self, limits: Limits, tell: Callable[[], None]) -> None:
        self._limits = limits
        self._tell = tell
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 # `close` closes it
        self._ends = array("Q", [0])
        self._cache: OrderedDict[int, str] = OrderedDict()

    def append(self, text: str) -> None:
        """Put in one more; only before the first is asked for."""
        most = self._limits.shared_strings
        if len(self._ends) > most:
            raise TooManySharedTexts(
                f"The workbook has more than {most:,} different texts, the most that are read; save the sheet as CSV."
            )
        data = text.encode("utf-8", "replace")
        self._file.write(data)
        self._ends.append(self._ends[-1] + len(data))

    def get(self, number: int) -> str:
        """The text of this number; raises WorkbookDamaged when there is none."""
        if number in self._cache:
            self._cache.move_to_end(number)
            return self._cache[number]
        if not 0 <= number < len(self._ends) - 1:
            raise WorkbookDamaged(f"A cell refers to text number {number}, which the workbook does not have.")
        self._file.seek(self._ends[number])
        text = self._file.read(self._ends[number + 1] - self._ends[number]).decode()
        self._cache[number] = text
        if len(self._cache) > _CACHED:
            self._cache.popitem(last=False)
        return text

    def close(self) -> None:
        """Give the space back."""
        self._file.close()

    def load(self, stream: Stream) -> None:
        """Put in all texts of the workbook's table; ruby readings beside a text are left out."""
        pieces: list[str] = []
        size, texts, phonetic = 0, 0, 0
        most = self._limits.cell_bytes
        for kind, name, _ in self._events(stream):
            if kind == "data":
                if texts and not phonetic:
                    pieces.append(name)
                    size += len(name)
                if size > most:
                    raise CellTooLarge(f"A text of the workbook is larger than {most:,} bytes; shorten it.")
                continue
            step = 1 if kind == "start" else -1
            texts += step * (name == "t")
            phonetic += step * (name == "rPh")
            if name == "si" and kind == "end":
                self.append("".join(pieces))
                pieces, size = [], 0

    def _events(self, stream: Stream) -> Iterator[Event]:
        """The events, telling before each block of them that the reading goes on."""
        for events in xml_events(stream, self._limits):
            self._tell()
            yield from events
