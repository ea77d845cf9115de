"""How many bytes may come out of one upload."""

from __future__ import annotations

from time import monotonic

from django_jobkit.files.errors import ArchiveTooLarge
from django_jobkit.files.limits import Limits

#: However small an archive is, so much may come out of it: text of one kind packs well, and this fits anywhere.
HARMLESS = 16 * 1024 * 1024


class PreviewEnded(Exception):
    """A preview has read as much as it may; what it found so far is the preview."""


class Budget:
    """Counts what was really unpacked; what archives declare of themselves is not believed."""

    def __init__(self, limits: Limits, packed: int) -> None:
        self._limits = limits
        self._most = min(limits.unpacked_bytes, max(HARMLESS, limits.ratio * packed))
        self.spent = 0

    def spend(self, size: int) -> None:
        """Count `size` bytes more; raises ArchiveTooLarge."""
        self.spent += size
        if self.spent > self._most:
            self.refuse()

    def refund(self, size: int) -> None:
        """Take back what was counted for a file that is read again from its beginning."""
        self.spent -= size

    def refuse(self) -> None:
        """Say which bound was reached."""
        if self._most == self._limits.unpacked_bytes:
            raise ArchiveTooLarge(
                f"The archive unpacks to more than {self._most:,} bytes, which is the most that is read; "
                "upload it in parts."
            )
        raise ArchiveTooLarge(
            f"The archive unpacks to more than {self._limits.ratio} times its size, which no ordinary file does; "
            "upload it unpacked, or in parts."
        )


class Unlimited(Budget):
    """For what is not packed: the size of the upload is its bound."""

    def __init__(self) -> None:
        self.spent = 0

    def spend(self, size: int) -> None:
        """Count `size` bytes more."""
        self.spent += size


class Account(Budget):
    """What one file in an archive costs. It is looked into before it is read, and only counts once."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.spent = 0

    def spend(self, size: int) -> None:
        """Count `size` bytes more."""
        self.spent += size
        self._budget.spend(size)

    def begin(self) -> Account:
        """Count from the beginning of the file again."""
        self._budget.refund(self.spent)
        self.spent = 0
        return self


class Glance(Budget):
    """For a preview: after so many bytes, or at this moment of the monotonic clock, it ends with what it has."""

    def __init__(self, budget: Budget, most: int, end: float) -> None:
        self._budget = budget
        self._most = most
        self._end = end
        self.spent = 0

    def spend(self, size: int) -> None:
        """Count `size` bytes more; raises PreviewEnded, or what the real budget raises."""
        self._budget.spend(size)
        self.spent += size
        if self.spent > self._most:
            raise PreviewEnded(f"The preview ended after {self._most:,} bytes; a start reads on.")
        if monotonic() > self._end:
            raise PreviewEnded("The preview took too long and ended; a start reads on.")

    def refund(self, size: int) -> None:
        """For the real budget alone: reading twice takes time twice."""
        self._budget.refund(size)
